"""Fleets from 3 to 1,000 nodes, simulated: what everybody asking everybody costs, and what a store with observers does."""

import os

from . import figures, hotpath

SIZES = [3, 10, 30, 100, 300, 1000]
MAIN = "org.bolabaden.outrider.peers.FleetSimulation"
HOW = (
    "Simulated on a clock of its own (`bench/java/…/peers/FleetSimulation.java`): judgement, pace and duties are the program's own classes, network and store are "
    "not. Every node has the same backends, checked every 2 s with a timeout of 500 ms, 3 failures; with a store, 3 nodes observe each. Checks a second that one backend gets from all "
    "nodes together, in ten quiet minutes, and in the worst 5 s after its death. Out: from the fault (killed, or hanging) until a node has taken it down; "
    "median and 99th percentile of all nodes, and when the last one has (median of the trials). Exchange: bytes a second that one node sends and is sent while nothing happens, above TCP."
)


def measure(scratch: str, trials: int, say) -> str:
    say("larger fleets, simulated")
    path = os.pathsep.join([os.path.join(hotpath.ROOT, "target", "classes"), hotpath.CLASSES, hotpath.class_path(scratch)])
    hotpath.compile_to(path, ["-proc:none"], "FleetSimulation", package="peers")
    rows = []
    for size in SIZES:
        say(f"{size} nodes")
        # As many nodes in all, whatever the size.
        repeated = max(5, min(trials, trials * 100 // size))
        printed = hotpath.run([hotpath.java("java"), "-cp", path, MAIN, str(repeated), str(size)])
        rows += [_row(line.split("\t")) for line in printed.splitlines() if line.count("\t") == 11]
    head = ["nodes", "exchange", "checks of a backend /s", "after its death", "killed: out, s", "last", "hangs: out, s", "last", "exchange, B/s a node"]
    return figures.table(head, rows)


def _row(cells: list[str]) -> list[str]:
    size, how, rate, peak, kill, kill99, kill_last, hang, hang99, hang_last, redis, etcd = cells
    by_store = how == "store"
    return [
        f"{int(size):,}",
        "store, 3 observers" if by_store else "everybody asks everybody",
        rate,
        peak,
        f"{kill} / {kill99}",
        kill_last,
        f"{hang} / {hang99}",
        hang_last,
        f"Redis {int(redis):,}, etcd {int(etcd):,}" if by_store else f"{int(redis):,}",
    ]
