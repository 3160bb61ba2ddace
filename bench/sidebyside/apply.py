"""How long from a verdict until HAProxy has it, by Outrider's own histogram, while many backends come and go."""

import os
import sys
import time

from . import farm, figures, haproxy, outrider
from .processes import Missed, await_that, free_port, running

BACKENDS = 50
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
                await_that("verdicts are applied", lambda: _count(api) > 0, 20, process)
                time.sleep(seconds)
                return _summary(api)


def _count(api: outrider.Api) -> float:
    return sum(value for _, value in api.samples(METRIC + "_count"))


def _summary(api: outrider.Api) -> list[str]:
    count = _count(api)
    mean = sum(value for _, value in api.samples(METRIC + "_sum")) / count
    return [f"{count:,.0f}", *(f"{1000 * _quantile(api, share):.1f} ms" for share in (0.5, 0.99)), f"{1000 * mean:.1f} ms"]


def _quantile(api: outrider.Api, share: float) -> float:
    """A histogram gives the upper bound of a bucket; a summary its own estimate."""
    buckets = [(float(labels["le"]), value) for labels, value in api.samples(METRIC + "_bucket")]
    if buckets:
        return figures.quantile_of_buckets(buckets, share)
    for labels, value in api.samples(METRIC):
        if float(labels.get("quantile", -1)) == share:
            return value
    raise Missed(f"{METRIC} has neither buckets nor the quantile {share}")
