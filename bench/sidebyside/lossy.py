"""A link that loses packets, and one that is cut: how often a healthy backend is taken out, by Outrider and by HAProxy."""

import contextlib
import datetime
import json
import os
import subprocess
import time

from . import figures, haproxy, network, outrider
from .farm import Address, Group
from .processes import await_that, running

PORT = 8080
LOSS = 30
HAPROXY_CHECK = "check inter 2s fall 3 rise 2"

# What a link loses, by name: on the way to the far host alone, or both ways.
LINKS = {"one way": ("input",), "both ways": ("input", "output")}


def measure(scratch: str, artefact: str, seconds: int, say) -> str:
    """Both kinds of link at once, each with an Outrider and an HAProxy that check the same backend."""
    if not network.available():
        return "Not measured: this takes root, ip and nft.\n"
    say(f"a link that loses {LOSS} %, {artefact}, {seconds} s")
    with contextlib.ExitStack() as stack:
        watched = {name: _watched(stack, scratch, artefact, name, ways) for name, ways in LINKS.items()}
        time.sleep(seconds)
        rows = []
        for name, (log, runtime, _) in watched.items():
            downs = _downs(log)
            rows.append([f"{LOSS} % lost {name}", "HAProxy", str(_checked_down(runtime)), ""])
            rows.append([f"{LOSS} % lost {name}", f"Outrider {artefact}", str(len(downs)), _held(log)])
    return figures.table(["link", "checker", "times out of rotation", "held down"], rows)


def cut(scratch: str, artefact: str, seconds: int, say) -> str:
    """All links of a node cut at once."""
    if not network.available():
        return "Not measured: this takes root, ip and nft.\n"
    say(f"the node's own uplink cut, {artefact}, {seconds} s")
    with contextlib.ExitStack() as stack:
        star = stack.enter_context(network.Star("left", "right"))
        directory = os.path.join(scratch, "cut")
        log, runtime, metric = _checkers(stack, star, directory, artefact, ["left", "right"])
        time.sleep(6)
        before = len(_events(log))
        for host in ("left", "right"):
            star.cut(host)
        began = time.time()
        time.sleep(seconds)
        during = _events(log)[before:]
        isolated = metric("outrider_isolated")
        haproxy_out = sum(not there for there in runtime.in_rotation().values())
        for host in ("left", "right"):
            star.heal(host)
        healed = time.monotonic()
        await_that("the isolation ends", lambda: metric("outrider_isolated") == 0, 30)
        normal = time.monotonic() - healed
    changes = [event for event in during if event["event"] in ("backend_up", "backend_down")]
    said = [event for event in during if event["event"] == "isolated"]
    rows = [
        ["HAProxy", f"{haproxy_out} of 2 out", "", "", ""],
        [
            f"Outrider {artefact}",
            f"{len(changes)} changes",
            f"{_seconds(said[0]) - began:.1f} s" if said else "never",
            f"{isolated:g}",
            f"{normal:.1f} s",
        ],
    ]
    return figures.table(["checker", f"after {seconds} s", "said so after", "outrider_isolated", "normal again"], rows)


def _watched(stack, scratch: str, artefact: str, name: str, ways: tuple[str, ...]):
    star = stack.enter_context(network.Star("far", "near"))
    checkers = _checkers(stack, star, os.path.join(scratch, "lossy-" + name.replace(" ", "-")), artefact, ["far", "near"])
    time.sleep(6)
    star.lose("far", LOSS, ways)
    return checkers


def _checkers(stack, star: network.Star, directory: str, artefact: str, hosts: list[str]):
    os.makedirs(directory)
    for host in hosts:
        stack.enter_context(_web(star, host, directory))
    groups = [Group(f"{host}.example.org", "http", [Address(star.address(host), PORT)]) for host in hosts]
    own = os.path.join(directory, "haproxy")
    os.makedirs(own)
    path = os.path.join(own, "haproxy.cfg")
    with open(path, "w") as file:
        file.write(haproxy.configuration(own, groups, HAPROXY_CHECK, {}))
    stack.enter_context(running(star.on_node("haproxy", "-db", "-f", path), os.path.join(own, "haproxy.log")))
    conf = os.path.join(directory, "outrider")
    # As it is delivered: here flap damping is what is measured.
    api = outrider.Api(outrider.write_configuration(conf, groups, None, flap="on"))
    log = os.path.join(conf, "outrider.log")
    command = star.on_node(*outrider.command(artefact), "run", "--config", conf)
    stack.enter_context(running(command, log, outrider.environment(artefact)))
    runtime = haproxy.Runtime(os.path.join(own, "haproxy.sock"))
    await_that("all backends are up", lambda: _ups(log) == len(hosts), 60)
    return log, runtime, lambda name: _metric(star, api, name)


def _web(star: network.Star, host: str, directory: str):
    path = os.path.join(directory, f"nginx-{host}.conf")
    with open(path, "w") as file:
        file.write(
            f"pid {directory}/nginx-{host}.pid; daemon off; master_process off; error_log stderr;\n"
            f"events {{}}\nhttp {{ access_log off; server {{ listen {PORT}; return 200 ok; }} }}\n"
        )
    return running(star.on(host, "nginx", "-c", path), os.path.join(directory, f"nginx-{host}.log"))


def _events(log: str) -> list[dict]:
    events = []
    with open(log) as file:
        for line in file:
            with contextlib.suppress(ValueError):
                events.append(json.loads(line))
    return [event for event in events if "event" in event]


def _ups(log: str) -> int:
    return sum(event["event"] == "backend_up" for event in _events(log))


def _downs(log: str) -> list[dict]:
    return [event for event in _events(log) if event["event"] == "backend_down"]


def _held(log: str) -> str:
    return "yes" if any(event["event"] == "backend_held" for event in _events(log)) else "no"


def _checked_down(runtime: haproxy.Runtime) -> int:
    """How often HAProxy's check has taken any server out: the column chkdown of its statistics."""
    head, *lines = runtime.ask("show stat").strip().splitlines()
    columns = head.lstrip("# ").split(",")
    rows = [dict(zip(columns, line.split(","))) for line in lines]
    return sum(int(row["chkdown"] or 0) for row in rows if row["svname"] not in ("FRONTEND", "BACKEND"))


def _metric(star: network.Star, api: outrider.Api, name: str) -> float:
    """Asked from within the node's own network: its loopback is not ours."""
    done = subprocess.run(
        star.on_node("curl", "-s", "-H", "Accept: text/plain", f"http://127.0.0.1:{api.port}/metrics"),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return max(float(line.split()[-1]) for line in done.stdout.splitlines() if line.startswith(name))


def _seconds(event: dict) -> float:
    return datetime.datetime.fromisoformat(event["ts"].replace("Z", "+00:00")).timestamp()
