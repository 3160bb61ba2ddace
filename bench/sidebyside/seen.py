"""What it costs to be looked at: the CPU of one look, against that of an Outrider at which nobody looks."""

import contextlib
import os
import statistics
import time
import urllib.request

from . import cpu, farm, figures, haproxy, outrider
from .processes import cpu_seconds, rss_mib

SIZE = 1000
WARM_UP = 12
BETWEEN = 0.2  # Long enough for the engine's own work to come between two looks, and its data into the caches.
HOW = (
    f"{SIZE:,} HTTP backends, each checked every 2 s, one Outrider that drives one HAProxy. In turns nobody looks, and somebody looks five times a second: "
    "what one look costs is what those turns took more, by the number of looks, the median of the turns. From it follows what is asked for: "
    "how much more than the engine alone is spent when somebody looks as often as he does. Prometheus reads all of /metrics, every 15 s and every 5 s; the status page "
    "fetches everything every 10 s when nothing happens. A reader of events holds a stream open: windows with and without one."
)
LOOKS = {
    "Prometheus": ("/metrics", [15, 5]),
    "the status page": ("/api/v1/page?latency=true", [10]),
}


def measure(scratch: str, artefacts: list[str], window: float, turns: int, say) -> str:
    rows = []
    with farm.nginx(scratch) as nginx:
        groups = farm.groups_of("http", nginx.addresses(SIZE), cpu.GROUP_SIZE)
        for artefact in artefacts:
            directory = os.path.join(scratch, f"seen-{artefact}")
            with haproxy.haproxy(directory + "-haproxy", groups, None) as (_, runtime):
                with outrider.outrider(artefact, directory, groups, runtime.path) as (process, api):
                    time.sleep(WARM_UP)
                    for label, (path, periods) in LOOKS.items():
                        say(f"{artefact}: {label}")
                        rows.extend(_looks(artefact, process, api, label, path, periods, window, turns))
                    say(f"{artefact}: a reader of events")
                    rows.append(_reader(artefact, process, api, window, turns))
    head = ["who looks", "Outrider", "of a core, nobody looks", "CPU ms a look", "size", "more", "RSS afterwards"]
    return figures.table(head, rows)


def _looks(artefact, process, api, label, path, periods, window, turns) -> list[list[str]]:
    alone, each = [], []
    for _ in range(turns):
        alone.append(_cpu(process, window))
        spent, began, looks = cpu_seconds(process.pid), time.monotonic(), 0
        while time.monotonic() - began < window:
            size = len(api.get(path))
            looks += 1
            time.sleep(BETWEEN)
        used, took = cpu_seconds(process.pid) - spent, time.monotonic() - began
        each.append((used - statistics.median(alone) * took) / looks)
    idle, one = statistics.median(alone), statistics.median(each)
    return [
        [
            f"{label}, every {period} s",
            artefact,
            f"{100 * idle:.1f} %",
            f"{1000 * one:.1f}",
            f"{size / 1000:.0f} kB",
            f"{100 * one / period / idle:+.1f} %",
            f"{rss_mib(process.pid):.0f} MiB",
        ]
        for period in periods
    ]


def _reader(artefact, process, api, window, turns) -> list[str]:
    alone, seen = [], []
    for _ in range(turns):
        alone.append(_cpu(process, window))
        with _following(api):
            seen.append(_cpu(process, window))
    idle = statistics.median(alone)
    more = statistics.median(seen) / idle - 1
    return ["a reader of events", artefact, f"{100 * idle:.1f} %", "", "", f"{100 * more:+.1f} %", f"{rss_mib(process.pid):.0f} MiB"]


def _cpu(process, window: float) -> float:
    began, spent = time.monotonic(), cpu_seconds(process.pid)
    time.sleep(window)
    return (cpu_seconds(process.pid) - spent) / (time.monotonic() - began)


@contextlib.contextmanager
def _following(api):
    request = urllib.request.Request(f"http://127.0.0.1:{api.port}/api/v1/events", headers={"Accept": "text/event-stream"})
    with urllib.request.urlopen(request, timeout=60):
        yield
