"""How long a backend that hangs stays in rotation while users' requests go there: HAProxy's own counters tell of it
before a check is due."""

import asyncio
import contextlib
import os
import random
import threading
import time

from . import farm, figures, haproxy, outrider
from .processes import Missed, await_that, free_port

SERVICES = 3
SERVICE_SIZE = 4
RATE = 50  # Requests a second to each service, each on a new connection.
PATIENCE = 20.0
POLL = 0.005
GIVES_UP = 1.0  # A user who gets no answer.
OWN_CHECKS = {
    "HAProxy, fastinter 250ms": "inter 2s fastinter 250ms fall 3 rise 2",
    "HAProxy, observe layer7": "inter 2s fastinter 250ms fall 3 rise 2 observe layer7 error-limit 3 on-error mark-down",
}


class Load:
    """Users of the frontends, in a thread of their own."""

    def __init__(self, ports: list[int]):
        self._ports = ports
        self._ended = False
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended = True
        self._thread.join()

    async def _run(self) -> None:
        under_way: set[asyncio.Task] = set()
        due = time.monotonic()
        while not self._ended:
            for port in self._ports:
                task = asyncio.ensure_future(_request(port))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
            due += 1 / RATE
            await asyncio.sleep(max(0.0, due - time.monotonic()))
        await asyncio.gather(*under_way)


async def _request(port: int) -> None:
    with contextlib.suppress(OSError, asyncio.TimeoutError):
        async with asyncio.timeout(GIVES_UP):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(b"GET / HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
                await reader.read()
            finally:
                writer.close()


def measure(scratch: str, artefacts: list[str], rounds: int, say) -> str:
    rows = []
    subjects = [*OWN_CHECKS, *(f"Outrider {artefact}" for artefact in artefacts)]
    for number, subject in enumerate(subjects):
        say(f"hangs under traffic, {subject}")
        delays = _of_subject(os.path.join(scratch, f"traffic{number}"), subject, rounds)
        row = f"{figures.median(delays):.2f} / {figures.percentile(delays, 0.9):.2f} / {max(delays):.2f}"
        rows.append([subject, str(len(delays)), row])
    return figures.table(["SIGSTOP while requests flow", "trials", "out: median / p90 / worst, s"], rows)


def _of_subject(directory: str, subject: str, rounds: int) -> list[float]:
    with contextlib.ExitStack() as stack:
        victims = stack.enter_context(farm.victims(SERVICES * SERVICE_SIZE))
        groups = farm.groups_of("http", [victim.address for victim in victims], SERVICE_SIZE)
        ports = {group.name: free_port() for group in groups}
        check = OWN_CHECKS.get(subject)
        _, runtime = stack.enter_context(haproxy.haproxy(directory, groups, check, ports))
        if check is None:
            artefact = subject.split()[-1]
            stack.enter_context(outrider.outrider(artefact, f"{directory}-outrider", groups, runtime.path))
        await_that(f"{subject}: all in", lambda: all(runtime.in_rotation().values()), PATIENCE)
        stack.enter_context(Load(list(ports.values())))
        return [_trial(runtime, random.choice(victims)) for _ in range(rounds)]


def _trial(runtime: haproxy.Runtime, victim: farm.Victim) -> float:
    time.sleep(random.uniform(2.5, 4.5))  # Everything is at rest, and the moment meets every phase of the interval.
    name = str(victim.address)
    victim.freeze()
    moment = time.monotonic()
    try:
        while runtime.in_rotation()[name]:
            if time.monotonic() - moment > PATIENCE:
                raise Missed(f"{name} hangs and stays in rotation")
            time.sleep(POLL)
        delay = time.monotonic() - moment
    finally:
        victim.thaw()
    await_that(f"{name} is back", lambda: runtime.in_rotation()[name], PATIENCE)
    return delay
