"""One soak: steady, unrest, steady again; and what is to be said of it, as a page."""

import contextlib
import json
import os
import statistics
import time
from collections import Counter

from sidebyside import figures
from sidebyside.processes import Missed

from . import judge, sampler
from .stage import BACKENDS, Stage
from .unrest import Unrest

SETTLED_WITHIN = 240.0  # Hold-downs end within 40 s; the rest is for machines that are busy.
QUIET_LOOKS = 5
# While all is steady, before and after: nothing but the moment of the look should differ.
QUIET = {"descriptors": 5, "threads": 3, "timers": 1, "stale_services": 0}
FAULTS = ("_fault", "probe_listener_failed", "probe_loop_failed", "probe_loop_died")


def soak(directory: str, artefact: str, minutes: float, seed: int, about: dict[str, str], say) -> None:
    """Runs it; what it found is in result.json of the directory, beside samples.csv and the logs.

    about: the command and the machine, kept with it.
    """
    os.makedirs(directory, exist_ok=True)
    result = {"artefact": artefact, "minutes": minutes, "seed": seed, **about, "date": time.strftime("%Y-%m-%d"), "wrongs": []}
    with Stage(directory, artefact, seed) as stage:
        watch = sampler.Sampler(stage.sidecar.pid, stage.api, os.path.join(directory, "config", "state"), os.path.join(directory, "samples.csv"), stage.registry.names)
        with contextlib.closing(watch):
            result["wrongs"] += _settle(stage, "before", say)
            result["quiet_before"] = _quiet(watch)
            unrest = Unrest(stage, seed, max(1.0, 30 / minutes))
            stage.flap()
            unrest.begin()
            try:
                result["lost"] = _watch(stage, watch, 60 * minutes, say)
            finally:
                unrest.end()
            stage.steady()
            stage.registry.mend()
            say("all is mended")
            result["wrongs"] += _settle(stage, "after", say) + unrest.failures
            if stage.sidecar.poll() is None:
                result["quiet_after"] = _quiet(watch)
            result["ended"] = stage.sidecar.poll()
        result["did"] = dict(unrest.did)
    result["events"], noise = _events(os.path.join(directory, "outrider.log"))
    result["wrongs"] += noise
    with open(os.path.join(directory, "result.json"), "w") as file:
        json.dump(result, file, indent=1)


def _settle(stage: Stage, when: str, say) -> list[str]:
    deadline = time.monotonic() + SETTLED_WITHIN
    while time.monotonic() < deadline and stage.sidecar.poll() is None:
        if stage.is_right():
            say(f"steady {when}: the sidecar, HAProxy and the truth agree")
            return []
        time.sleep(1)
    if stage.sidecar.poll() is not None:
        return [f"the sidecar ended by itself: {stage.sidecar.poll()}"]
    wrongs = stage.wrongs()
    return [f"{when} the unrest, steady for {SETTLED_WITHIN:g} s: {wrong}" for wrong in wrongs[:20]]


def _quiet(watch: sampler.Sampler) -> dict[str, float]:
    looks = []
    for _ in range(QUIET_LOOKS):
        looks.append(watch.look())
    return {column: statistics.median(look[column] for look in looks) for column in looks[0]}


def _watch(stage: Stage, watch: sampler.Sampler, seconds: float, say) -> int:
    """Samples until the time is over or the sidecar is gone; returns how many samples could not be had."""
    lost, began, said = 0, time.monotonic(), 0.0
    due = began
    while time.monotonic() - began < seconds and stage.sidecar.poll() is None:
        due += sampler.EVERY
        time.sleep(max(0.0, due - time.monotonic()))
        try:
            taken = watch.sample()
        except OSError:
            lost += 1
            continue
        if time.monotonic() - said > 60:
            said = time.monotonic()
            shown = ("rss_mib", "descriptors", "threads", "series", "checks_per_s", "cpu_percent")
            say(f"{taken['t'] / 60:.0f} min: " + ", ".join(f"{column} {taken[column]:.0f}" for column in shown))
    return lost


def _events(path: str) -> tuple[dict[str, int], list[str]]:
    """How often each event was told, and what should never be said: faults, and traces of exceptions."""
    counts, noise = Counter(), []
    with open(path, errors="replace") as file:
        for line in file:
            try:
                said = json.loads(line)
            except ValueError:
                said = {}
            if "event" in said:
                counts[said["event"]] += 1
                if said["event"].endswith(FAULTS):
                    noise.append(f"event {said['event']}: {said.get('reason', '')}")
            elif ("Exception" in line or line.startswith("\tat ")) and "BlockedThreadChecker" not in line:  # Which says that the machine is busy.
                noise.append(f"a trace in the log: {line.strip()[:300]}")
    return dict(counts), noise[:20]


def stamp(directory: str) -> str:
    """With what and when it was measured."""
    with open(os.path.join(directory, "result.json")) as file:
        result = json.load(file)
    return f"`{result['command']}`, {result['date']}, on {result['machine']}."


def rules_of(minutes: float) -> list[judge.Rule]:
    return judge.LONG if minutes >= 60 else judge.SHORT


def warm_up_of(minutes: float) -> float:
    """The first tenth, ten minutes at most and one at least: heaps fill, hold-downs come into their swing."""
    return min(600.0, max(60.0, 60 * minutes / 10))


def verdict(directory: str) -> tuple[bool, str]:
    """Whether the run in that directory stayed flat and right, and the page about it."""
    with open(os.path.join(directory, "result.json")) as file:
        result = json.load(file)
    samples = sampler.read(os.path.join(directory, "samples.csv"))
    wrongs = list(result["wrongs"])
    if result["ended"] is not None and not any("ended by itself" in wrong for wrong in wrongs):
        wrongs.append(f"the sidecar ended by itself: {result['ended']}")
    minutes = result["minutes"]
    if result["lost"] > max(2, len(samples) // 50):
        wrongs.append(f"{result['lost']} samples could not be had")
    try:
        findings = judge.judge(samples, warm_up_of(minutes), rules_of(minutes))
    except judge.TooShort as short:
        findings, wrongs = [], [*wrongs, str(short)]
    wrongs += [f"{found.rule.label} is not flat" for found in findings if not found.flat]
    before, after = result["quiet_before"], result.get("quiet_after", {})
    for column, allowed in QUIET.items():
        if column in after and after[column] - before[column] > allowed:
            wrongs.append(f"{column} while all is steady: {before[column]:g} before, {after[column]:g} after")
    return not wrongs, _page(result, samples, findings, wrongs)


def _page(result: dict, samples, findings, wrongs: list[str]) -> str:
    rows = [
        [f.rule.label, f"{f.first:.1f}", f"{f.last:.1f}", f"{f.slope:+.1f}", f"{f.allowance:.1f}", _quiet_cell(result, f.rule.column), "yes" if f.flat else "**no**"]
        for f in findings
    ]
    head = ["", "first quarter", "last quarter", "slope leads to", "allowed", "steady before / after", "flat"]
    last = samples[-1] if samples else {}
    did = Counter(result["did"])
    edits = sum(count for what, count in did.items() if what.startswith("edit"))
    broken = sum(count for what, count in did.items() if what.startswith("broken"))
    restarts = did["HAProxy: stop"] + did["HAProxy: crash"]
    told = sum(result["events"].values())
    lines = [
        f"Outrider {result['artefact']}, {result['minutes']:g} minutes with seed {result['seed']}, {len(samples)} samples. In that time: "
        f"{edits:,} edits of the registry and {broken} files with mistakes, {last.get('haproxy_reloads', 0):,.0f} proven reloads, HAProxy restarted {restarts} times and "
        f"reloaded {did['HAProxy: reload']} times behind its back, peers gone {did['peer: kill'] + did['peer: stop']} times, {did['drained']} drains, "
        f"{did['events followed'] + did['request abandoned']:,} readers of events, {did['page read']:,} pages, {did['session through HAProxy']:,} sessions, {told:,} events told.",
        "",
        figures.table(head, rows),
        "Wrong: nothing. At the end the sidecar, HAProxy and the truth agreed on every backend." if not wrongs else "Wrong:\n" + "\n".join(f"- {wrong}" for wrong in wrongs),
    ]
    return "\n".join(lines) + "\n"


def _quiet_cell(result: dict, column: str) -> str:
    if column not in result["quiet_before"] or column not in result.get("quiet_after", {}):
        return ""
    if column in ("checks_per_s", "cpu_percent"):
        return ""
    return f"{result['quiet_before'][column]:.0f} / {result['quiet_after'][column]:.0f}"


HOW = (
    f"`bench/soak`: one sidecar with {BACKENDS:,} backends in 200 services, each checked every 2 s, that fail by a seeded schedule (refused, hanging, 503) and come back; "
    "a HAProxy on the file that it renders, reloaded, stopped and killed; an edit of the registry every few seconds; two peers that are killed and started; readers, drains, "
    "sessions. A sample every 10 s; judged after warm-up by medians of quarters and by the Theil-Sen slope, with tolerances argued in `bench/endurance/judge.py`."
)

__all__ = ["HOW", "Missed", "soak", "verdict"]
