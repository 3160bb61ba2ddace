"""Who is there: the sidecar that is watched with a HAProxy on the file that it renders, two more sidecars that are its peers, and the backends."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile

from sidebyside import haproxy, outrider
from sidebyside.processes import Missed, await_that, free_port, running, stop

from .registry import NODE, NODES, Registry, address_of

HERE = os.path.dirname(os.path.abspath(__file__))
PATIENCE = 120.0
BACKENDS = 1000
PEERS = NODES[1:3]


class Stage:
    """Starts all of it in order, with everything steady, and stops it when left. Logs and files are in the directory."""

    def __init__(self, directory: str, artefact: str, seed: int):
        self.directory, self.artefact, self.seed = directory, artefact, seed
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._stack.close()

    def _start(self) -> None:
        sockets = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="os"))  # Short: a UNIX socket's path has at most 107 bytes.
        config = os.path.join(self.directory, "config")
        os.makedirs(os.path.join(config, "state"))
        backends = [("http" if i % 2 else "tcp", node, port) for i, port in enumerate(self._ports()) for node in NODES]
        self.registry = Registry(config, self.seed, backends, [free_port() for _ in range(BACKENDS // 5)])
        self.farm = self._start_farm(backends)
        self.registry.write()
        self.apis = {node: outrider.Api(free_port()) for node in [NODE, *PEERS]}
        self._write_watcher(config, NODE, f"haproxy: {{socket: {sockets}/s, master_socket: {sockets}/m, tcp_bind: 127.0.0.1}}\n" + TEMPLATES.format(dir=config))
        self.sidecar = self._stack.enter_context(self._outrider(config, "outrider"))
        self.peers = {node: Peer(self, node) for node in PEERS}
        for peer in self.peers.values():
            self._stack.callback(peer.stop)
            peer.start()
        await_that("the sidecar answers", self.answers, PATIENCE, self.sidecar)
        await_that("haproxy.cfg is rendered", lambda: os.path.exists(f"{config}/haproxy.cfg"), PATIENCE, self.sidecar)
        self.haproxy = Haproxy(self.directory, f"{config}/haproxy.cfg", sockets)
        self._stack.callback(self.haproxy.stop)
        self.haproxy.start()

    @property
    def api(self) -> outrider.Api:
        return self.apis[NODE]

    def _ports(self) -> list[int]:
        return [free_port() for _ in range(BACKENDS // len(NODES))]

    def _start_farm(self, backends) -> subprocess.Popen:
        addresses = [f"{mode}:{address_of(node)}:{port}" for mode, node, port in backends]
        log = os.path.join(self.directory, "backends.log")
        farm = self._stack.enter_context(running([sys.executable, "-m", "endurance.backends", str(self.seed), *addresses], log, {"PYTHONPATH": os.path.dirname(HERE)}))
        await_that("the backends listen", lambda: os.path.getsize(log) > 0, PATIENCE, farm)
        return farm

    def flap(self) -> None:
        self.farm.send_signal(signal.SIGUSR1)

    def steady(self) -> None:
        self.farm.send_signal(signal.SIGUSR2)

    def _write_watcher(self, directory: str, node: str, more: str = "") -> None:
        peers = ", ".join(f'{{node: {name}, url: "http://127.0.0.1:{api.port}"}}' for name, api in self.apis.items())
        with open(os.path.join(directory, "watcher.yaml"), "w") as file:
            # A hold-down ends within 40 s here: the end of the run waits for the last of them.
            file.write(
                f"source: {directory}/services.yaml\nnode: {node}\nstate_dir: {directory}/state\n"
                "health_checks: {flap: {half_life: 30s}, slow_start: 10s, latency_weights: on}\n"
                f'api: {{listen: "127.0.0.1:{self.apis[node].port}"}}\npeers: {{list: [{peers}]}}\n{more}'
            )

    def _outrider(self, config: str, name: str):
        command = outrider.command(self.artefact) + ["run", "--config", config]
        return running(command, os.path.join(self.directory, f"{name}.log"), outrider.environment(self.artefact))

    def answers(self) -> bool:
        try:
            return "outrider_build_info" in self.api.get("/metrics")
        except OSError:
            return False

    def is_right(self) -> bool:
        """Whether the sidecar holds for up what is well and nothing else, all is delivered, and HAProxy sends sessions where the sidecar says."""
        return not self.wrongs()

    def wrongs(self) -> list[str]:
        """What is not so while all is steady and mended."""
        try:
            status = json.loads(self.api.get("/api/v1/status"))
            held = {f"{b['service']}/{b['backend']}": b for b in json.loads(self.api.get("/api/v1/backends"))}
            rotation = self.haproxy.rotation()
        except (OSError, ValueError) as failed:
            return [f"not to be had: {failed}"]
        truth = self.registry.truth()
        wrongs = [f"registry: {status['registry']['error']}"] if "error" in status["registry"] else []
        wrongs += [f"{output['output']} is {output['state']}" for output in status["outputs"] if output["state"] != "live"]
        wrongs += [f"{name}: {'lacking' if name in truth else 'too many'}" for name in sorted(truth.keys() ^ held.keys())]
        wrongs += [f"{name}: {'not in' if name in held else 'nobody asked for it in'} HAProxy" for name in sorted(held.keys() ^ rotation.keys())]
        for name in sorted(truth.keys() & held.keys()):
            if held[name]["up"] != truth[name]:
                wrongs.append(f"{name}: {held[name]['status']} by the sidecar, {'well' if truth[name] else 'dead'} in truth: {held[name]['reason']}")
            elif name in rotation and rotation[name] != (held[name]["up"] and held[name]["state"] == "ready"):
                wrongs.append(f"{name}: {held[name]['state']} by the plan, {'in' if rotation[name] else 'out of'} rotation in HAProxy")
        return wrongs


TEMPLATES = """templates:
  - {{input: 'builtin:haproxy-tcp', output: {dir}/haproxy.cfg}}
  - {{input: 'builtin:traefik-http', output: {dir}/traefik.yaml}}
"""


class Peer:
    """A sidecar of another node, with a registry of its own that costs little."""

    def __init__(self, stage: Stage, node: str):
        self._stage, self._node = stage, node
        self._config = os.path.join(stage.directory, node)
        self._context = None
        self.process: subprocess.Popen | None = None
        os.makedirs(os.path.join(self._config, "state"))
        members = next(group for group in stage.registry.groups).text()
        nodes = "".join(f"  {name}: {{address: {address_of(name)}}}\n" for name in NODES)
        with open(os.path.join(self._config, "services.yaml"), "w") as file:
            file.write(f"version: 1\nnodes:\n{nodes}tcp:\n{members}")
        stage._write_watcher(self._config, node)

    def start(self) -> None:
        self._context = self._stage._outrider(self._config, self._node)
        self.process = self._context.__enter__()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.stop()

    def stop(self) -> None:
        if self._context is not None:
            self._context.__exit__(None, None, None)
            self._context = None


class Haproxy:
    """A master and its worker on the rendered file."""

    def __init__(self, directory: str, file: str, sockets: str):
        self._log = os.path.join(directory, "haproxy.log")
        self._command = ["haproxy", "-W", "-db", "-S", f"{sockets}/m", "-f", file]
        self.runtime, self._master = haproxy.Runtime(f"{sockets}/s"), haproxy.Runtime(f"{sockets}/m")
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        with open(self._log, "ab") as log:
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        await_that("HAProxy answers", self.worker, PATIENCE, self._process)

    def stop(self) -> None:
        if self._process is not None:
            stop(self._process)

    def crash(self) -> None:
        """Kills the worker, upon which the master ends as well."""
        worker = self.worker()
        if worker:
            os.kill(worker, signal.SIGKILL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
        self.stop()

    def reload(self) -> None:
        """Behind the sidecar's back."""
        with contextlib.suppress(OSError):
            self._master.ask("reload")

    def worker(self) -> int:
        try:
            return int(re.search(r"^Pid: (\d+)", self.runtime.ask("show info"), re.MULTILINE)[1])
        except (OSError, TypeError):
            return 0

    def rotation(self) -> dict[str, bool]:
        """BACKEND/SERVER to whether it takes sessions."""
        state = {}
        for line in self.runtime.ask("show servers state").splitlines()[2:]:
            columns = line.split()
            if len(columns) > 8:
                running_, admin, weight = int(columns[5]) == 2, int(columns[6]), int(columns[7])
                state[f"{columns[1]}/{columns[3]}"] = running_ and weight > 0 and not admin & haproxy.OUT_BITS
        return state


__all__ = ["BACKENDS", "Missed", "Stage"]
