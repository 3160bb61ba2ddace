"""Backends that come and go: backends.py SEED MODE:HOST:PORT..., a program of its own.

Each listens, and falls by turns into a kind of trouble for a while: nobody listens (refused), or, with the mode http, it takes connections and says
nothing (hangs), or answers 503. The turns are drawn from the seed. It begins steady: each tenth refuses, all others are well. SIGUSR1 begins
the turns, SIGUSR2 ends them in the steady state. One process, because a refused connection only needs a closed socket.
"""

import heapq
import random
import select
import signal
import socket
import sys
import time

WELL = (30, 240)  # Seconds; with TROUBLED some seven changes of a verdict a second among a thousand.
TROUBLED = (4, 60)
ANSWER = "HTTP/1.1 {} {}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
GOOD = ANSWER.format(200, "OK").encode()
BAD = ANSWER.format(503, "Service Unavailable").encode()
WELL_STATE, REFUSES, HANGS, ERRS = "well", "refuses", "hangs", "errs"


def is_steadily_down(number: int) -> bool:
    """Whether the backend of that number, from 0, refuses while all is steady."""
    return number % 10 == 9


class Backend:
    def __init__(self, number: int, mode: str, host: str, port: int):
        self.number, self.mode, self.address = number, mode, (host, port)
        self.state = WELL_STATE
        self.listener: socket.socket | None = None


class Farm:
    def __init__(self, seed: int, backends: list[Backend]):
        self._chance = random.Random(seed)
        self._backends = backends
        self._poll = select.epoll()
        self._listeners: dict[int, Backend] = {}
        self._connections: dict[int, tuple[socket.socket, Backend]] = {}
        self._turns: list[tuple[float, int]] = []

    def steady(self, *_) -> None:
        self._turns.clear()
        for backend in self._backends:
            self._enter(backend, REFUSES if is_steadily_down(backend.number) else WELL_STATE)

    def begin(self, *_) -> None:
        now = time.monotonic()
        self._turns[:] = [(now + self._chance.uniform(0, WELL[1]), backend.number) for backend in self._backends]
        heapq.heapify(self._turns)

    def serve(self) -> None:
        while True:
            wait = min(1.0, self._turns[0][0] - time.monotonic()) if self._turns else 1.0
            for descriptor, _ in self._poll.poll(max(0.0, wait)):
                if descriptor in self._listeners:
                    self._accept(self._listeners[descriptor])
                elif descriptor in self._connections:
                    self._answer(descriptor)
            while self._turns and self._turns[0][0] <= time.monotonic():
                self._turn()

    def _turn(self) -> None:
        due, number = heapq.heappop(self._turns)
        backend = self._backends[number]
        if backend.state == WELL_STATE:
            kinds = [REFUSES] if backend.mode == "tcp" else [REFUSES, REFUSES, HANGS, ERRS]
            self._enter(backend, self._chance.choice(kinds))
            rest = self._chance.uniform(*TROUBLED)
        else:
            self._enter(backend, WELL_STATE)
            rest = self._chance.uniform(*WELL)
        heapq.heappush(self._turns, (due + rest, number))

    def _enter(self, backend: Backend, state: str) -> None:
        backend.state = state
        if state == REFUSES and backend.listener is not None:
            del self._listeners[backend.listener.fileno()]
            backend.listener.close()
            backend.listener = None
        elif state != REFUSES and backend.listener is None:
            backend.listener = listener = socket.socket()
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(backend.address)
            listener.listen(256)
            listener.setblocking(False)
            self._listeners[listener.fileno()] = backend
            self._poll.register(listener.fileno(), select.EPOLLIN)

    def _accept(self, backend: Backend) -> None:
        try:
            connection, _ = backend.listener.accept()
        except OSError:
            return  # The checker has given up and gone.
        connection.setblocking(False)
        self._connections[connection.fileno()] = (connection, backend)
        self._poll.register(connection.fileno(), select.EPOLLIN | select.EPOLLRDHUP)

    def _answer(self, descriptor: int) -> None:
        connection, backend = self._connections[descriptor]
        try:
            asked = connection.recv(4096)
            if asked and backend.state == HANGS:
                return
            if asked and backend.mode == "http":
                connection.send(BAD if backend.state == ERRS else GOOD)
        except OSError:
            pass  # Reset: that is how a checker ends a connection.
        del self._connections[descriptor]
        connection.close()


def main() -> None:
    words = [word.rsplit(":", 2) for word in sys.argv[2:]]
    farm = Farm(int(sys.argv[1]), [Backend(i, mode, host, int(port)) for i, (mode, host, port) in enumerate(words)])
    farm.steady()
    signal.signal(signal.SIGUSR1, farm.begin)
    signal.signal(signal.SIGUSR2, farm.steady)
    print("listening", flush=True)
    farm.serve()


if __name__ == "__main__":
    main()
