"""A Redis primary that dies, hangs, is replaced by hand or is cut off: when writes go to the new one, what still reaches
the old one through the proxy, and which acknowledged writes are lost. Outrider, and beside it on the same fleet the usual
HAProxy whose check asks for role:master.

Each fleet has three hosts of its own (network namespaces), each with a Redis and its share of the sentinels. Writers come
through both proxies of a host: on connections made before the fault, two of them with Outrider's HAProxy in a worker that
a reload has replaced; and on a new connection for every write. Every key is written once. What a server carried out, and
when, is its own word (MONITOR; INFO commandstats for what it turned away and for what came before one could listen), and
it counts as having reached the stale primary through the proxy after the switch if it was *sent* after the event
`primary_switched` of that host's Outrider; what had been sent before and lay in the buffers of a stopped process is
counted apart. All clocks are one clock."""

import contextlib
import multiprocessing
import os
import random
import time
import traceback

from . import figures, network, redistrial, redisverdict
from .processes import end_tidily

HOW = (
    "Down-after 1 s, a majority as the quorum, three hosts (network namespaces) a fleet, four fleets at once; about 180 writes/s through "
    "Outrider's HAProxy and 120 through the other on the same host, each of a key of its own. Offered: the event `primary_offered`; "
    "switched: `primary_switched`, HAProxy was read to follow (of the other proxy: its first other server is up). Writes that were sent "
    "after the switch and that the old primary carried out or turned away, by its own count. In the partition, figures of the first "
    "table are those of the majority's side; there are writers on both."
)
HOSTS = ("one", "two", "three")
AT_ONCE = 4

# What happens, and to the old primary afterwards.
FAULTS = {
    "kill": "kill -9, started again 2 s after the new one serves",
    "stop": "SIGSTOP, SIGCONT 2 s after the new one serves",
    "manual": "SENTINEL FAILOVER",
    "cut": "the primary's host cut off for 8 s",
    "cut-min-replicas": "the same with min-replicas-to-write 1, min-replicas-max-lag 2",
}


def chosen(faults: str | None) -> list[str]:
    """The faults of that list; all without one."""
    return [fault for fault in FAULTS if faults is None or fault in faults.split(",")]


def title(sentinels: int, faults: str | None, artefact: str | None) -> str:
    """A part that was measured alone stands beside the others on the page."""
    variant = ", ".join(filter(None, ["JVM" if artefact == "jvm" else None, faults and faults.replace(",", ", ")]))
    return f"Redis failover with {sentinels} sentinels" + (f" ({variant})" if variant else "")


def measure(scratch: str, artefact: str | None, sentinels: int, trials: int, faults: list[str], say) -> str:
    if not network.available(lossy=False):
        return "Not measured: this takes root and ip.\n"
    outcomes = {}
    for fault in faults:
        say(f"sentinel: {fault}, {sentinels} sentinels, {trials} trials, {AT_ONCE} fleets at once")
        directory = os.path.join(scratch, f"sentinel-{sentinels}-{fault}".replace(", ", "-"))
        outcomes[fault] = _side_by_side(directory, artefact, sentinels, trials, fault, say)
    return _tables(outcomes, artefact, sentinels)


def _side_by_side(directory: str, artefact: str | None, sentinels: int, trials: int, fault: str, say) -> list:
    """Several fleets at once, each in a process of its own, each with its share of the trials."""
    fork = multiprocessing.get_context("fork")
    queue = fork.Queue()
    shares = [trials // AT_ONCE + (number < trials % AT_ONCE) for number in range(AT_ONCE)]
    workers = [
        fork.Process(target=_work, args=(queue, f"{directory}-{number}", artefact, sentinels, share, fault), daemon=True)
        for number, share in enumerate(shares)
        if share
    ]
    for worker in workers:
        worker.start()
    outcomes = []
    try:
        for number in range(trials):
            outcome = queue.get(timeout=300)
            outcomes.append(outcome)
            say(f"{fault} {number + 1}/{trials}: {outcome}")
    finally:
        for worker in workers:
            worker.join(30 if len(outcomes) == trials else 0)
            if worker.is_alive():
                worker.terminate()
                worker.join(30)
    return outcomes


def _work(queue, directory: str, artefact: str | None, sentinels: int, trials: int, fault: str) -> None:
    end_tidily()
    network.PREFIX = f"ob{os.getpid()}"
    done = 0
    while done < trials:
        # A fleet in which something went wrong is thrown away.
        with contextlib.suppress(_Spoilt), contextlib.ExitStack() as stack:
            fleet = _fleet(stack, f"{directory}-{done}", artefact, sentinels, fault)
            while done < trials:
                time.sleep(random.uniform(0, 1))  # Not all in step, neither with each other nor with the sentinels' pings.
                outcome = _trial(fleet, fault)
                done += 1
                queue.put(outcome)
                if outcome.failed:
                    raise _Spoilt


class _Spoilt(Exception):
    pass


def _fleet(stack, directory: str, artefact: str | None, sentinels: int, fault: str) -> redistrial.Cluster:
    lines = ("min-replicas-to-write 1", "min-replicas-max-lag 2") if "min-replicas" in fault else ()
    # In a partition writers are on both sides of it, and the primary can be on any host.
    hosts = HOSTS if fault.startswith("cut") else HOSTS[:1]
    return redistrial.Cluster(stack, directory, HOSTS, hosts, artefact, sentinels, lines)


def _trial(fleet: redistrial.Cluster, fault: str) -> redisverdict.Outcome:
    try:
        return redistrial.run(fleet, fault)
    except Exception as failed:  # noqa: BLE001: one trial of fifty; the others go on, and the table tells how many did not.
        return redisverdict.Outcome(failed=f"{type(failed).__name__}: {failed}", trace=traceback.format_exc())


def _tables(outcomes: dict[str, list], artefact: str | None, sentinels: int) -> str:
    own = f"Outrider {artefact}"
    followed, reached, lost = [], [], []
    for fault, trials in outcomes.items():
        good = [trial for trial in trials if not trial.failed]
        count = f"{len(good)} of {len(trials)}"
        for subject, side in ((own, "own"), ("HAProxy, role:master", "peer")):
            if side == "own" and artefact is None:
                continue
            values = [getattr(trial, side) for trial in good]
            followed.append(
                [
                    FAULTS[fault],
                    subject,
                    count,
                    _seconds([value.offered for value in values]) if side == "own" else "",
                    _seconds([value.switched for value in values]),
                    _seconds([value.accepted for value in values]),
                ]
            )
            reached.append(
                [
                    FAULTS[fault],
                    subject,
                    _sum([value.stale_kept for value in values]),
                    _sum([value.stale_new for value in values]),
                    _sum([value.stale_old_worker for value in values]) if side == "own" else "",
                    _sum([value.stale_unheard for value in values]),
                    _sum([value.stale_refused for value in values]),
                    f"{sum(value.stale == 0 for value in values)} of {len(values)}",
                    _sum([value.late for value in values]),
                    _seconds([value.two_primaries for value in values]),
                ]
            )
            values = [getattr(trial, side) for trial in good if trial.failovers == 1]
            lost.append(
                [
                    FAULTS[fault],
                    subject,
                    _sum([value.acknowledged for value in values]),
                    _sum([value.lost_before for value in values]),
                    _sum([value.lost_after for value in values]),
                    _sum([value.lost_minority for value in values]) if fault.startswith("cut") else "",
                ]
            )
    heads = (
        [f"{sentinels} sentinels; from the fault, median / worst, s", "proxy", "trials", "offered", "switched", "first write accepted"],
        [
            "commands that reached the old primary after the switch",
            "proxy",
            "kept connections",
            "new connections",
            "in an old worker",
            "unknown, turned away",
            "of all these turned away",
            "trials with none",
            "sent before, done after",
            "two primaries served, s",
        ],
        [
            "acknowledged writes: median (worst) a trial",
            "proxy",
            "acknowledged",
            "lost, of those before the fault",
            "lost, majority side after it",
            "lost, minority side",
        ],
    )
    tables = [figures.table(head, rows) for head, rows in zip(heads, (followed, reached, lost))]
    again = [trial for trials in outcomes.values() for trial in trials if trial.failovers > 1 and not trial.failed]
    failed = [trial.failed for trials in outcomes.values() for trial in trials if trial.failed]
    told = [f"Trials that did not come to their end: {len(failed)}."] if failed else []
    told += [f"- {text}" for text in failed]
    if again:
        losses = ", ".join(f"{trial.own.lost_after} and {trial.peer.lost_after}" for trial in again)
        told.append(
            f"In {len(again)} trials the sentinels held the new primary for down as well, wrongly, and replaced it at once; those are not in the "
            f"table of acknowledged writes. Lost there on the majority's side, through Outrider's HAProxy and through the other: {losses}."
        )
    return "\n".join(tables) + "".join(f"\n{line}\n" for line in told)


def _seconds(values: list[float | None]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return "never"
    never = f" ({len(values) - len(known)} never)" if len(known) < len(values) else ""
    return f"{figures.median(known):.2f} / {max(known):.2f}{never}"


def _sum(values: list[int]) -> str:
    return f"{figures.median(values):g} ({max(values)})" if values else ""
