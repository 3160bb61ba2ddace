"""The registry of the sidecar that is watched, as a model that is edited and written out: a thousand backends, of which an edit takes or brings
back a few, services that are renamed, an include that comes and goes, and files with mistakes, which must change nothing."""

import os
import random
from dataclasses import dataclass, replace

from .backends import is_steadily_down

NODES = [f"n{i}" for i in range(1, 21)]
NODE = NODES[0]
A_SERVICE = 5
WITHOUT_AT_MOST = 30


def address_of(node: str) -> str:
    return f"127.77.0.{NODES.index(node) + 1}"


@dataclass(frozen=True)
class Member:
    """A backend: whether it is there now, and whether the registry calls its node by name or by address."""

    number: int
    node: str
    port: int
    weight: int = 100
    by_name: bool = True
    listed: bool = True

    @property
    def host(self) -> str:
        return self.node if self.by_name else address_of(self.node)

    @property
    def well(self) -> bool:
        return not is_steadily_down(self.number)


@dataclass(frozen=True)
class Group:
    """A service: renamed by a suffix, its port is its own for good."""

    name: str
    mode: str
    port: int
    members: tuple[Member, ...]
    renamed: int = 0

    @property
    def known_as(self) -> str:
        return f"{self.name}-{self.renamed}" if self.renamed else self.name

    def text(self) -> str:
        check = "{type: http, path: /}" if self.mode == "http" else "{type: tcp}"
        lines = "".join(f"      - {{host: {m.host}, port: {m.port}, weight: {m.weight}}}\n" for m in self.members if m.listed)
        return f"  {self.known_as}:\n    port: {self.port}\n    check: {check}\n    backends:\n{lines}"


class Registry:
    """What services.yaml and its include say, and how they are edited. Not for several threads at once."""

    def __init__(self, directory: str, seed: int, members: list[tuple[str, str, int]], frontends: list[int]):
        """members: mode, node and port of each backend; frontends: a port for each service. The last twentieth is the include's."""
        self._chance = random.Random(seed)
        self._directory = directory
        numbered = [(mode, Member(i, node, port)) for i, (mode, node, port) in enumerate(members)]
        parts = [numbered[i : i + A_SERVICE] for i in range(0, len(numbered), A_SERVICE)]
        groups = [Group(f"s{i:03}", part[0][0], frontends[i], tuple(m for _, m in part)) for i, part in enumerate(parts)]
        kept = len(groups) - len(groups) // 20
        self.groups, self.included, self.including = groups[:kept], groups[kept:], True
        os.makedirs(os.path.join(directory, "services.d"))

    def services(self) -> list[Group]:
        return self.groups + (self.included if self.including else [])

    def names(self) -> set[str]:
        return {group.known_as for group in self.services()}

    def frontends(self) -> list[int]:
        return [group.port for group in self.services()]

    def truth(self) -> dict[str, bool]:
        """SERVICE/HOST:PORT to whether it is well while all is steady."""
        return {f"{g.known_as}/{m.host}:{m.port}": m.well for g in self.services() for m in g.members if m.listed}

    def write(self) -> None:
        nodes = "".join(f"  {node}: {{address: {address_of(node)}}}\n" for node in NODES)
        main = f'version: 1\ninclude: ["services.d/*.yaml"]\nnodes:\n{nodes}tcp:\n' + "".join(g.text() for g in self.groups)
        include = os.path.join(self._directory, "services.d", "more.yaml")
        if self.including:
            self._put(include, "tcp:\n" + "".join(g.text() for g in self.included))
        elif os.path.exists(include):
            os.remove(include)
        self._put(os.path.join(self._directory, "services.yaml"), main)

    def _put(self, path: str, text: str) -> None:
        """In place, as an editor that is careless does, or renamed over."""
        target = path if self._chance.random() < 0.3 else path + ".next"
        with open(target, "w") as file:
            file.write(text)
        if target != path:
            os.rename(target, path)

    def edit(self) -> str:
        """Makes one change and writes it; returns which."""
        change = self._chance.choice([self.remove, self.add, self.add, self.rename, self.rename_backend, self.reweigh, self.turn_include, self.touch])
        change()
        self.write()
        return change.__name__

    def break_it(self) -> str:
        """Writes a file with a mistake; the next write mends it."""
        path = os.path.join(self._directory, "services.yaml")
        with open(path) as file:
            text = file.read()
        mistakes = {
            "half written": text[: len(text) // 2] + "\n      - {host: ",
            "unknown key": text + "surprise: true\n",
            "port twice": text + Group("twice", "tcp", self.groups[0].port, self.groups[1].members).text(),
            "injection": text.replace("host: n2,", 'host: "n2 disabled",', 1),
            "empty": "version: 1\n",
            "binary": "\x00\x01\x02" + text,
        }
        kind = self._chance.choice(sorted(mistakes))
        self._put(path, mistakes[kind])
        return kind

    def mend(self) -> None:
        """All backends are listed again, the include is there; names stay as they have become."""
        self.including = True
        for groups in (self.groups, self.included):
            groups[:] = [replace(g, members=tuple(replace(m, listed=True) for m in g.members)) for g in groups]
        self.write()

    def remove(self) -> None:
        if sum(not m.listed for g in self.groups for m in g.members) < WITHOUT_AT_MOST:
            self._change(lambda m: replace(m, listed=False), lambda g: sum(m.listed for m in g.members) > 2)

    def add(self) -> None:
        for i in self._some(lambda group: not all(member.listed for member in group.members)):
            self.groups[i] = replace(self.groups[i], members=tuple(replace(m, listed=True) for m in self.groups[i].members))

    def rename(self) -> None:
        i = self._chance.randrange(len(self.groups))
        self.groups[i] = replace(self.groups[i], renamed=self.groups[i].renamed + 1)

    def rename_backend(self) -> None:
        self._change(lambda m: replace(m, by_name=not m.by_name))

    def reweigh(self) -> None:
        self._change(lambda m: replace(m, weight=self._chance.randint(1, 256)))

    def turn_include(self) -> None:
        self.including = not self.including

    def touch(self) -> None:
        """The same again, at another time."""

    def _change(self, change, eligible=lambda group: True) -> None:
        for i in self._some(eligible):
            group = self.groups[i]
            j = self._chance.randrange(len(group.members))
            self.groups[i] = replace(group, members=tuple(change(m) if k == j else m for k, m in enumerate(group.members)))

    def _some(self, eligible) -> list[int]:
        candidates = [i for i, group in enumerate(self.groups) if eligible(group)]
        return self._chance.sample(candidates, min(len(candidates), self._chance.randint(1, 3)))
