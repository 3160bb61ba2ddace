"""Writers that come through a proxy, and the witnesses at the servers that tell what reached them, and when."""

import re
import socket
import threading
import time
from dataclasses import dataclass

from . import fleet, resp

PAUSE = 0.03  # Seconds between two writes of a writer.
IMPATIENCE = 0.25  # Seconds after which one that is not kept gives up: HAProxy tries a dead server again once a second.


@dataclass
class Sent:
    """One write. What came back: + (accepted), an error's first word, or nothing."""

    at: float
    answer: str | None = None
    answered: float = 0.0


class Writer:
    """Writes a new key each time, until it is stopped. Its keys begin with its name, so that a server's witness knows it.

    A kept one stays on its connection for as long as that lasts, however long an answer takes, and makes a new one when it
    was cut; one that is not reborn ends then. One that is not kept makes a connection for each write."""

    def __init__(self, name: str, verb: str, enter, port: int, kept: bool, reborn: bool = True):
        self.name, self.verb, self.kept, self.reborn = name, verb, kept, reborn
        self.writes: list[Sent] = []
        self.cut_at: float | None = None
        self.connected = threading.Event()
        self._enter, self._port = enter, port
        self._stop = threading.Event()
        self._connection: resp.Connection | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def key(self, number: int) -> str:
        return f"{self.name}:{number}"

    def stop(self) -> None:
        self._stop.set()
        connection = self._connection
        if connection is not None:
            # Wakes it where it waits for an answer that will never come.
            try:
                connection.socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self._thread.join(10)

    def _run(self) -> None:
        self._enter()
        while not self._stop.is_set():
            try:
                self._connection = self._connect()
                self.connected.set()
                while self._write() and self.kept and not self._stop.is_set():
                    time.sleep(PAUSE)
            except (OSError, resp.Refused):
                self._cut()
            finally:
                if self._connection is not None:
                    self._connection.close()
            if self.cut_at is not None and not self.reborn:
                return
            time.sleep(PAUSE)

    def _connect(self) -> resp.Connection:
        connected = socket.create_connection(("127.0.0.1", self._port), 2)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connected.settimeout(60.0 if self.kept else IMPATIENCE)
        return resp.Connection(connected)

    def _cut(self) -> None:
        if self.kept and self.cut_at is None and self.connected.is_set() and not self._stop.is_set():
            self.cut_at = time.time()

    def _write(self) -> bool:
        number = len(self.writes)
        sent = Sent(time.time())
        self.writes.append(sent)
        self._connection.send(self.verb, self.key(number), "x")
        try:
            self._connection.read()
            sent.answer = "+"
        except resp.Refused as refused:
            sent.answer = str(refused).split(" ", 1)[0]
        sent.answered = time.time()
        return True


@dataclass
class Executed:
    at: float
    key: str


LINE = re.compile(r'^(\d+\.\d+) \[\d+ (\S+)\] "(?:SET|set|MSET|mset)" "([^"]+)"')


class Witness:
    """What one server carries out, by its own MONITOR; of that what clients send, not what it gets from its primary.

    A sentinel ends all connections to a server that it gives another role, this one too. Then it is made anew, and nothing
    is missed at a stale primary: it takes no writes any more. When the server itself was started anew, it may have
    taken some before it could be asked: their number is in its statistics, which are asked for in the same packet as MONITOR,
    so that nothing comes in between."""

    PERIOD = 0.05

    def __init__(self, server: fleet.Server, peers: set[str]):
        """Replication comes from the peers' addresses."""
        self.executed: list[Executed] = []
        self.missed = {"set": 0, "mset": 0}
        self._refused: list[tuple[float, dict[str, int]]] = []
        self._server, self._peers = server, peers
        self._run_id = ""
        self._closed = threading.Event()
        self._connection = self._attached()
        self._threads = [threading.Thread(target=each, daemon=True) for each in (self._run, self._sample)]
        for thread in self._threads:
            thread.start()

    def _attached(self) -> resp.Connection:
        connection = self._server.connect()
        words = [("INFO", "server"), ("INFO", "commandstats"), ("MONITOR",)]
        connection.socket.sendall(b"".join(resp.encoded(*each) for each in words))
        run_id = re.search(r"^run_id:(\w+)", connection.read(), re.MULTILINE)[1]
        stats = counts(connection.read())
        connection.read()
        if run_id != self._run_id:
            if self._run_id:
                for verb, (calls, _) in stats.items():
                    self.missed[verb] += calls
            self._run_id = run_id
        connection.socket.settimeout(None)
        return connection

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                self._listen()
            except OSError:
                self._connection.close()
            while not self._closed.wait(0.001):
                try:
                    self._connection = self._attached()
                    break
                except (OSError, resp.Refused):
                    pass  # It is dead, or starting.

    def _listen(self) -> None:
        while True:
            found = LINE.match(self._connection.line()[1:])
            if found and found[2] not in self._peers:
                self.executed.append(Executed(float(found[1]), found[3]))

    def close(self) -> None:
        self._closed.set()
        try:
            self._connection.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # It is closed already.
        for thread in self._threads:
            thread.join(6)
        self._connection.close()

    def _sample(self) -> None:
        """MONITOR does not show what is turned away; statistics do, and a look at them now and then tells when."""
        while not self._closed.wait(self.PERIOD):
            try:
                with self._server.connect(0.5) as connection:
                    found = counts(connection.ask("INFO", "commandstats"))
                self._refused.append((time.time(), {verb: rejected for verb, (_, rejected) in found.items()}))
            except (OSError, resp.Refused):
                pass  # It is dead, stopped or starting.

    def refused(self, verb: str, since: float) -> int:
        """How many of these commands it has turned away since then, but for those of the first moment."""
        values = [sample.get(verb.lower(), 0) for at, sample in self._refused if at >= since]
        # A process that was started anew counts from nought again.
        return sum(max(0, after - before) for before, after in zip(values, values[1:]))


def counts(stats: str) -> dict[str, tuple[int, int]]:
    """Calls and rejected calls of SET and MSET."""
    found = re.findall(r"^cmdstat_(set|mset):calls=(\d+),.*rejected_calls=(\d+)", stats, re.MULTILINE)
    return {verb: (int(calls), int(rejected)) for verb, calls, rejected in found}
