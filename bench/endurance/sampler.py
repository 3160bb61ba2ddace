"""What the sidecar takes, read from outside and from its own metrics every ten seconds, and kept as CSV."""

import contextlib
import csv
import os
import re
import time

from sidebyside.processes import cpu_seconds

COLUMNS = [
    "t", "rss_mib", "pss_mib", "anonymous_mib", "descriptors", "sockets", "passing", "threads", "timers", "series", "stale_services", "backends",
    "checks_per_s", "events_per_s", "cpu_percent", "state_files", "state_kib", "registry_loads", "haproxy_reloads", "transitions", "metrics_kb",
]  # fmt: skip
EVERY = 10.0


class Sampler:
    """Samples of one process; the file has a line for each, at once. Rates are of the time since the sample before."""

    def __init__(self, pid: int, api, state_dir: str, path: str, names):
        """names: the services that the registry has just now."""
        self._pid, self._api, self._state_dir, self._names = pid, api, state_dir, names
        self._file = open(path, "w", newline="")
        self._csv = csv.DictWriter(self._file, COLUMNS)
        self._csv.writeheader()
        self._began = time.monotonic()
        self._before: tuple[float, float, float, float] | None = None

    def close(self) -> None:
        self._file.close()

    def sample(self) -> dict[str, float]:
        """One sample, written; raises OSError when the sidecar does not answer in time or is gone."""
        taken = self.look()
        self._csv.writerow({name: f"{value:g}" if isinstance(value, float) else value for name, value in taken.items()})
        self._file.flush()
        return taken

    def look(self) -> dict[str, float]:
        before_the_scrape = self._names()
        lines = [line for line in self._api.get("/metrics").splitlines() if line and not line.startswith("#")]
        known = before_the_scrape | self._names()
        services = {match[1] for line in lines if (match := re.search(r'[{,]service="([^"]*)"', line))}
        now, cpu = time.monotonic(), cpu_seconds(self._pid)
        checks, events = _sum(lines, "outrider_probes_total"), _sum(lines, "outrider_events_total")
        then = self._before or (now - EVERY, cpu, checks, events)
        self._before, took = (now, cpu, checks, events), now - then[0]
        return {
            "t": round(now - self._began, 1),
            **memory(self._pid),
            **descriptors(self._pid),
            "threads": len(os.listdir(f"/proc/{self._pid}/task")),
            "series": len(lines),
            "stale_services": len(services - known),
            "backends": sum(line.startswith("outrider_backend_up{") for line in lines),
            "checks_per_s": (checks - then[2]) / took,
            "events_per_s": (events - then[3]) / took,
            "cpu_percent": 100 * (cpu - then[1]) / took,
            **directory(self._state_dir),
            "registry_loads": _sum(lines, "outrider_registry_loads_total"),
            "haproxy_reloads": _sum(lines, "outrider_haproxy_reloads_total"),
            "transitions": _sum(lines, "outrider_backend_transitions_total"),
            "metrics_kb": sum(map(len, lines)) / 1000,
        }


def _sum(lines: list[str], name: str) -> float:
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith((name + "{", name + " ")))


def memory(pid: int) -> dict[str, float]:
    with open(f"/proc/{pid}/smaps_rollup") as file:
        kib = {line.split(":")[0]: int(line.split()[1]) for line in file if line.endswith("kB\n")}
    return {"rss_mib": kib["Rss"] / 1024, "pss_mib": kib["Pss"] / 1024, "anonymous_mib": kib["Anonymous"] / 1024}


def descriptors(pid: int) -> dict[str, float]:
    """What stays open for a second, which no check does: its timeout is half of that. Those of checks come and go by the hundred."""
    before = _open(pid)
    time.sleep(1)
    now = _open(pid)
    stayed = [kind for number, kind in now.items() if before.get(number) == kind]
    return {
        "descriptors": len(stayed),
        "sockets": sum(kind.startswith("socket:") for kind in stayed),
        "passing": len(now) - len(stayed),
        "timers": sum("timerfd" in kind for kind in stayed),
    }


def _open(pid: int) -> dict[str, str]:
    found = {}
    for number in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(OSError):  # Closed since it was listed.
            found[number] = os.readlink(f"/proc/{pid}/fd/{number}")
    return found


def directory(path: str) -> dict[str, float]:
    sizes = []
    for folder, _, names in os.walk(path):
        for name in names:
            with contextlib.suppress(OSError):  # Replaced since it was listed.
                sizes.append(os.path.getsize(os.path.join(folder, name)))
    return {"state_files": len(sizes), "state_kib": sum(sizes) / 1024}


def read(path: str) -> list[dict[str, float]]:
    with open(path, newline="") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
