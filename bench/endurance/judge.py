"""Whether what was sampled stayed flat. Pure: samples in, a verdict a column out.

Two questions a column, over the time after warm-up. Is the last quarter above the first? Two quarters with half the run between them see what
creeps. And where does the Theil-Sen slope (the median of the slopes of all pairs) lead over that time? It sees what has just begun to creep, and
forgives a quarter of wild samples. Who exceeds the tolerance in either is not flat. A leak that takes the same bit each time shows as three
quarters of itself in the first question and as all of itself in the second.

What stands for a quarter is a quantile, by what the column is. What leaks raises the floor of what is open, while a machine that is busy with
something else, where checks end late, raises all above it: so descriptors and threads go by the lowest twentieth, in windows of minutes for the
slope. The pace of checks goes by the highest twentieth, in which nobody took the processor away. The rest goes by the median, which forgives bursts.
"""

import statistics
from dataclasses import dataclass

MEDIAN, FLOOR, CEILING = 0.5, 0.05, 0.95
WINDOWS = 32


@dataclass(frozen=True)
class Rule:
    """What a column may do: grow by that share of itself or by that much, whichever is more; both ways: fall as well. Share: the quantile."""

    column: str
    label: str
    relative: float
    absolute: float
    both_ways: bool = False
    share: float = MEDIAN

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
    Rule("descriptors", "file descriptors", 0.05, 5, share=FLOOR),
    Rule("threads", "threads", 0, 3, share=FLOOR),
    Rule("timers", "timer descriptors", 0, 1, share=FLOOR),
    Rule("series", "series of /metrics", 0.05, 50),
    Rule("stale_services", "services with series that the registry has not", 0, 2, share=FLOOR),
    Rule("checks_per_s", "checks a second", 0.10, 5, both_ways=True, share=CEILING),
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
    Rule("descriptors", "file descriptors", 0.25, 12, share=FLOOR),
    Rule("threads", "threads", 0, 6, share=FLOOR),
    Rule("timers", "timer descriptors", 0, 1, share=FLOOR),
    Rule("series", "series of /metrics", 0.10, 100),
    Rule("stale_services", "services with series that the registry has not", 0, 2, share=FLOOR),
    Rule("checks_per_s", "checks a second", 0.30, 5, both_ways=True, share=CEILING),
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
    first = quantile([value for _, value in points[:quarter]], rule.share)
    last = quantile([value for _, value in points[-quarter:]], rule.share)
    # The slope takes care of outliers by itself, but not of a floor or a ceiling.
    size = 1 if rule.share == MEDIAN else max(3, len(points) // WINDOWS)
    windows = [points[i : i + size] for i in range(0, len(points) - size + 1, size)]
    typical = [(window[0][0], quantile([value for _, value in window], rule.share)) for window in windows]
    slope = theil_sen(typical) * (points[-1][0] - points[0][0])
    return Finding(rule, first, last, slope, rule.allowance(first))


def quantile(values: list[float], share: float) -> float:
    """The nearest observed value below; the median is one between two."""
    if share == MEDIAN:
        return statistics.median(values)
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def theil_sen(points: list[tuple[float, float]]) -> float:
    """The median of the slopes of all pairs: up to a quarter of the points may be anything."""
    slopes = [(later - value) / (at - t) for i, (t, value) in enumerate(points) for at, later in points[i + 1 :] if at > t]
    return statistics.median(slopes) if slopes else 0.0
