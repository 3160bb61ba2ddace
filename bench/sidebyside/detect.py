"""How long a backend that dies, hangs or comes back takes to be out of HAProxy's rotation, or in it again. All checkers
watch the same backends at once, so each event is one trial for every one of them."""

import contextlib
import os
import random
import time

from . import farm, figures, haproxy, outrider
from .processes import Missed, await_that

SERVICES = 10
SERVICE_SIZE = 4  # One of them dies at a time: no service is ever empty.
POLL = 0.005
SPREAD = 2.5  # Events of a round are spread over more than an interval, so that they meet every phase of it.
PATIENCE = 20.0
OWN_CHECKS = {
    "HAProxy, inter 2s": "inter 2s fall 3 rise 2",
    "HAProxy, fastinter 250ms": "inter 2s fastinter 250ms fall 3 rise 2",
}
EVENTS = [
    ("kill -9", farm.Victim.kill, False),
    ("restart", None, True),
    ("SIGSTOP", farm.Victim.freeze, False),
    ("SIGCONT", farm.Victim.thaw, True),
]


def measure(scratch: str, artefacts: list[str], rounds: int, say) -> str:
    with contextlib.ExitStack() as stack:
        all_victims = stack.enter_context(farm.victims(SERVICES * SERVICE_SIZE))
        groups = farm.groups_of("http", [victim.address for victim in all_victims], SERVICE_SIZE)
        watched = _start_all(stack, scratch, artefacts, groups)
        _await_all_in(watched, len(all_victims))
        times: dict[tuple[str, str], list[float]] = {}
        for number in range(rounds):
            say(f"detection, round {number + 1} of {rounds}")
            chosen = all_victims[number % SERVICE_SIZE :: SERVICE_SIZE]
            for event, act, expected in EVENTS:
                for subject, delays in _round(watched, chosen, act, expected).items():
                    times.setdefault((subject, event), []).extend(delays)
        return _table(list(watched), times)


def _start_all(stack, scratch, artefacts, groups) -> dict[str, haproxy.Runtime]:
    watched = {}
    for number, (subject, check) in enumerate(OWN_CHECKS.items()):
        _, runtime = stack.enter_context(haproxy.haproxy(os.path.join(scratch, f"own{number}"), groups, check))
        watched[subject] = runtime
    for artefact in artefacts:
        _, runtime = stack.enter_context(haproxy.haproxy(os.path.join(scratch, f"driven-{artefact}"), groups, None))
        directory = os.path.join(scratch, f"detect-{artefact}")
        stack.enter_context(outrider.outrider(artefact, directory, groups, runtime.path))
        watched[f"Outrider {artefact}"] = runtime
    return watched


def _await_all_in(watched, count) -> None:
    for subject, runtime in watched.items():
        await_that(f"{subject}: all {count} in", lambda: sum(runtime.in_rotation().values()) == count, PATIENCE)
    time.sleep(2)  # Every checker is back in its regular interval.


def _round(watched, chosen, act, expected) -> dict[str, list[float]]:
    """One event for each chosen victim, at random moments; for each subject, the seconds until it acted on each."""
    due = sorted((time.monotonic() + random.uniform(0.2, SPREAD), index) for index in range(len(chosen)))
    happened: dict[str, float] = {}
    seen: dict[str, dict[str, float]] = {subject: {} for subject in watched}
    deadline = time.monotonic() + SPREAD + PATIENCE
    while any(len(of_subject) < len(chosen) for of_subject in seen.values()):
        tick = time.monotonic()
        if tick > deadline:
            raise Missed("detection: " + ", ".join(f"{s} saw {len(v)} of {len(chosen)}" for s, v in seen.items()))
        while due and due[0][0] <= tick:
            victim = chosen[due.pop(0)[1]]
            happened[str(victim.address)] = _make_happen(victim, act)
        for subject, runtime in watched.items():
            _note(runtime, happened, seen[subject], expected)
        time.sleep(max(0.0, POLL - (time.monotonic() - tick)))
    time.sleep(2)
    return {subject: [at - happened[name] for name, at in of_subject.items()] for subject, of_subject in seen.items()}


def _make_happen(victim: farm.Victim, act) -> float:
    """Does it, and returns the moment from which it can be seen."""
    if act is None:
        victim.bury()
        victim.start()
        return time.monotonic()
    moment = time.monotonic()
    act(victim)
    return moment


def _note(runtime, happened, seen, expected) -> None:
    state = runtime.in_rotation()
    now = time.monotonic()
    for name in happened:
        if name not in seen and state[name] == expected:
            seen[name] = now


def _table(subjects: list[str], times: dict[tuple[str, str], list[float]]) -> str:
    head = ["event (median / p90 / worst, s)", *subjects]
    rows = []
    for event, _, expected in EVENTS:
        trials = len(times[subjects[0], event])
        row = [f"{event}: {'back in' if expected else 'out'} ({trials} trials)"]
        for subject in subjects:
            delays = times[subject, event]
            row.append(f"{figures.median(delays):.2f} / {figures.percentile(delays, 0.9):.2f} / {max(delays):.2f}")
        rows.append(row)
    return figures.table(head, rows)
