"""Outrider, as the native executable or on the JVM."""

import contextlib
import os
import re
import subprocess
import urllib.request

from .farm import Group
from .processes import await_that, free_port, running

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NATIVE = os.path.join(ROOT, "target", "outrider")
LAUNCHER = os.path.join(ROOT, "outrider")
THRESHOLDS = "consecutive_failures: 3, recovery: 2"


def command(artefact: str) -> list[str]:
    """The native executable is started directly: the launcher's shell would count as its start-up."""
    return [NATIVE] if artefact == "native" else [LAUNCHER]


def environment(artefact: str) -> dict[str, str]:
    return {"OUTRIDER_ARTEFACT": artefact}


def build_once(artefact: str) -> bool:
    """Whether it can be measured; the JVM build is made by the launcher when it is missing."""
    if artefact == "native":
        return os.access(NATIVE, os.X_OK)
    return subprocess.run([LAUNCHER, "version"], env={**os.environ, **environment("jvm")}).returncode == 0


def version(artefact: str) -> str:
    """What it says of itself, in one line."""
    done = subprocess.run(command(artefact) + ["version"], env={**os.environ, **environment(artefact)}, stdout=subprocess.PIPE, text=True)
    return " ".join(done.stdout.split())


class Api:
    """The HTTP interface of a running Outrider."""

    def __init__(self, port: int):
        self.port = port

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return answer.read().decode()

    def samples(self, name: str) -> list[tuple[dict[str, str], float]]:
        """All samples of one metric, with their labels."""
        found = []
        for line in self.get("/metrics").splitlines():
            match = re.fullmatch(re.escape(name) + r"(?:\{(.*)\})? (\S+)", line)
            if match:
                found.append((dict(re.findall(r'(\w+)="([^"]*)"', match[1] or "")), float(match[2])))
        return found

    def buckets(self, name: str) -> list[tuple[float, float]]:
        """The cumulative buckets of a histogram without labels of its own."""
        return [(float(labels["le"]), count) for labels, count in self.samples(f"{name}_bucket")]

    def probes(self) -> float:
        return sum(value for _, value in self.samples("outrider_probes_total"))


def write_configuration(
    directory: str,
    groups: list[Group],
    socket: str | None,
    interval: str = "2s",
    fast: str = "250ms",
    expect: str | None = None,
    flap: str = "off",
) -> int:
    """Writes services.yaml and watcher.yaml; returns the port of the HTTP interface."""
    os.makedirs(os.path.join(directory, "state"))
    with open(os.path.join(directory, "services.yaml"), "w") as file:
        file.write("version: 1\n" + "".join(_section(kind, groups, expect) for kind in ("http", "tcp")))
    port = free_port()
    with open(os.path.join(directory, "watcher.yaml"), "w") as file:
        file.write(
            f"source: {directory}/services.yaml\n"
            "node: bench\n"
            # Most rounds kill the same backends again and again: damping would rightly hold them down.
            f"health_checks: {{interval: {interval}, timeout: 500ms, fast_interval: {fast}, flap: {flap}, {THRESHOLDS}}}\n"
            f'api: {{listen: "127.0.0.1:{port}"}}\n'
            f"state_dir: {directory}/state\n"
        )
        if socket:
            file.write(f"haproxy: {{socket: {socket}}}\n")
    return port


def _section(kind: str, groups: list[Group], expect: str | None) -> str:
    lines = []
    body = f", expect: {{body: {expect}}}" if expect else ""
    for group in (group for group in groups if group.kind == kind):
        lines.append(f"  {group.name}:")
        if kind == "tcp":
            lines.append(f"    port: {free_port()}")
        lines.append(f"    check: {{type: http, path: /{body}}}" if kind == "http" else "    check: {type: tcp}")
        lines.append("    backends:")
        lines.extend(f"      - {{host: {server.host}, port: {server.port}}}" for server in group.servers)
    return f"{kind}:\n" + "\n".join(lines) + "\n" if lines else ""


@contextlib.contextmanager
def outrider(artefact: str, directory: str, groups: list[Group], socket: str | None = None, **times: str):
    """A running Outrider: its process and its HTTP interface."""
    port = write_configuration(directory, groups, socket, **times)
    arguments = command(artefact) + ["run", "--config", directory]
    with running(arguments, os.path.join(directory, "outrider.log"), environment(artefact)) as process:
        api = Api(port)
        await_that(f"Outrider ({artefact}) answers", lambda: _answers(api), 60, process)
        yield process, api


def _answers(api: Api) -> bool:
    try:
        return bool(api.get("/metrics"))
    except OSError:
        return False
