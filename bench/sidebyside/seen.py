"""What it costs to be looked at: the CPU of one Outrider while nobody, Prometheus or a browser looks, in turns."""

import contextlib
import os
import statistics
import threading
import time
import urllib.request

from . import cpu, farm, figures, outrider
from .processes import cpu_seconds, rss_mib

SIZE = 1000
WARM_UP = 12
HOW = (
    f"{SIZE:,} HTTP backends, each checked every 2 s, one Outrider; the CPU of windows in which somebody looks, against windows "
    "of the same run in which nobody does, in turns. Prometheus reads all of /metrics; the status page fetches everything every 10 s when nothing happens; a reader of events holds the stream open."
)


def measure(scratch: str, artefacts: list[str], window: float, turns: int, say) -> str:
    rows = []
    with farm.nginx(scratch) as nginx:
        groups = farm.groups_of("http", nginx.addresses(SIZE), cpu.GROUP_SIZE)
        for artefact in artefacts:
            directory = os.path.join(scratch, f"seen-{artefact}")
            with outrider.outrider(artefact, directory, groups) as (process, api):
                time.sleep(WARM_UP)
                for label, onlooker in ONLOOKERS.items():
                    say(f"{artefact}: {label}")
                    rows.append([label, artefact, *_in_turns(process, api, onlooker, window, turns), f"{rss_mib(process.pid):.0f} MiB"])
    head = ["who looks", "Outrider", "of a core, nobody looks", "of a core", "more, median of turns", "RSS afterwards"]
    return figures.table(head, rows)


def _in_turns(process, api, onlooker, window: float, turns: int) -> list[str]:
    alone, seen = [], []
    for _ in range(turns):
        alone.append(_cpu(process, window))
        with onlooker(api):
            seen.append(_cpu(process, window))
    more = statistics.median(b / a - 1 for a, b in zip(alone, seen))
    return [f"{100 * statistics.median(alone):.1f} %", f"{100 * statistics.median(seen):.1f} %", f"{100 * more:+.1f} %"]


def _cpu(process, window: float) -> float:
    began, spent = time.monotonic(), cpu_seconds(process.pid)
    time.sleep(window)
    return (cpu_seconds(process.pid) - spent) / (time.monotonic() - began)


def _asking(path: str, every: float):
    @contextlib.contextmanager
    def look(api):
        over = threading.Event()

        def ask():
            while not over.is_set():
                api.get(path)
                over.wait(every)

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    return look


@contextlib.contextmanager
def _following(api):
    request = urllib.request.Request(
        f"http://127.0.0.1:{api.port}/api/v1/events", headers={"Accept": "text/event-stream"}
    )
    with urllib.request.urlopen(request, timeout=60):
        yield


ONLOOKERS = {
    "Prometheus, every 15 s": _asking("/metrics", 15),
    "Prometheus, every 5 s": _asking("/metrics", 5),
    "the status page": _asking("/api/v1/page?latency=true", 10),
    "a reader of events": _following,
}
