"""Backends that mean harm, beside good ones: what their checks cost, and whether any other check is late for them."""

import asyncio
import contextlib
import gzip
import os
import threading
import time

from . import farm, figures, outrider
from .processes import cpu_seconds, free_port, rss_mib

GOOD = 500
OF_EACH = 10
CHUNK = b"x" * 65536
BOMB = gzip.compress(bytes(8 << 20), 9)
PLAIN_HEAD = b"HTTP/1.1 200 OK\r\n"


async def _endless_headers(writer) -> None:
    writer.write(PLAIN_HEAD)
    while True:
        writer.write(b"X-Filler: " + b"y" * 4000 + b"\r\n")
        await writer.drain()


async def _huge_body(writer) -> None:
    writer.write(PLAIN_HEAD + b"Content-Length: 1073741824\r\n\r\n")
    for _ in range(1073741824 // len(CHUNK)):
        writer.write(CHUNK)
        await writer.drain()


async def _byte_a_second(writer) -> None:
    for byte in PLAIN_HEAD + b"Content-Length: 2\r\n\r\nno":
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(1)


async def _tls_garbage(writer) -> None:
    writer.write(b"\x16\x03\x03\xff\xff" + os.urandom(65535))
    await writer.drain()
    await asyncio.sleep(5)


async def _redirect_loop(writer) -> None:
    writer.write(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")


async def _bomb(writer) -> None:
    head = PLAIN_HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % (len(BOMB) * 100)
    writer.write(head)
    for _ in range(100):
        writer.write(BOMB)
        await writer.drain()


HARM = {
    "endless headers": _endless_headers,
    "1 GiB body": _huge_body,
    "a byte a second": _byte_a_second,
    "TLS garbage": _tls_garbage,
    "redirect loop": _redirect_loop,
    "compressed bomb": _bomb,
}


class Villains:
    """Servers of every kind on loopback, in a thread of their own."""

    def __init__(self):
        self.addresses = {kind: [farm.Address("127.0.0.1", free_port()) for _ in range(OF_EACH)] for kind in HARM}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._ready = threading.Event()

    def __enter__(self):
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        for kind, addresses in self.addresses.items():
            for address in addresses:
                serve = asyncio.start_server(_serving(HARM[kind]), address.host, address.port)
                self._loop.run_until_complete(serve)
        self._ready.set()
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.1))
        self._loop.close()


def _serving(harm):
    async def serve(reader, writer):
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await reader.read(1)
            await harm(writer)
        writer.close()

    return serve


def measure(scratch: str, artefacts: list[str], window: float, say) -> str:
    rows = []
    with farm.nginx(scratch) as nginx, Villains() as villains:
        good = farm.groups_of("http", nginx.addresses(GOOD), 10)
        bad = [
            farm.Group(f"{kind.replace(' ', '-').lower()}.bench", "http", addresses)
            for kind, addresses in villains.addresses.items()
        ]
        for artefact in artefacts:
            for name, groups in {f"{GOOD} good ones": good, f"and {OF_EACH * len(HARM)} hostile ones": good + bad}.items():
                say(f"{artefact}: {name}")
                rows.append(_row(os.path.join(scratch, f"hostile-{artefact}-{len(groups)}"), artefact, name, groups, window))
    head = ["backends", "checker", "checks", "failed", "late, p99", "longest check", "of a core", "RSS"]
    return figures.table(head, rows)


def _row(directory: str, artefact: str, name: str, groups: list[farm.Group], window: float) -> list[str]:
    # The body is what tempts a checker to read on; the TLS ones are met by a plain check, as a wrong port would be.
    with outrider.outrider(artefact, directory, groups, expect="ok") as (process, api):
        time.sleep(6)
        late, cpu, began = api.buckets("outrider_probe_lateness_seconds"), cpu_seconds(process.pid), time.monotonic()
        time.sleep(window)
        cpu, elapsed = cpu_seconds(process.pid) - cpu, time.monotonic() - began
        within = [
            (bound, count - late[i][1]) for i, (bound, count) in enumerate(api.buckets("outrider_probe_lateness_seconds"))
        ]
        outcomes = {}
        for labels, count in api.samples("outrider_probes_total"):
            outcomes[labels["outcome"]] = outcomes.get(labels["outcome"], 0) + count
        durations = [(float(labels["le"]), count) for labels, count in api.samples("outrider_probe_duration_seconds_bucket")]
        return [
            name,
            f"Outrider {artefact}",
            f"{sum(outcomes.values()):,.0f}",
            f"{outcomes.get('failure', 0):,.0f}",
            f"≤ {1000 * figures.quantile_of_buckets(within, 0.99):g} ms",
            f"≤ {figures.quantile_of_buckets(durations, 1.0):g} s",
            f"{100 * cpu / elapsed:.1f} %",
            f"{rss_mib(process.pid):.0f} MiB",
        ]
