"""Prometheus' blackbox_exporter, asked for one check after the other over kept connections, as Prometheus does."""

import http.client
import os
import shutil
import threading
import time
from urllib.parse import quote

from .farm import Group
from .processes import await_that, cpu_seconds, free_port, rss_mib, running

PROGRAM = "prometheus-blackbox-exporter"
CLIENTS = 8
MODULES = """
modules:
  http: {prober: http, timeout: 500ms, http: {preferred_ip_protocol: ip4}}
  tcp: {prober: tcp, timeout: 500ms, tcp: {preferred_ip_protocol: ip4}}
"""


def installed() -> bool:
    return shutil.which(PROGRAM) is not None


def measure(directory: str, kind: str, groups: list[Group], rate: float, window: float) -> tuple[int, float, float, float]:
    """Checks made, CPU seconds, seconds and MiB."""
    os.makedirs(directory)
    path = os.path.join(directory, "modules.yaml")
    with open(path, "w") as file:
        file.write(MODULES)
    port = free_port()
    command = [PROGRAM, f"--config.file={path}", f"--web.listen-address=127.0.0.1:{port}"]
    targets = [str(server) for group in groups for server in group.servers]
    with running(command, os.path.join(directory, "log")) as process:
        await_that("blackbox_exporter answers", lambda: _answers(port), 20, process)
        began, cpu = time.monotonic(), cpu_seconds(process.pid)
        checks = _drive(port, kind, targets, rate, began + window)
        return checks, cpu_seconds(process.pid) - cpu, time.monotonic() - began, rss_mib(process.pid)


def _answers(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        connection.request("GET", "/-/healthy")
        return connection.getresponse().status == 200
    except OSError:
        return False


def _drive(port: int, kind: str, targets: list[str], rate: float, until: float) -> int:
    counts = [0] * CLIENTS
    clients = [
        threading.Thread(target=_client, args=(port, kind, targets[i::CLIENTS] or targets, rate / CLIENTS, until, counts, i))
        for i in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return sum(counts)


def _client(port, kind, targets, rate, until, counts, number) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    due = time.monotonic()
    while due < until:
        time.sleep(max(0.0, due - time.monotonic()))
        due += 1 / rate
        connection.request("GET", f"/probe?module={kind}&target={quote(targets[counts[number] % len(targets)])}")
        answer = connection.getresponse().read()
        if b"probe_success 1" not in answer:
            raise AssertionError(f"blackbox_exporter: a check failed: {answer[-200:]}")
        counts[number] += 1
