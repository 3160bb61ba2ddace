"""The Redis protocol, as much of it as talking to a Redis or a sentinel one command at a time takes."""

import socket


class Refused(Exception):
    """An answer that is an error."""


class Connection:
    """One connection; waits for each answer. Raises OSError when it is closed, cut or late."""

    def __init__(self, connected: socket.socket):
        self.socket = connected
        self._buffer = b""

    @classmethod
    def to(cls, path: str, timeout: float = 5.0):
        """Over the server's UNIX socket: it can be asked whatever its network does."""
        connected = socket.socket(socket.AF_UNIX)
        connected.settimeout(timeout)
        try:
            connected.connect(path)
        except OSError:
            connected.close()
            raise
        return cls(connected)

    def ask(self, *words: str):
        """The answer: str, int, None or a list of those."""
        self.send(*words)
        return self.read()

    def send(self, *words: str) -> None:
        self.socket.sendall(encoded(*words))

    def read(self):
        line = self.line()
        kind, rest = line[:1], line[1:]
        if kind == "+":
            return rest
        if kind == "-":
            raise Refused(rest)
        if kind == ":":
            return int(rest)
        if kind == "$":
            return None if rest == "-1" else self._text(int(rest))
        if kind in ("*", ">", "~"):
            return [self.read() for _ in range(max(0, int(rest)))]
        if kind == "%":
            return {self.read(): self.read() for _ in range(int(rest))}
        raise Refused(f"not RESP: {line}")

    def line(self) -> str:
        while b"\r\n" not in self._buffer:
            self._more()
        line, self._buffer = self._buffer.split(b"\r\n", 1)
        return line.decode(errors="replace")

    def _text(self, length: int) -> str:
        while len(self._buffer) < length + 2:
            self._more()
        text, self._buffer = self._buffer[:length], self._buffer[length + 2 :]
        return text.decode(errors="replace")

    def _more(self) -> None:
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionResetError("closed by the server")
        self._buffer += part

    def close(self) -> None:
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def encoded(*words: str) -> bytes:
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word.encode()), word.encode()) for word in words)


def pairs(answer) -> dict[str, str]:
    """What SENTINEL MASTER answers, as a mapping."""
    return dict(answer) if isinstance(answer, dict) else dict(zip(answer[::2], answer[1::2]))
