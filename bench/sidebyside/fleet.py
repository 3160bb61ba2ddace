"""A Redis primary, its replicas and the sentinels that watch them: real ones, on loopback or on the hosts of a network."""

import os
import signal
import subprocess

from . import resp
from .processes import await_that, free_port, stop

MASTER = "redis-main"
PATIENCE = 40.0


class Server:
    """A redis-server of either kind. Asked over a UNIX socket, so that a cut network does not keep anybody from it."""

    def __init__(self, directory: str, address: str, port: int, wrap, sentinel: bool, lines: list[str]):
        os.makedirs(directory)
        self.directory, self.address, self.port = directory, address, port
        self.path = os.path.join(directory, "s")
        self.file = os.path.join(directory, "redis.conf")
        self._command = wrap("redis-server", self.file, *(["--sentinel"] if sentinel else []))
        own = [f"bind {address}", "protected-mode no", f"port {port}", f"unixsocket {self.path}", f"dir {directory}"]
        with open(self.file, "w") as file:
            file.write("\n".join(own + lines) + "\n")
        self.process: subprocess.Popen | None = None
        self.start()

    def __str__(self):
        return f"{self.address}:{self.port}"

    def start(self) -> None:
        with open(os.path.join(self.directory, "log"), "ab") as log:
            self.process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def await_answer(self) -> None:
        await_that(f"{self} answers", self.answers, PATIENCE, self.process)

    def answers(self) -> bool:
        try:
            return self.ask("PING") == "PONG"
        except (OSError, resp.Refused):
            return False

    def connect(self, timeout: float = 5.0) -> resp.Connection:
        return resp.Connection.to(self.path, timeout)

    def ask(self, *words: str, timeout: float = 5.0):
        with self.connect(timeout) as connection:
            return connection.ask(*words)

    def info(self, section: str) -> dict[str, str]:
        lines = self.ask("INFO", section).splitlines()
        return dict(line.split(":", 1) for line in lines if ":" in line)

    def role(self) -> str:
        return self.ask("ROLE")[0]

    def master(self) -> dict[str, str]:
        """A sentinel's view."""
        return resp.pairs(self.ask("SENTINEL", "MASTER", MASTER))

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(5)

    def close(self) -> None:
        if self.process is not None:
            stop(self.process)


class Fleet:
    """One Redis a host, and the sentinels shared out over the hosts in turn."""

    def __init__(self, directory: str, hosts: list, sentinels: int = 3, down_after_ms: int = 1000, redis_lines=()):
        """A host is a pair of its address and a function that wraps a command so that it runs there."""
        self.redis: list[Server] = []
        self.sentinels: list[Server] = []
        self.majority = sentinels // 2 + 1
        try:
            self._start(directory, hosts, sentinels, down_after_ms, list(redis_lines))
        except BaseException:
            self.close()
            raise

    def _start(self, directory: str, hosts: list, sentinels: int, down_after_ms: int, redis_lines: list[str]) -> None:
        for number, (address, wrap) in enumerate(hosts, 1):
            lines = ['save ""', "appendonly no", "repl-diskless-sync-delay 0", *redis_lines]
            if self.redis:
                lines.append(f"replicaof {self.redis[0].address} {self.redis[0].port}")
            self.redis.append(Server(f"{directory}/r{number}", address, free_port(), wrap, False, lines))
            self.redis[-1].await_answer()
        await_that("replicas follow", lambda: all(self._follows(replica) for replica in self.redis[1:]), PATIENCE)
        first = self.redis[0]
        for number in range(sentinels):
            # From the last host on: of five, the first host has one alone and is a minority by itself.
            address, wrap = hosts[-1 - number % len(hosts)]
            lines = [
                f"sentinel monitor {MASTER} {first.address} {first.port} {self.majority}",
                f"sentinel down-after-milliseconds {MASTER} {down_after_ms}",
                f"sentinel failover-timeout {MASTER} 10000",
            ]
            self.sentinels.append(Server(f"{directory}/s{number + 1}", address, free_port(), wrap, True, lines))
            self.sentinels[-1].await_answer()
        self.await_quiet()

    @staticmethod
    def _follows(replica: Server) -> bool:
        return replica.info("replication").get("master_link_status") == "up"

    def await_quiet(self) -> Server:
        """Waits until all is well, and returns the primary: all sentinels name it and know everybody, all others follow it."""
        return await_that("the fleet is quiet", self.quiet, 60)

    def quiet(self) -> Server | None:
        try:
            views = [sentinel.master() for sentinel in self.sentinels]
            named = {f"{view['ip']}:{view['port']}" for view in views}
            known = (str(len(self.redis) - 1), str(len(self.sentinels) - 1))
            if len(named) != 1 or any((v["num-slaves"], v["num-other-sentinels"]) != known for v in views):
                return None
            if any(view["flags"] != "master" for view in views):
                return None
            primary = self.named(*named)
            others = [server for server in self.redis if server is not primary]
            good = primary.role() == "master" and all(self._follows_that(server, primary) for server in others)
            return primary if good else None
        except (OSError, resp.Refused):
            return None

    @staticmethod
    def _follows_that(replica: Server, primary: Server) -> bool:
        seen = replica.info("replication")
        return (seen.get("master_host"), seen.get("master_port"), seen.get("master_link_status")) == (
            primary.address,
            str(primary.port),
            "up",
        )

    def named(self, address: str) -> Server:
        return next(server for server in self.redis if str(server) == address)

    def close(self) -> None:
        for server in [*self.sentinels, *self.redis]:
            server.thaw() if server.process and server.process.poll() is None else None
            if server.process is not None:
                server.process.kill()
                server.process.wait(5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def on_loopback(count: int = 3) -> list:
    return [("127.0.0.1", lambda *command: list(command)) for _ in range(count)]
