"""What a change of services.yaml costs: until it is live on both proxies, what a verified reload takes on top of
HAProxy's own, and how many requests twenty reloads lose."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from . import farm, figures, haproxy, outrider
from .processes import await_that, free_port, running

PATIENCE = 30.0
RATE = 1000  # requests a second
CONNECTIONS = 8
TRAEFIK = os.path.join(
    os.environ.get("OUTRIDER_CACHE", os.path.expanduser("~/.cache/outrider")), "traefik", "3.6.23", "traefik"
)
# Connections that end with each answer: one that stays would stay with the worker that a reload replaces.
DELAYED = 'wrk.headers["Connection"] = "close"\nfunction delay() return %d end\n'


def measure(scratch: str, artefacts: list[str], size: int, trials: int, reloads: int, say) -> str:
    tables = []
    with farm.nginx(scratch) as nginx:
        rows = []
        for artefact in artefacts:
            say(f"reload of {size} servers, {artefact}")
            rows += _changes(os.path.join(scratch, f"reload-{artefact}"), artefact, nginx, size, trials)
        head = [f"{size:,} servers, {trials} changes; median / worst, ms", "services.yaml written to live", "of that the reload"]
        tables.append(figures.table(head, rows))
    rows = []
    for artefact in artefacts:
        say(f"{reloads} reloads under load, {artefact}")
        rows.append(_under_load(os.path.join(scratch, f"load-{artefact}"), artefact, reloads))
    head = [f"{reloads} reloads under load", "requests", "a second", "failed", "to the dead backend"]
    tables.append(figures.table(head, rows))
    return "\n".join(tables)


class Node:
    """An Outrider with a HAProxy, and a Traefik where there is one, all on files that Outrider renders."""

    def __init__(self, stack: contextlib.ExitStack, directory: str, artefact: str, services: str, with_traefik: bool):
        self.directory, self.stack = directory, stack
        os.makedirs(os.path.join(directory, "state"))
        os.makedirs(os.path.join(directory, "dynamic"))
        # Short: a UNIX socket's path has at most 107 bytes.
        sockets = stack.enter_context(tempfile.TemporaryDirectory(prefix="ob"))
        self.runtime = haproxy.Runtime(os.path.join(sockets, "s"))
        self.master = haproxy.Runtime(os.path.join(sockets, "m"))
        self.api = outrider.Api(free_port())
        self.write("services.yaml", services)
        traefik = f"  - {{input: 'builtin:traefik-http', output: {directory}/dynamic/http.yaml}}\n" if with_traefik else ""
        self.write(
            "watcher.yaml",
            f"source: {directory}/services.yaml\nnode: bench\nstate_dir: {directory}/state\n"
            "health_checks: {flap: off}\n"
            f'api: {{listen: "127.0.0.1:{self.api.port}"}}\n'
            f"haproxy: {{socket: {sockets}/s, master_socket: {sockets}/m}}\n"
            f"templates:\n  - {{input: 'builtin:haproxy-tcp', output: {directory}/haproxy.cfg}}\n{traefik}",
        )
        command = outrider.command(artefact) + ["run", "--config", directory]
        stack.enter_context(running(command, os.path.join(directory, "outrider.log"), outrider.environment(artefact)))
        await_that("haproxy.cfg is rendered", lambda: os.path.exists(f"{directory}/haproxy.cfg"), PATIENCE)
        command = ["haproxy", "-W", "-db", "-S", f"{sockets}/m", "-f", f"{directory}/haproxy.cfg"]
        stack.enter_context(running(command, os.path.join(directory, "haproxy.log")))
        await_that("HAProxy answers", lambda: self.worker(), PATIENCE)

    def traefik(self) -> int:
        """Starts Traefik with its own throttle of 2 s as short as it can be; returns the port of its entry point."""
        port = free_port()
        command = [
            TRAEFIK,
            f"--entrypoints.web.address=127.0.0.1:{port}",
            f"--providers.file.directory={self.directory}/dynamic",
            "--providers.file.watch=true",
            "--providers.providersthrottleduration=1ms",
        ]
        self.stack.enter_context(running(command, os.path.join(self.directory, "traefik.log")))
        return port

    def write(self, name: str, text: str) -> None:
        path = os.path.join(self.directory, name)
        with open(path + ".next", "w") as file:
            file.write(text)
        os.rename(path + ".next", path)

    def worker(self) -> int:
        try:
            return int(re.search(r"^Pid: (\d+)", self.runtime.ask("show info"), re.MULTILINE)[1])
        except (OSError, TypeError):
            return 0

    def reload_events(self) -> list[float]:
        events = json.loads(self.api.get("/api/v1/events?limit=1000"))
        return [event["duration_ms"] for event in events if event["event"] == "haproxy_reloaded"]


def _service(name: str, port: int, servers) -> str:
    lines = "".join(f"      - {{host: {server.host}, port: {server.port}}}\n" for server in servers)
    return f"  {name}:\n    port: {port}\n    backends:\n{lines}"


def _changes(directory: str, artefact: str, nginx, size: int, trials: int) -> list[list[str]]:
    addresses = nginx.addresses(size)
    tcp = "".join(_service(g.name, free_port(), g.servers) for g in farm.groups_of("tcp", addresses, 4))
    http = f"      - {{host: {addresses[0].host}, port: {addresses[0].port}}}\n"
    with_traefik = os.access(TRAEFIK, os.X_OK)
    base = f"version: 1\ntcp:\n{tcp}"
    delays, traefik_delays = [], []
    with contextlib.ExitStack() as stack:
        node = Node(stack, directory, artefact, base, with_traefik)
        entry = node.traefik() if with_traefik else 0
        await_that("all is live", lambda: _live(node), PATIENCE)
        own = [_haproxys_own(node) for _ in range(trials)]
        for trial in range(trials):
            port, host = free_port(), f"site{trial}.bench.example"
            time.sleep(2.5)
            began = time.monotonic()
            more = f"http:\n  {host}:\n    backends:\n{http}"
            node.write("services.yaml", base + _service(f"new{trial}", port, addresses[:2]) + more)
            seen_haproxy = seen_traefik = None
            while seen_haproxy is None or (with_traefik and seen_traefik is None):
                if seen_haproxy is None and _answers(port, "x"):
                    seen_haproxy = time.monotonic() - began
                if with_traefik and seen_traefik is None and _answers(entry, host):
                    seen_traefik = time.monotonic() - began
                if time.monotonic() - began > PATIENCE:
                    break
                time.sleep(0.005)
            delays.append(1000 * (seen_haproxy or PATIENCE))
            traefik_delays.append(1000 * (seen_traefik or PATIENCE))
        await_that("all is live", lambda: _live(node), PATIENCE)
        verified = node.reload_events()
    rows = [
        [f"HAProxy's own reload, by hand ({artefact}'s run)", "", _cell(own)],
        [f"Outrider {artefact}, HAProxy", _cell(delays), _cell(verified[-trials:])],
    ]
    if with_traefik:
        rows.append([f"Outrider {artefact}, Traefik (its throttle at 1 ms)", _cell(traefik_delays), ""])
    return rows


def _live(node: Node) -> bool:
    try:
        status = json.loads(node.api.get("/api/v1/status"))
    except OSError:
        return False
    return all(output["state"] == "live" for output in status["outputs"]) and status["status"] == "ok"


def _haproxys_own(node: Node) -> float:
    """From the command on the master socket to the first answer of another worker, in ms."""
    before, began = node.worker(), time.monotonic()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(node.master.path)
        connection.sendall(b"reload\n")
        connection.shutdown(socket.SHUT_WR)
        await_that("another worker", lambda: node.worker() not in (0, before), PATIENCE)
    taken = 1000 * (time.monotonic() - began)
    # The sidecar puts the new worker right before the next trial.
    time.sleep(1)
    return taken


def _answers(port: int, host: str) -> bool:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False


LOADED = """
daemon off; master_process off; pid {dir}/{name}.pid; error_log {dir}/{name}.err crit;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_timeout 0; client_body_temp_path {dir}; proxy_temp_path {dir}; fastcgi_temp_path {dir};
  uwsgi_temp_path {dir}; scgi_temp_path {dir};
  server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ return {code} "{name}"; }} location = /health {{ return {health}; }} }}
}}
"""


def _backend(stack, directory: str, name: str, code: int, health: int) -> farm.Address:
    port = free_port()
    path = os.path.join(directory, f"{name}.conf")
    with open(path, "w") as file:
        file.write(LOADED.format(dir=directory, name=name, port=port, code=code, health=health))
    stack.enter_context(running(["nginx", "-c", path, "-p", directory], os.path.join(directory, f"{name}.log")))
    return farm.Address("127.0.0.1", port)


def _under_load(directory: str, artefact: str, reloads: int) -> list[str]:
    """The dead backend answers everything with 404, which the load generator counts."""
    backends = directory + "-backends"
    os.makedirs(backends)
    with contextlib.ExitStack() as stack:
        good = [_backend(stack, backends, f"good{i}", 200, 200) for i in range(2)]
        dead = _backend(stack, backends, "dead", 404, 503)
        port = free_port()
        site = _service("site", port, [*good, dead]).replace("port: ", "check: {type: http, path: /health}\n    port: ", 1)
        base = f"version: 1\ntcp:\n{site}"
        node = Node(stack, directory, artefact, base, False)
        await_that("the dead backend is out", lambda: _rotation(node, dead, good), PATIENCE)
        script = os.path.join(directory, "delay.lua")
        with open(script, "w") as file:
            file.write(DELAYED % (1000 * CONNECTIONS // RATE - 1))
        seconds = int(reloads * 1.2) + 3
        load = subprocess.Popen(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "5s", "-s", script, f"http://127.0.0.1:{port}/"],
            stdout=subprocess.PIPE,
            text=True,
        )
        stack.callback(load.kill)
        time.sleep(1)
        for trial in range(reloads):
            before = node.worker()
            node.write("services.yaml", base + _service(f"more{trial}", free_port(), good))
            await_that("another worker", lambda: node.worker() not in (0, before), PATIENCE)
            time.sleep(0.3)
        said, _ = load.communicate(timeout=seconds + 30)
    if load.returncode != 0 or shutil.which("wrk") is None:
        raise RuntimeError(f"wrk failed: {said}")
    requests = int(re.search(r"(\d+) requests in", said)[1])
    sockets = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    failed = sum(map(int, sockets.groups())) if sockets else 0
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    return [f"Outrider {artefact}", f"{requests:,}", f"{rate:,.0f}", str(failed), refused[1] if refused else "0"]


def _rotation(node: Node, dead, good) -> bool:
    try:
        rotation = node.runtime.in_rotation()
    except OSError:
        return False
    return rotation.get(str(dead)) is False and all(rotation.get(str(server)) for server in good)


def _cell(delays: list[float]) -> str:
    return f"{figures.median(delays):.0f} / {max(delays):.0f}"
