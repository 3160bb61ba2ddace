"""What is measured, as tables in Markdown."""

import math
import statistics


def median(values: list[float]) -> float:
    return statistics.median(values)


def percentile(values: list[float], share: float) -> float:
    """The nearest rank: an observed value, never one between two."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def quantile_of_buckets(buckets: list[tuple[float, float]], share: float) -> float:
    """From a cumulative histogram (upper bound, count): the upper bound of the bucket that holds the quantile, which
    can only overstate."""
    total = max(count for _, count in buckets)
    return min(bound for bound, count in buckets if count >= share * total)
