"""Hosts of their own, as network namespaces on one machine, and links between them that lose packets or are cut."""

import ctypes
import itertools
import os
import subprocess

PREFIX = f"ob{os.getpid()}"
_stars = itertools.count()


class Star:
    """A node in the middle, and a link from it to each of the other hosts. Needs root; nothing of it is in the machine's own
    network."""

    def __init__(self, *hosts: str):
        self._hosts = hosts
        self._prefix = f"{PREFIX}x{next(_stars)}"
        self.node = f"{self._prefix}-node"
        self._made: list[str] = []

    def __enter__(self):
        try:
            self._build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _build(self) -> None:
        self._make(self.node)
        for number, host in enumerate(self._hosts, 1):
            name = self.name(host)
            self._make(name)
            _run("ip", "link", "add", host, "netns", self.node, "type", "veth", "peer", "name", "eth0", "netns", name)
            _run("ip", "-n", self.node, "addr", "add", f"10.98.{number}.1/24", "dev", host)
            _run("ip", "-n", name, "addr", "add", f"{self.address(host)}/24", "dev", "eth0")
            _run("ip", "-n", self.node, "link", "set", host, "up")
            _run("ip", "-n", name, "link", "set", "eth0", "up")
            _run("ip", "-n", name, "route", "add", "default", "via", f"10.98.{number}.1")

    def __exit__(self, *_):
        for name in reversed(self._made):
            subprocess.run(["ip", "netns", "del", name], check=False)

    def _make(self, name: str) -> None:
        _run("ip", "netns", "add", name)
        self._made.append(name)
        _run("ip", "-n", name, "link", "set", "lo", "up")

    def name(self, host: str) -> str:
        return f"{self._prefix}-{host}"

    def address(self, host: str) -> str:
        return f"10.98.{self._hosts.index(host) + 1}.2"

    def on_node(self, *command: str) -> list[str]:
        return ["ip", "netns", "exec", self.node, *command]

    def on(self, host: str, *command: str) -> list[str]:
        return ["ip", "netns", "exec", self.name(host), *command]

    def lose(self, host: str, percent: int, directions: tuple[str, ...]) -> None:
        """Loses packets of that host's link at random, on their way in, out, or both."""
        rules = "".join(
            f"chain {way} {{ type filter hook {way} priority 0; numgen random mod 100 < {percent} drop; }}\n"
            for way in directions
        )
        _run(*self.on(host, "nft", f"table ip loss {{ {rules} }}"))

    def cut(self, host: str) -> None:
        """Nothing passes that link any more, and nobody is told."""
        _run(*self.on(host, "nft", "table ip cut { chain in { type filter hook input priority 0; drop; }; }"))

    def heal(self, host: str) -> None:
        _run(*self.on(host, "nft", "delete table ip cut"))


class Lan:
    """Hosts on one switch, at 10.97.0.11 and up; any of them can be unplugged. Needs root, as above."""

    SWITCH = "switch"

    def __init__(self, *hosts: str):
        self._hosts = hosts
        self._prefix = f"{PREFIX}l{next(_stars)}"
        self._made: list[str] = []

    def __enter__(self):
        try:
            self._build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _build(self) -> None:
        self._make(self.SWITCH)
        switch = self.name(self.SWITCH)
        _run("ip", "-n", switch, "link", "add", self.SWITCH, "type", "bridge")
        _run("ip", "-n", switch, "link", "set", self.SWITCH, "up")
        for host in self._hosts:
            self._make(host)
            name = self.name(host)
            _run("ip", "link", "add", "eth0", "netns", name, "type", "veth", "peer", "name", host, "netns", switch)
            _run("ip", "-n", name, "addr", "add", f"{self.address(host)}/24", "dev", "eth0")
            _run("ip", "-n", name, "link", "set", "eth0", "up")
            _run("ip", "-n", switch, "link", "set", host, "up")
            self.plug(host)

    def __exit__(self, *_):
        for name in reversed(self._made):
            subprocess.run(["ip", "netns", "del", name], check=False)

    def _make(self, host: str) -> None:
        _run("ip", "netns", "add", self.name(host))
        self._made.append(self.name(host))
        _run("ip", "-n", self.name(host), "link", "set", "lo", "up")

    def name(self, host: str) -> str:
        return f"{self._prefix}-{host}"

    def address(self, host: str) -> str:
        return f"10.97.0.{self._hosts.index(host) + 11}"

    def on(self, host: str, *command: str) -> list[str]:
        return ["ip", "netns", "exec", self.name(host), *command]

    def unplug(self, host: str) -> None:
        """The switch drops all that the host sends and is sent, and nobody is told."""
        _run("ip", "-n", self.name(self.SWITCH), "link", "set", host, "nomaster")

    def plug(self, host: str) -> None:
        _run("ip", "-n", self.name(self.SWITCH), "link", "set", host, "master", self.SWITCH)

    def enter(self, host: str) -> None:
        """Puts the calling thread on that host, for the rest of its life: what it opens then is opened there."""
        with open(f"/var/run/netns/{self.name(host)}") as namespace:
            if _libc.setns(namespace.fileno(), _CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")


_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


def available(lossy: bool = True) -> bool:
    """Whether this machine lets us have such a network; without links that lose or drop packets it takes no nft."""
    name = f"{PREFIX}-try"
    try:
        _run("ip", "netns", "add", name)
    except (OSError, subprocess.CalledProcessError):
        return False
    try:
        if lossy:
            _run("ip", "netns", "exec", name, "nft", "add table ip t")
        return True
    except (OSError, subprocess.CalledProcessError):
        return False
    finally:
        subprocess.run(["ip", "netns", "del", name], check=False)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
