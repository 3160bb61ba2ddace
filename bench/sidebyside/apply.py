"""How long from a verdict until HAProxy has it, by Outrider's own histogram, while many backends come and go."""

import os
import sys
import time

from . import farm, figures, haproxy, outrider
from .processes import await_that, free_port, running

BACKENDS = 50
WARM_UP = 6.0  # The flapper leaves everything up for its first five seconds.
METRIC = "outrider_apply_seconds"


def measure(scratch: str, artefacts: list[str], seconds: float, say) -> str:
    rows = []
    for artefact in artefacts:
        say(f"verdict to applied, {artefact}")
        rows.append([f"Outrider {artefact}", *_flap(os.path.join(scratch, f"apply-{artefact}"), artefact, seconds)])
    return figures.table([f"{BACKENDS} flapping backends", "verdicts", "p50", "p99", "mean"], rows)


def _flap(directory: str, artefact: str, seconds: float) -> list[str]:
    ports = [free_port() for _ in range(BACKENDS)]
    groups = farm.groups_of("tcp", [farm.Address("127.0.0.1", port) for port in ports], 5)
    flapper = [sys.executable, "-I", "-S", os.path.join(farm.HERE, "flapper.py"), "1", *map(str, ports)]
    with haproxy.haproxy(directory + "-haproxy", groups, None) as (_, runtime):
        with running(flapper, directory + "-flapper.log"):
            with outrider.outrider(
                artefact, directory, groups, runtime.path, interval="100ms", fast="50ms"
            ) as (process, api):
                # The first verdicts are all made at once, as it starts: what counts is a change while it runs.
                await_that("verdicts are applied", lambda: _reading(api)["_count"] >= 1, 20, process)
                time.sleep(WARM_UP)
                before = _reading(api)
                time.sleep(seconds)
                return _summary({key: value - before.get(key, 0) for key, value in _reading(api).items()})


def _reading(api: outrider.Api) -> dict[str | float, float]:
    """The count, the sum, and the buckets by their upper bound."""
    reading: dict[str | float, float] = {
        suffix: sum(value for _, value in api.samples(METRIC + suffix)) for suffix in ("_count", "_sum")
    }
    for labels, value in api.samples(METRIC + "_bucket"):
        reading[float(labels["le"])] = value
    return reading


def _summary(change: dict[str | float, float]) -> list[str]:
    count, total = change.pop("_count"), change.pop("_sum")
    buckets = [(bound, value) for bound, value in change.items()]
    quantiles = (1000 * figures.quantile_of_buckets(buckets, share) for share in (0.5, 0.99))
    return [f"{count:,.0f}", *(f"≤ {value:g} ms" for value in quantiles), f"{1000 * total / count:.1f} ms"]
