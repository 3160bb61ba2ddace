"""HAProxy, either checking by itself or driven by Outrider."""

import contextlib
import os
import socket

from .farm import Group
from .processes import await_that, running

# What takes a server out: forced or inherited maintenance (1, 2), drain (8, 16), no address (32). The bit of
# `disabled` (4) stays set after `state ready`.
OUT_BITS = 1 | 2 | 8 | 16 | 32

HEAD = """
global
  # 20,000 servers want more descriptors than some machines allow; only the checks that run at once need one.
  no strict-limits
  stats socket {dir}/haproxy.sock mode 600 level admin
defaults
  timeout connect 500ms
  timeout client 5s
  timeout server 5s
  timeout check 500ms
"""


class Runtime:
    """The runtime socket; one connection a command."""

    def __init__(self, path: str):
        self.path = path

    def ask(self, command: str) -> str:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(self.path)
            connection.sendall(command.encode() + b"\n")
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts).decode()

    def in_rotation(self) -> dict[str, bool]:
        """Whether each server takes traffic, by its name."""
        state = {}
        for line in self.ask("show servers state").splitlines()[2:]:
            columns = line.split()
            if len(columns) > 8:
                running, admin, weight = int(columns[5]) == 2, int(columns[6]), int(columns[7])
                state[columns[3]] = running and weight > 0 and not admin & OUT_BITS
        return state


def configuration(directory: str, groups: list[Group], check: str | None, ports: dict[str, int] | None = None) -> str:
    """With a check, HAProxy probes by itself; without one, somebody else tells it. Ports make a frontend for a group."""
    lines = [HEAD.format(dir=directory)]
    for group in groups:
        lines.append(f"backend {group.name}\n  mode {group.kind}")
        if check and group.kind == "http":
            lines.append("  option httpchk GET /")
        for server in group.servers:
            lines.append(f"  server {server} {server} weight 100 {'check ' + check if check else ''}")
        if ports and group.name in ports:
            lines.append(f"frontend in-{group.name}\n  mode {group.kind}")
            lines.append(f"  bind 127.0.0.1:{ports[group.name]}\n  default_backend {group.name}")
    return "\n".join(lines) + "\n"


@contextlib.contextmanager
def haproxy(directory: str, groups: list[Group], check: str | None, ports: dict[str, int] | None = None):
    """A running HAProxy: its process and its runtime socket."""
    os.makedirs(directory)
    path = os.path.join(directory, "haproxy.cfg")
    with open(path, "w") as file:
        file.write(configuration(directory, groups, check, ports))
    # In the foreground and without a master, so that the process' figures are the checker's.
    with running(["haproxy", "-db", "-f", path], os.path.join(directory, "haproxy.log")) as process:
        runtime = Runtime(os.path.join(directory, "haproxy.sock"))
        await_that("HAProxy's socket answers", lambda: _answers(runtime), 20, process)
        yield process, runtime


def _answers(runtime: Runtime) -> bool:
    try:
        return bool(runtime.ask("show info"))
    except OSError:
        return False
