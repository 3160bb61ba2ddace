"""CPU and memory of checking many backends, at rest."""

import os
import time
from dataclasses import dataclass

from . import blackbox, farm, figures, haproxy, outrider
from .processes import cpu_seconds, rss_mib

GROUP_SIZE = 10
HAPROXY_CHECK = "inter 2s fall 3 rise 2"
LARGEST_FOR_BLACKBOX = 5000  # There it is asked as fast as it answers: it would take two cores to do as many.


@dataclass(frozen=True)
class Cost:
    subject: str
    kind: str
    size: int
    checks: int
    cpu: float
    window: float
    rss: float
    late: str

    def row(self) -> list[str]:
        return [
            f"{self.size:,} {self.kind.upper()}",
            self.subject,
            f"{self.checks:,}",
            f"{self.cpu * 1e6 / self.checks:.0f}",
            f"{100 * self.cpu / self.window:.1f} %",
            f"{self.rss:.0f} MiB",
            self.late,
        ]


def measure(
    scratch: str, subjects: list[str], sizes: list[int], interval: int, warm_up: float, window: float, say
) -> str:
    with farm.nginx(scratch) as nginx:
        costs = []
        for size in sizes:
            for kind in ("http", "tcp"):
                groups = farm.groups_of(kind, nginx.addresses(size), GROUP_SIZE)
                for subject in subjects:
                    say(f"{size} {kind} backends, {subject}")
                    costs.append(cost_of(scratch, subject, nginx, groups, size, interval, warm_up, window, say))
                if size <= LARGEST_FOR_BLACKBOX and blackbox.installed():
                    say(f"{size} {kind} backends, blackbox_exporter")
                    costs.append(_of_blackbox(scratch, groups, size, interval, window))
    head = ["backends", "checker", "checks in the window", "CPU ms per 1,000 checks", "of a core", "RSS", "late, p99"]
    return figures.table(head, [cost.row() for cost in costs])


def cost_of(scratch, subject, nginx, groups, size, interval, warm_up, window, say) -> Cost:
    kind = groups[0].kind
    directory = os.path.join(scratch, f"cpu-{subject}-{kind}-{size}".replace(" ", "-"))
    if subject == "HAProxy":
        checker = haproxy.haproxy(directory, groups, HAPROXY_CHECK.replace("2s", f"{interval}s"))
    else:
        checker = outrider.outrider(subject.split()[-1], directory, groups, interval=f"{interval}s")
    with checker as (process, interface):
        time.sleep(warm_up)
        began, seen, counted, late = time.monotonic(), nginx.accepted(), _counted(interface), _lateness(interface)
        cpu = cpu_seconds(process.pid)
        time.sleep(window)
        cpu = cpu_seconds(process.pid) - cpu
        elapsed = time.monotonic() - began
        # HAProxy counts no checks: as many as its interval asks for.
        checks = round(_counted(interface) - counted or size * elapsed / interval)
        if kind == "http":
            _compare(checks, nginx.accepted() - seen, size, say)
        return Cost(subject, kind, size, checks, cpu, elapsed, rss_mib(process.pid), _late(late, _lateness(interface)))


def _of_blackbox(scratch, groups, size, interval, window) -> Cost:
    kind = groups[0].kind
    directory = os.path.join(scratch, f"cpu-blackbox-{kind}-{size}")
    checks, cpu, elapsed, rss = blackbox.measure(directory, kind, groups, size / interval, window)
    return Cost("blackbox_exporter", kind, size, checks, cpu, elapsed, rss, "")


def _lateness(interface) -> list[tuple[float, float]]:
    return interface.buckets("outrider_probe_lateness_seconds") if isinstance(interface, outrider.Api) else []


def _late(before, after) -> str:
    if not after:
        return ""
    within = [(bound, count - before[i][1]) for i, (bound, count) in enumerate(after)]
    return f"≤ {1000 * figures.quantile_of_buckets(within, 0.99):g} ms"


def _counted(interface) -> float:
    return interface.probes() if isinstance(interface, outrider.Api) else 0


def _compare(checks: int, seen: int, size: int, say) -> None:
    """nginx is the witness for HTTP checks. It never sees a TCP check: both checkers reset before the handshake ends."""
    if abs(checks - seen) > 0.05 * checks + size:
        say(f"the checker's count is {checks} checks, but nginx answered {seen}")
