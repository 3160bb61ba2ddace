"""Whether what was sampled stayed flat. Pure: samples in, a verdict a column out.

Two questions a column, over the time after warm-up. Is the median of the last quarter above that of the first? A median forgives a burst,
and two quarters with half the run between them see what creeps. And where does the Theil-Sen slope (the median of the slopes of all pairs)
lead over that time? It sees what has just begun to creep, and forgives a quarter of wild samples. Who exceeds the tolerance in either is not flat.
A leak that takes the same bit each time shows as three quarters of itself in the first question and as all of itself in the second.
"""

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """What a column may do: grow by that share of itself or by that much, whichever is more; both ways: fall as well."""

    column: str
    label: str
    relative: float
    absolute: float
    both_ways: bool = False

    def allowance(self, before: float) -> float:
        return max(self.relative * abs(before), self.absolute)


@dataclass(frozen=True)
class Finding:
    """What one column did. Slope is what it leads to over the judged time, in the column's unit."""

    rule: Rule
    first: float
    last: float
    slope: float
    allowance: float

    @property
    def flat(self) -> bool:
        moved = [self.last - self.first, self.slope]
        return max(map(abs, moved) if self.rule.both_ways else moved) <= self.allowance


class TooShort(Exception):
    """There are not enough samples after warm-up to speak of quarters."""


LEAST = 12  # Three a quarter: below that a median is a matter of chance.

# Two hours: some four million checks, 1,500 changes of the registry, 500 readers. A descriptor, a thread or a timer that each of any of these left
# behind would be hundreds; the five that are allowed are what happens to be open while a sample is taken. Memory wanders with the collector (the
# native heap's young part is 8 MiB): a tenth is that, and 2 bytes a check or 6 kB a change would be more. CPU is what others on the machine
# make of it too. Series and checks go with the number of backends, which edits change by some hundredths.
LONG = [
    Rule("rss_mib", "RSS, MiB", 0.10, 6),
    Rule("pss_mib", "PSS, MiB", 0.10, 6),
    Rule("anonymous_mib", "anonymous memory, MiB", 0.10, 6),
    Rule("descriptors", "file descriptors", 0.05, 5),
    Rule("threads", "threads", 0, 3),
    Rule("timers", "timer descriptors", 0, 1),
    Rule("series", "series of /metrics", 0.05, 50),
    Rule("stale_services", "services with series that the registry has not", 0, 2),
    Rule("checks_per_s", "checks a second", 0.10, 5, both_ways=True),
    Rule("state_files", "files in state_dir", 0.10, 5),
    Rule("state_kib", "state_dir, KiB", 0.15, 256),
    Rule("cpu_percent", "CPU, % of a core", 0.50, 3),
]

# Five minutes on a machine that builds something else meanwhile: what is counted is judged nearly as strictly, because a leak by readers or changes
# is dozens even then. Memory has not settled yet, state_dir has not reached the ten generations that it keeps, and CPU is not judged.
SHORT = [
    Rule("rss_mib", "RSS, MiB", 0.50, 20),
    Rule("pss_mib", "PSS, MiB", 0.50, 20),
    Rule("anonymous_mib", "anonymous memory, MiB", 0.60, 20),
    Rule("descriptors", "file descriptors", 0.25, 12),
    Rule("threads", "threads", 0, 6),
    Rule("timers", "timer descriptors", 0, 1),
    Rule("series", "series of /metrics", 0.10, 100),
    Rule("stale_services", "services with series that the registry has not", 0, 2),
    Rule("checks_per_s", "checks a second", 0.30, 5, both_ways=True),
]


def judge(samples: list[dict[str, float]], warm_up: float, rules: list[Rule]) -> list[Finding]:
    """A finding for each rule whose column was sampled; samples have their time in seconds as t, in order.

    Raises TooShort when less than a dozen samples are left after warm-up.
    """
    kept = [sample for sample in samples if sample["t"] >= warm_up]
    findings = []
    for rule in rules:
        points = [(sample["t"], sample[rule.column]) for sample in kept if rule.column in sample]
        if len(points) < LEAST:
            raise TooShort(f"{rule.label}: {len(points)} samples after {warm_up:g} s of warm-up, expected {LEAST} or more")
        findings.append(_finding(rule, points))
    return findings


def _finding(rule: Rule, points: list[tuple[float, float]]) -> Finding:
    quarter = len(points) // 4
    first = statistics.median(value for _, value in points[:quarter])
    last = statistics.median(value for _, value in points[-quarter:])
    slope = theil_sen(points) * (points[-1][0] - points[0][0])
    return Finding(rule, first, last, slope, rule.allowance(first))


def theil_sen(points: list[tuple[float, float]]) -> float:
    """The median of the slopes of all pairs: up to a quarter of the points may be anything."""
    slopes = [(later - value) / (at - t) for i, (t, value) in enumerate(points) for at, later in points[i + 1 :] if at > t]
    return statistics.median(slopes) if slopes else 0.0
