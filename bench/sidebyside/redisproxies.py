"""The two ways in which a host of a Redis fleet finds the primary: a HAProxy that Outrider drives, and one that checks by itself."""

import datetime
import json
import os
import re
import socket
import tempfile
import threading
import time
from dataclasses import dataclass

from . import fleet, haproxy, network, outrider
from .processes import await_that, running

OWN_PORT, PEER_PORT = 6380, 6390

# As it is found in nearly every how-to; with the short timeouts that Outrider's own template has as well.
PEER = """
global
  stats socket {socket} mode 600 level admin
defaults
  mode tcp
  option redispatch 1
  timeout connect 500ms
  timeout client 1h
  timeout server 1h
  timeout check 1s
frontend redis
  bind 127.0.0.1:{port}
  default_backend redis
backend redis
  option tcp-check
  tcp-check connect
  tcp-check send PING\\r\\n
  tcp-check expect string +PONG
  tcp-check send info\\ replication\\r\\n
  tcp-check expect string role:master
  tcp-check send QUIT\\r\\n
  tcp-check expect string +OK
{servers}
"""


@dataclass(frozen=True)
class Event:
    at: float
    name: str
    backend: str
    fields: dict


class Driven:
    """An Outrider on a host and the HAProxy there, which runs the file that Outrider renders."""

    def __init__(self, stack, directory: str, lan: network.Lan, host: str, artefact: str, redis: fleet.Fleet):
        sockets = stack.enter_context(tempfile.TemporaryDirectory(prefix="ob"))
        self.runtime, self.master = haproxy.Runtime(f"{sockets}/s"), haproxy.Runtime(f"{sockets}/m")
        self.log = os.path.join(directory, "outrider.log")
        self._read = 0
        self._events: list[Event] = []
        _configure(directory, sockets, host, redis)
        command = lan.on(host, *outrider.command(artefact), "run", "--config", directory)
        self.process = stack.enter_context(running(command, self.log, outrider.environment(artefact)))
        file = f"{directory}/haproxy.cfg"
        await_that("haproxy.cfg is rendered", lambda: os.path.exists(file), 60, self.process)
        command = lan.on(host, "haproxy", "-W", "-db", "-S", f"{sockets}/m", "-f", file)
        stack.enter_context(running(command, os.path.join(directory, "haproxy.log")))
        await_that("HAProxy answers", self.worker, 30)

    def worker(self) -> int:
        try:
            return int(re.search(r"^Pid: (\d+)", self.runtime.ask("show info"), re.MULTILINE)[1])
        except (OSError, TypeError):
            return 0

    def serving(self) -> list[str] | None:
        return _serving(self.runtime)

    def reload(self) -> None:
        """By hand, over the master socket, as an operator does; returns when another worker answers."""
        before = self.worker()
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(self.master.path)
            connection.sendall(b"reload\n")
            connection.shutdown(socket.SHUT_WR)
            await_that("another worker", lambda: self.worker() not in (0, before), 20)

    def events(self) -> list[Event]:
        """All that it has told so far."""
        with open(self.log, "rb") as file:
            file.seek(self._read)
            whole, newline, _ = file.read().rpartition(b"\n")
        self._read += len(whole) + len(newline)
        self._events += [event for event in map(_event, whole.splitlines()) if event]
        return self._events

    def since(self, name: str, since: float) -> list[Event]:
        """The events of that name since then."""
        return [event for event in self.events() if event.name == name and event.at >= since - 0.001]


def _event(line: bytes) -> Event | None:
    try:
        fields = json.loads(line)
        at = datetime.datetime.fromisoformat(fields["ts"].replace("Z", "+00:00")).timestamp()
        return Event(at, fields["event"], fields.get("backend") or "", fields)
    except (ValueError, KeyError, TypeError):
        return None


def _configure(directory: str, sockets: str, host: str, redis: fleet.Fleet) -> None:
    os.makedirs(os.path.join(directory, "state"))
    sentinels = ", ".join(f'"{sentinel}"' for sentinel in redis.sentinels)
    servers = "".join(f"      - {{host: {server.address}, port: {server.port}}}\n" for server in redis.redis)
    with open(f"{directory}/services.yaml", "w") as file:
        file.write(
            f"version: 1\ntcp:\n  {fleet.MASTER}:\n    port: {OWN_PORT}\n"
            f"    sentinel: {{master: {fleet.MASTER}, sentinels: [{sentinels}]}}\n    backends:\n{servers}"
        )
    with open(f"{directory}/watcher.yaml", "w") as file:
        file.write(
            f"source: {directory}/services.yaml\nnode: {host}\nstate_dir: {directory}/state\n"
            # The same servers die again and again: damping would rightly hold them down.
            "health_checks: {flap: off}\n"
            'api: {listen: "127.0.0.1:9180"}\n'
            f"haproxy: {{socket: {sockets}/s, master_socket: {sockets}/m}}\n"
            f"templates:\n  - {{input: 'builtin:haproxy-tcp', output: {directory}/haproxy.cfg}}\n"
        )


class Checking:
    """A HAProxy that finds the primary by itself."""

    def __init__(self, stack, directory: str, lan: network.Lan, host: str, redis: fleet.Fleet):
        os.makedirs(directory)
        sockets = stack.enter_context(tempfile.TemporaryDirectory(prefix="ob"))
        self.runtime = haproxy.Runtime(f"{sockets}/s")
        servers = "\n".join(f"  server {server} {server} check inter 1s" for server in redis.redis)
        path = os.path.join(directory, "haproxy.cfg")
        with open(path, "w") as file:
            file.write(PEER.format(socket=f"{sockets}/s", port=PEER_PORT, servers=servers))
        stack.enter_context(running(lan.on(host, "haproxy", "-db", "-f", path), os.path.join(directory, "haproxy.log")))
        await_that("the peer answers", lambda: self.serving() is not None, 30)

    def serving(self) -> list[str] | None:
        return _serving(self.runtime)


def _serving(runtime: haproxy.Runtime) -> list[str] | None:
    """The servers in rotation; None: HAProxy does not answer just now."""
    try:
        return sorted(name for name, there in runtime.in_rotation().items() if there)
    except OSError:
        return None


class Watch:
    """What a proxy serves, from one moment to another: (time, servers) at each change."""

    PERIOD = 0.05

    def __init__(self, proxy: Checking | Driven):
        self.seen: list[tuple[float, list[str]]] = []
        self._proxy = proxy
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(self.PERIOD):
            now = self._proxy.serving()
            if now is not None and (not self.seen or self.seen[-1][1] != now):
                self.seen.append((time.time(), now))

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(5)

    def first_beside(self, old: str, since: float) -> float | None:
        """When it first served another than the old one."""
        return next((at for at, servers in self.seen if at >= since and set(servers) - {old}), None)

    def seconds_with_two(self, since: float, until: float) -> float:
        ends = [at for at, _ in self.seen[1:]] + [until]
        return sum(
            max(0.0, end - max(at, since)) for (at, servers), end in zip(self.seen, ends) if len(servers) > 1 and end > since
        )
