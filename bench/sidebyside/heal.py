"""How long until HAProxy is as the plan wants it after it was killed and started again, and after somebody meddled."""

import contextlib
import os
import time

from . import farm, figures, haproxy, outrider
from .processes import await_that, running

SIZE = 20
PATIENCE = 20.0


def measure(scratch: str, artefacts: list[str], trials: int, say) -> str:
    rows = []
    for artefact in artefacts:
        say(f"healing, {artefact}")
        with contextlib.ExitStack() as stack:
            restarts, corrections = _trials(stack, os.path.join(scratch, f"heal-{artefact}"), artefact, trials)
        rows.append([f"Outrider {artefact}", _cell(restarts), _cell(corrections)])
    head = [f"{SIZE} backends, half of them dead; median / worst, s", "HAProxy killed and started", "state set by hand"]
    return figures.table(head, rows)


def _trials(stack, directory: str, artefact: str, trials: int) -> tuple[list[float], list[float]]:
    victims = stack.enter_context(farm.victims(SIZE))
    groups = farm.groups_of("http", [victim.address for victim in victims], 4)
    for victim in victims[::2]:
        victim.kill()
        victim.bury()
    dead = {str(victim.address) for victim in victims[::2]}
    own = directory + "-haproxy"
    os.makedirs(own)
    path = os.path.join(own, "haproxy.cfg")
    with open(path, "w") as file:
        file.write(haproxy.configuration(own, groups, None))
    runtime = haproxy.Runtime(os.path.join(own, "haproxy.sock"))
    stack.enter_context(outrider.outrider(artefact, directory, groups, runtime.path))
    restarts, corrections = [], []
    for _ in range(trials):
        with running(["haproxy", "-db", "-f", path], os.path.join(own, "haproxy.log")) as process:
            await_that("HAProxy's socket answers", lambda: _rotation(runtime), PATIENCE, process)
            restarts.append(_until_right(runtime, dead))
            time.sleep(2.5)
            corrections.append(_meddle(runtime, groups, dead))
            time.sleep(0.3)
            process.kill()
            process.wait()
    # The first start waits for the first checks as well: it is no restart.
    return restarts[1:], corrections


def _meddle(runtime: haproxy.Runtime, groups, dead: set[str]) -> float:
    victim = next(iter(dead))
    group = next(group for group in groups if victim in map(str, group.servers))
    runtime.ask(f"set server {group.name}/{victim} state ready")
    return _until_right(runtime, dead)


def _until_right(runtime: haproxy.Runtime, dead: set[str]) -> float:
    began = time.monotonic()
    await_that("the state is right", lambda: _right(runtime, dead), PATIENCE)
    return time.monotonic() - began


def _right(runtime: haproxy.Runtime, dead: set[str]) -> bool:
    rotation = _rotation(runtime)
    return bool(rotation) and all(serves != (name in dead) for name, serves in rotation.items())


def _rotation(runtime: haproxy.Runtime) -> dict[str, bool]:
    try:
        return runtime.in_rotation()
    except OSError:
        return {}


def _cell(delays: list[float]) -> str:
    return f"{figures.median(delays):.2f} / {max(delays):.2f}"
