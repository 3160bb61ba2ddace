"""Backends that come and go: flapper.py SEED PORT... Each port listens and refuses by turns, at random times, until killed.
One process, because a refused connection only needs a closed socket."""

import heapq
import random
import select
import socket
import sys
import time

OFTEN = (0.6, 1.2)  # Seconds in one state: longer than three failures at 50 ms, so that every change is judged.

chance = random.Random(int(sys.argv[1]))
poll = select.epoll()
listeners: dict[int, socket.socket] = {}
ports: dict[int, socket.socket | None] = {int(port): None for port in sys.argv[2:]}


def open_port(port: int) -> None:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(128)
    listener.setblocking(False)
    ports[port] = listeners[listener.fileno()] = listener
    poll.register(listener.fileno(), select.EPOLLIN)


def close_port(port: int) -> None:
    listener = ports[port]
    poll.unregister(listener.fileno())
    del listeners[listener.fileno()]
    listener.close()
    ports[port] = None


def accept_from(listener: socket.socket) -> None:
    try:
        listener.accept()[0].close()
    except OSError:
        pass  # The checker has given up and gone.


for port in ports:
    open_port(port)
turns = [(time.monotonic() + 5 + chance.uniform(0, 1), port) for port in ports]
heapq.heapify(turns)
while True:
    for descriptor, _ in poll.poll(max(0.0, turns[0][0] - time.monotonic())):
        accept_from(listeners[descriptor])
    while turns[0][0] <= time.monotonic():
        due, port = heapq.heappop(turns)
        (open_port if ports[port] is None else close_port)(port)
        heapq.heappush(turns, (due + chance.uniform(*OFTEN), port))
