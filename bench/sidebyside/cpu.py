"""CPU and memory of checking many backends, at rest."""

import os
import time
from dataclasses import dataclass

from . import figures, farm, haproxy, outrider
from .processes import cpu_seconds, rss_mib

GROUP_SIZE = 10
INTERVAL = 2.0
HAPROXY_CHECK = "inter 2s fall 3 rise 2"


@dataclass(frozen=True)
class Cost:
    subject: str
    kind: str
    size: int
    checks: int
    cpu: float
    window: float
    rss: float

    def row(self) -> list[str]:
        return [
            f"{self.size:,} {self.kind.upper()}",
            self.subject,
            f"{self.checks:,}",
            f"{self.cpu * 1e6 / self.checks:.0f}",
            f"{100 * self.cpu / self.window:.1f} %",
            f"{self.rss:.0f} MiB",
        ]


def measure(scratch: str, subjects: list[str], sizes: list[int], warm_up: float, window: float, say) -> str:
    with farm.nginx(scratch) as nginx:
        costs = []
        for size in sizes:
            for kind in ("http", "tcp"):
                groups = farm.groups_of(kind, nginx.addresses(size), GROUP_SIZE)
                for subject in subjects:
                    say(f"{size} {kind} backends, {subject}")
                    costs.append(_cost(scratch, subject, nginx, groups, size, warm_up, window, say))
    head = ["backends", "checker", "checks in the window", "CPU ms per 1,000 checks", "of a core", "RSS"]
    return figures.table(head, [cost.row() for cost in costs])


def _cost(scratch, subject, nginx, groups, size, warm_up, window, say) -> Cost:
    kind = groups[0].kind
    directory = os.path.join(scratch, f"cpu-{subject}-{kind}-{size}".replace(" ", "-"))
    if subject == "HAProxy":
        checker = haproxy.haproxy(directory, groups, HAPROXY_CHECK)
    else:
        checker = outrider.outrider(subject.split()[-1], directory, groups)
    with checker as (process, interface):
        time.sleep(warm_up)
        began, seen, counted = time.monotonic(), nginx.accepted(), _counted(interface)
        cpu = cpu_seconds(process.pid)
        time.sleep(window)
        cpu = cpu_seconds(process.pid) - cpu
        elapsed = time.monotonic() - began
        # HAProxy counts no checks: as many as its interval asks for.
        checks = round(_counted(interface) - counted or size * elapsed / INTERVAL)
        if kind == "http":
            _compare(checks, nginx.accepted() - seen, size, say)
        return Cost(subject, kind, size, checks, cpu, elapsed, rss_mib(process.pid))


def _counted(interface) -> float:
    return interface.probes() if isinstance(interface, outrider.Api) else 0


def _compare(checks: int, seen: int, size: int, say) -> None:
    """nginx is the witness for HTTP checks. It never sees HAProxy's TCP checks: they reset before the handshake ends."""
    if abs(checks - seen) > 0.05 * checks + size:
        say(f"the checker's count is {checks} checks, but nginx answered {seen}")
