"""One trial: a fleet that is well, writers, a fault, and what the servers and the writers tell of it afterwards."""

import itertools
import os
import time

from . import fleet, network, resp
from .processes import Missed
from .redisclients import Witness, Writer
from .redisproxies import OWN_PORT, PEER_PORT, Checking, Driven, Watch
from .redisverdict import Course, Outcome, count_lost, count_stale, count_unheard

PATIENCE = 15.0  # Seconds for a failover to be followed.
BACK_AFTER = 2.0
CUT_FOR = 8.0
TICK = 0.001  # Events have milliseconds, cut off.


class Cluster:
    """Hosts with a Redis fleet; on some of them both proxies."""

    def __init__(self, stack, directory: str, hosts, proxies, artefact: str | None, sentinels: int, redis_lines=()):
        os.makedirs(directory)
        self.lan = stack.enter_context(network.Lan(*hosts))
        self.hosts = hosts
        places = [(self.lan.address(host), lambda *command, host=host: self.lan.on(host, *command)) for host in hosts]
        self.fleet = stack.enter_context(fleet.Fleet(f"{directory}/f", places, sentinels, redis_lines=redis_lines))
        self.peers = {host: Checking(stack, f"{directory}/p-{host}", self.lan, host, self.fleet) for host in proxies}
        self.driven = {}
        if artefact is not None:
            for host in proxies:
                os.makedirs(f"{directory}/o-{host}")
                self.driven[host] = Driven(stack, f"{directory}/o-{host}", self.lan, host, artefact, self.fleet)

    def host_of(self, server: fleet.Server) -> str:
        return next(host for host in self.hosts if self.lan.address(host) == server.address)

    def well(self) -> fleet.Server | None:
        """The primary, when everything that runs serves it and nothing else."""
        primary = self.fleet.quiet()
        if primary is None:
            return None
        served = [driven.serving() for driven in self.driven.values()] + [peer.serving() for peer in self.peers.values()]
        return primary if all(servers == [str(primary)] for servers in served) else None


def await_slowly(what: str, condition, seconds: float, every: float = 0.1):
    """Like await_that, for conditions that cost something."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise Missed(f"{what}: not within {seconds:g} s")
        time.sleep(every)
    return value


def run(cluster: Cluster, fault: str) -> Outcome:
    primary = await_slowly("all is well", cluster.well, 60)
    return _Trial(cluster, fault, primary).run()


class _Trial:
    def __init__(self, cluster: Cluster, fault: str, primary: fleet.Server):
        self.cluster, self.fault, self.old = cluster, fault, primary
        self.minority = cluster.host_of(primary) if fault.startswith("cut") else None
        # Where writers are: on a host that stays with the majority, and in a partition on the one that does not.
        candidates = [host for host in cluster.peers if host != self.minority]
        self.majority = candidates[0]
        self.hosts = [self.majority] + ([self.minority] if self.minority else [])
        addresses = {str(server) for server in cluster.fleet.redis}
        self.witnesses: dict[str, Witness] = {}
        self._addresses = addresses
        self.writers: dict[tuple[str, str, str], list[Writer]] = {}
        self.watches: dict[tuple[str, str], Watch] = {}
        self.fault_at = 0.0
        self.epoch = self._epoch()

    def _epoch(self) -> int:
        return int(self.cluster.fleet.sentinels[0].master()["config-epoch"])

    def run(self) -> Outcome:
        try:
            for server in self.cluster.fleet.redis:
                self.witnesses[str(server)] = Witness(server, self._addresses)
            self._write()
            for host in self.hosts:
                self.watches[host, "peer"] = Watch(self.cluster.peers[host])
                if host in self.cluster.driven:
                    self.watches[host, "own"] = Watch(self.cluster.driven[host])
            time.sleep(1)
            self._fault()
            primary = await_slowly("the fleet is whole again", self.cluster.fleet.quiet, 60)
            if primary is self.old:
                raise Missed("no failover")
            # Whoever is wrong now is wrong for good; half a second tells.
            time.sleep(0.5)
            return self._outcome(primary)
        finally:
            self._stop()

    def _write(self) -> None:
        for host in self.hosts:
            if host in self.cluster.driven:
                driven = self.cluster.driven[host]
                self._begin(host, "own", "old_worker", 2, kept=True, reborn=False)
                driven.reload()
                await_slowly("the new worker serves the primary", lambda: driven.serving() == [str(self.old)], 10)
                self._begin(host, "own", "kept", 2, kept=True)
                self._begin(host, "own", "new", 2, kept=False)
            self._begin(host, "peer", "kept", 2, kept=True)
            self._begin(host, "peer", "new", 2, kept=False)

    def _begin(self, host: str, side: str, kind: str, count: int, kept: bool, reborn: bool = True) -> None:
        verb, port = ("SET", OWN_PORT) if side == "own" else ("MSET", PEER_PORT)
        self.writers[host, side, kind] = [
            Writer(f"{host}/{side}/{kind}/{number}", verb, lambda: self.cluster.lan.enter(host), port, kept, reborn)
            for number in range(count)
        ]
        for writer in self.writers[host, side, kind]:
            if not writer.connected.wait(5):
                raise Missed(f"{writer.name} does not connect")

    def _stop(self) -> None:
        for writers in self.writers.values():
            for writer in writers:
                writer.stop()
        for watch in self.watches.values():
            watch.stop()
        for witness in self.witnesses.values():
            witness.close()
        if self.minority:
            self.cluster.lan.plug(self.minority)
        self.old.thaw() if self.old.process.poll() is None else self.old.start()
        try:
            self.cluster.fleet.await_quiet().ask("FLUSHALL")
        except (Missed, OSError, resp.Refused):
            pass  # The next trial finds it so, too.

    def _fault(self) -> None:
        self.fault_at = time.time()
        if self.fault == "kill":
            self.old.kill()
        elif self.fault == "stop":
            self.old.freeze()
        elif self.fault == "manual":
            self.cluster.fleet.sentinels[0].ask("SENTINEL", "FAILOVER", fleet.MASTER)
        else:
            self.cluster.lan.unplug(self.minority)
        try:
            await_slowly("writes reach another server", self._elsewhere, PATIENCE, 0.02)
        finally:
            self._bring_back()

    def _bring_back(self) -> None:
        if self.minority:
            time.sleep(max(0.0, self.fault_at + CUT_FOR - time.time()))
            self.cluster.lan.plug(self.minority)
            return
        time.sleep(BACK_AFTER)
        if self.fault == "stop":
            self.old.thaw()
        elif self.fault == "kill":
            self.old.start()
            await_slowly("the old primary answers", self.old.answers, 10, 0.001)

    def _elsewhere(self) -> bool:
        """Whether both proxies of the majority have brought a write to a new primary."""
        sides = ["own", "peer"] if self.cluster.driven else ["peer"]
        return all(self._accepted(self.majority, side) is not None for side in sides)

    def _accepted(self, host: str, side: str) -> float | None:
        """When the first write of that host's writers was carried out by another server than the old primary."""
        begin = f"{host}/{side}/"
        firsts = [
            next((done.at for done in witness.executed if done.at >= self.fault_at and done.key.startswith(begin)), None)
            for address, witness in self.witnesses.items()
            if address != str(self.old)
        ]
        return min((first for first in firsts if first is not None), default=None)

    def _outcome(self, primary: fleet.Server) -> Outcome:
        for writer in itertools.chain.from_iterable(self.writers.values()):
            writer.stop()
        until = time.time()
        # What the servers did last is on its way from them.
        time.sleep(0.2)
        outcome = Outcome(failovers=self._epoch() - self.epoch)
        held = set(primary.ask("KEYS", "*", timeout=20))
        for side in ("own", "peer"):
            if side == "own" and not self.cluster.driven:
                continue
            result = getattr(outcome, side)
            courses = {host: self._course(host, side) for host in self.hosts}
            result.accepted = self._since_fault(self._accepted(self.majority, side))
            result.switched = self._since_fault(courses[self.majority].first())
            for (host, of, kind), writers in self.writers.items():
                if of == side:
                    for writer in writers:
                        count_stale(result, kind, writer, self.witnesses, courses[host])
                        count_lost(result, writer, held, self.fault_at, host == self.minority)
            count_unheard(result, side, self.witnesses[str(self.old)], max(course.first() for course in courses.values()))
            watches = (watch for (_, of), watch in self.watches.items() if of == side)
            result.two_primaries = max(watch.seconds_with_two(self.fault_at, until) for watch in watches)
        if self.cluster.driven:
            offered = self.cluster.driven[self.majority].since("primary_offered", self.fault_at)
            others = (event.at for event in offered if event.backend != str(self.old))
            outcome.own.offered = self._since_fault(next(others, None))
        return outcome

    def _course(self, host: str, side: str) -> Course:
        """When that host's proxy is held to have known better, and what."""
        if side == "own":
            events = self.cluster.driven[host].since("primary_switched", self.fault_at)
            changes = [(event.at + TICK, event.backend) for event in events]
        else:
            first = self.watches[host, side].first_beside(str(self.old), self.fault_at)
            changes = [(first, None)] if first else []
        # Never told: then everything counts from the moment on when everybody else knew.
        return Course(str(self.old), changes or [(self.fault_at + PATIENCE, None)])

    def _since_fault(self, at: float | None) -> float | None:
        return None if at is None else at - self.fault_at
