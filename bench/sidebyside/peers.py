"""How soon a drain that is made on one node is in force on the others, and what asking each other costs."""

import contextlib
import os
import shutil
import statistics
import threading
import time
import urllib.request

from . import cpu, farm, figures, outrider
from .processes import Missed, await_that, cpu_seconds, free_port, rss_mib, running

SIZE = 200
OBSERVED_BY = 3
HOW = (
    f"Outriders on loopback that are each other's peers, each checking the same {SIZE} HTTP backends every 2 s. A node is drained on the first of them, and undrained on "
    "the last: counted from the request to the first look (every 10 ms) at which another one has it in force, the slowest of them. "
    "The cost of being peers is the CPU of one of them against that of one that has no peers, in the same run. Through a store (a real Redis, a real etcd), three nodes "
    "observe each backend, and the others check it every 10 s."
)


def measure(scratch: str, artefacts: list[str], sizes: list[int], trials: int, window: float, say) -> str:
    rows = []
    with farm.nginx(scratch) as nginx:
        groups = farm.groups_of("http", nginx.addresses(SIZE), cpu.GROUP_SIZE)
        for artefact in artefacts:
            for size in sizes:
                for via in ["http", "redis", "etcd"] if size > OBSERVED_BY else ["http"]:
                    say(f"{artefact}: {size} nodes by {via}")
                    directory = os.path.join(scratch, f"peers-{artefact}-{size}-{via}")
                    os.makedirs(directory)
                    with _store(directory, via) as settings:
                        rows.append([f"{size}, {via}", *_fleet(directory, artefact, groups, size, settings, trials, window)[1:]])
    head = ["nodes, exchange", "Outrider", "drained on all, median / worst s", "undrained, median / worst s", "CPU of one", "without peers", "RSS"]
    return figures.table(head, rows)


@contextlib.contextmanager
def _store(scratch, via):
    """The settings of peers: that go beside the list, while the engine runs."""
    if via == "http":
        yield ""
        return
    if not shutil.which("redis-server" if via == "redis" else "etcd"):
        raise Missed(f"{via} is not installed")
    port, other = free_port(), free_port()
    if via == "redis":
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", scratch]
        settings = f'via: redis, redis: {{address: "127.0.0.1:{port}"}}, '
    else:
        urls = {"client": f"http://127.0.0.1:{port}", "peer": f"http://127.0.0.1:{other}"}
        command = ["etcd", "--data-dir", os.path.join(scratch, "etcd"), "--listen-client-urls", urls["client"], "--advertise-client-urls", urls["client"]]
        command += ["--listen-peer-urls", urls["peer"], "--initial-advertise-peer-urls", urls["peer"], "--initial-cluster", f"default={urls['peer']}"]
        settings = f'via: etcd, etcd: {{endpoints: ["{urls["client"]}"]}}, '
    with running(command, os.path.join(scratch, "store.log")):
        yield settings + f"observers: {OBSERVED_BY}, "


def _fleet(scratch, artefact, groups, size, settings, trials, window) -> list[str]:
    ports = [free_port() for _ in range(size)]
    peers = ", ".join(f'{{node: n{i}, url: "http://127.0.0.1:{port}"}}' for i, port in enumerate(ports))
    running_ones = []
    try:
        for i, port in enumerate([*ports, free_port()]):
            alone = i == size
            running_ones.append(_start(os.path.join(scratch, f"n{i}"), artefact, groups, f"n{i}", port, "" if alone else f"peers: {{{settings}list: [{peers}]}}\n"))
        apis = [outrider.Api(port) for port in ports]
        for (context, process), api in zip(running_ones, apis):
            await_that("a peer answers", lambda a=api: _answers(a), 60, process)
        await_that("all see each other", lambda: all('"healthy":%d' % (size - 1) in a.get("/api/v1/status").split('"peers"')[1][:60] for a in apis), 60, running_ones[0][1])
        drained, undrained = [], []
        target = groups[0].servers[0].host
        for _ in range(trials):
            drained.append(_until(apis, ports[0], target, "PUT", True))
            undrained.append(_until(apis, ports[-1], target, "DELETE", False))
        one, lone = running_ones[1][1], running_ones[-1][1]
        spent = (cpu_seconds(one.pid), cpu_seconds(lone.pid), time.monotonic())
        time.sleep(window)
        took = time.monotonic() - spent[2]
        return [
            str(size),
            artefact,
            f"{statistics.median(drained):.2f} / {max(drained):.2f}",
            f"{statistics.median(undrained):.2f} / {max(undrained):.2f}",
            f"{100 * (cpu_seconds(one.pid) - spent[0]) / took:.2f} %",
            f"{100 * (cpu_seconds(lone.pid) - spent[1]) / took:.2f} %",
            f"{rss_mib(one.pid):.0f} MiB",
        ]
    finally:
        for context, _ in reversed(running_ones):
            context.__exit__(None, None, None)


def _start(directory, artefact, groups, node, port, peers):
    outrider.write_configuration(directory, groups, None)
    path = os.path.join(directory, "watcher.yaml")
    with open(path) as file:
        lines = [line for line in file if not line.startswith(("node:", "api:"))]
    with open(path, "w") as file:
        file.write("".join(lines) + f'node: {node}\napi: {{listen: "127.0.0.1:{port}"}}\n{peers}')
    context = running(outrider.command(artefact) + ["run", "--config", directory], os.path.join(directory, "outrider.log"), outrider.environment(artefact))
    return context, context.__enter__()


def _answers(api) -> bool:
    try:
        return bool(api.get("/health/live"))
    except OSError:
        return False


def _until(apis, port: int, target: str, method: str, wanted: bool) -> float:
    # Not always at the same point between two questions.
    time.sleep(0.37 + (time.monotonic_ns() % 1_000) / 1_000)
    began = time.monotonic()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/drains/{target}?kind=node", method=method, data=b'{"force": true}' if method == "PUT" else None)
    urllib.request.urlopen(request, timeout=10).close()
    arrived = {}

    def watch(api):
        while ('"target"' in api.get("/api/v1/drains")) != wanted:
            time.sleep(0.01)
        arrived[api.port] = time.monotonic() - began

    threads = [threading.Thread(target=watch, args=(api,)) for api in apis]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return max(arrived.values()) if len(arrived) == len(apis) else float("inf")
