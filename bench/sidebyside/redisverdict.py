"""What a trial's figures are made of: which writes reached a server that the proxy had left, and which were lost."""

import bisect
from dataclasses import dataclass, field

from .redisclients import Witness, Writer


@dataclass
class Side:
    """What became of the writes that went through one of the two proxies. Times in seconds from the fault; None: never."""

    offered: float | None = None
    switched: float | None = None
    accepted: float | None = None
    stale_kept: int = 0
    stale_new: int = 0
    stale_old_worker: int = 0
    stale_unheard: int = 0  # Turned away, and no writer was told: it was cut first. Whose they were is not known.
    stale_refused: int = 0  # Those of all the above that the server turned away.
    late: int = 0  # Sent before the switch, carried out after it.
    acknowledged: int = 0
    lost_before: int = 0
    lost_after: int = 0
    lost_minority: int = 0
    two_primaries: float = 0.0  # Seconds for which the proxy had two servers in rotation; the worst of its hosts.

    @property
    def stale(self) -> int:
        return self.stale_kept + self.stale_new + self.stale_old_worker + self.stale_unheard


@dataclass
class Outcome:
    own: Side = field(default_factory=Side)
    peer: Side = field(default_factory=Side)
    failovers: int = 1  # More than one: the sentinels did not leave it at that.
    failed: str = ""
    trace: str = ""

    def __str__(self):
        if self.failed:
            return f"FAILED {self.failed}\n{self.trace}"

        def short(side: Side) -> str:
            times = " ".join(
                f"{name} {value:.2f}" for name in ("offered", "switched", "accepted") if (value := getattr(side, name)) is not None
            )
            lost = f"{side.lost_before}+{side.lost_after}+{side.lost_minority}"
            return f"{times} two {side.two_primaries:.1f} s stale {side.stale} late {side.late} lost {lost} of {side.acknowledged}"

        return f"failovers {self.failovers} own [{short(self.own)}] peer [{short(self.peer)}]"


class Course:
    """The servers to which one host's proxy has switched, and when; None: whichever, but not the old one."""

    def __init__(self, old: str, changes: list[tuple[float, str | None]]):
        self._old = old
        self._times = [at for at, _ in changes]
        self._servers = [server for _, server in changes]

    def first(self) -> float:
        return self._times[0]

    def left(self, server: str, at: float) -> bool:
        """Whether the proxy was known at that time to have left that server.

        It has switched a little before it says so: what goes to the next one already is not held against it."""
        place = bisect.bisect_right(self._times, at)
        if place == 0:
            return False
        if self._servers[place - 1] is None:
            return server == self._old
        return server not in self._servers[place - 1 : place + 1]


def count_stale(result: Side, kind: str, writer: Writer, witnesses: dict[str, Witness], course: Course) -> None:
    """Adds the writer's commands that reached a server that its proxy had left when they were sent."""
    begin = writer.name + ":"
    done = {one.key: (server, one.at) for server, w in witnesses.items() for one in w.executed if one.key.startswith(begin)}
    for number, sent in enumerate(writer.writes):
        server, at = done.get(writer.key(number), (None, 0.0))
        # A replica: no primary answers so.
        turned_away = sent.answer == "READONLY" and sent.at >= course.first()
        if turned_away or (server and course.left(server, sent.at)):
            setattr(result, f"stale_{kind}", getattr(result, f"stale_{kind}") + 1)
            result.stale_refused += turned_away
        elif server and course.left(server, at):
            result.late += 1


def count_unheard(result: Side, side: str, old: Witness, since: float) -> None:
    """Adds what the old primary has counted and neither MONITOR nor an answer has told."""
    verb = "SET" if side == "own" else "MSET"
    # What a process did before one could listen to it: it had just been started, so all of that is after the switch.
    result.stale_new += old.missed[verb.lower()]
    # What it turned away after everybody had switched, and no writer was told of: the connection was cut first.
    beyond = max(0, old.refused(verb, since) - result.stale_refused)
    result.stale_unheard += beyond
    result.stale_refused += beyond


def count_lost(result: Side, writer: Writer, held: set[str], fault_at: float, minority: bool) -> None:
    """Adds the writer's acknowledged writes, and those of them that the fleet does not hold in the end."""
    for number, sent in enumerate(writer.writes):
        if sent.answer != "+":
            continue
        result.acknowledged += 1
        if writer.key(number) in held:
            continue
        if sent.answered < fault_at:
            result.lost_before += 1
        elif minority:
            result.lost_minority += 1
        else:
            result.lost_after += 1
