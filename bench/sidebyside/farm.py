"""The backends: one nginx that answers on thousands of loopback addresses, or small servers to be killed one by one."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import urllib.request
from dataclasses import dataclass, field

from .processes import await_that, free_port, running, stop

HERE = os.path.dirname(os.path.abspath(__file__))


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Group:
    """What HAProxy calls a backend and Outrider a service: some servers checked in one way."""

    name: str
    kind: str  # http or tcp
    servers: list[Address]


def groups_of(kind: str, addresses: list[Address], size: int) -> list[Group]:
    parts = [addresses[i : i + size] for i in range(0, len(addresses), size)]
    return [Group(f"{kind}{i}.bench", kind, part) for i, part in enumerate(parts)]


NGINX = """
daemon off; master_process on; worker_processes 1; pid {dir}/nginx.pid; error_log {dir}/nginx.err crit;
events {{ worker_connections 8192; accept_mutex off; multi_accept on; }}
http {{
  access_log off; keepalive_timeout 0; client_body_temp_path {dir}; proxy_temp_path {dir}; fastcgi_temp_path {dir};
  uwsgi_temp_path {dir}; scgi_temp_path {dir};
  server {{ listen 0.0.0.0:{port} backlog=4096; location / {{ return 200 "ok"; }} location = /accepted {{ stub_status; }} }}
}}
"""


class Nginx:
    """One socket that stands for as many backends as asked for, and that counts the connections itself: a witness
    for the number of checks that depends on neither checker."""

    def __init__(self, port: int):
        self.port = port

    def addresses(self, count: int) -> list[Address]:
        return [Address(f"127.{1 + i // 62500}.{i // 250 % 250}.{1 + i % 250}", self.port) for i in range(count)]

    def accepted(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/accepted", timeout=5) as answer:
            return int(re.search(r"\n (\d+) \d+ \d+", answer.read().decode()).group(1))


@contextlib.contextmanager
def nginx(directory: str):
    port = free_port()
    path = os.path.join(directory, "nginx.conf")
    with open(path, "w") as file:
        file.write(NGINX.format(dir=directory, port=port))
    with running(["nginx", "-c", path, "-p", directory], os.path.join(directory, "nginx.log")) as process:
        farm = Nginx(port)
        await_that("nginx listens", lambda: _answers(farm), 10, process)
        yield farm


def _answers(farm: Nginx) -> bool:
    try:
        return farm.accepted() > 0
    except OSError:
        return False


@dataclass
class Victim:
    """A small HTTP server in a process of its own."""

    address: Address
    process: subprocess.Popen | None = field(default=None)

    def start(self) -> None:
        """Returns once it listens."""
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", os.path.join(HERE, "victim.py"), self.address.host, str(self.address.port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )
        self.process.stdout.read(1)

    def kill(self) -> None:
        self.process.kill()

    def bury(self) -> None:
        self.process.wait(5)
        self.process.stdout.close()

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)


@contextlib.contextmanager
def victims(count: int):
    farm = [Victim(Address("127.0.0.1", free_port())) for _ in range(count)]
    try:
        for victim in farm:
            victim.start()
        yield farm
    finally:
        for victim in farm:
            if victim.process is not None:
                stop(victim.process)
                victim.process.stdout.close()
