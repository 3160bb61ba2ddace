package org.bolabaden.outrider.sentinel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;

/** A follower, with its own clock and its own connections. */
final class SimulatedOutrider {
    /** What is looked at after each step. */
    interface Witness {
        void stepped(SimulatedOutrider outrider, Signal signal, Follower before, Follower after);
    }

    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
    private static final long PULSE = 250;
    private static final long PERIOD = 1_000;
    private static final int MOST_LINKS = 10;

    final int id;
    private final World world;
    private final Directory directory;
    private final Followed followed;
    private final BiFunction<Situation, Set<Endpoint>, Ruling> election;
    private final Witness witness;
    private final List<SentinelLink> links = new ArrayList<>();
    private final long[] asked;
    private final long[] answered;
    private long offset;
    private long nextTick;
    private int life;
    private Follower follower;

    SimulatedOutrider(
            int id,
            World world,
            Directory directory,
            Followed followed,
            BiFunction<Situation, Set<Endpoint>, Ruling> election,
            Witness witness) {
        this.id = id;
        this.world = world;
        this.directory = directory;
        this.followed = followed;
        this.election = election;
        this.witness = witness;
        asked = new long[world.redis().size()];
        answered = new long[world.redis().size()];
        follower = Follower.begin(followed, Standing.NONE, Timeline.NONE, at());
        followed.sentinels().forEach(this::link);
        world.time().in(1L + id, () -> world.time().every(PULSE, this::pulse));
    }

    private void link(Endpoint address) {
        links.add(new SentinelLink(address, directory.nodeAt(address), this, world, directory));
    }

    Follower follower() {
        return follower;
    }

    int node() {
        return world.nodeOfOutrider(id);
    }

    Instant at() {
        return START.plusMillis(world.now() + offset);
    }

    void setClock(long millis) {
        offset += millis;
        // Nobody is silent for longer than it is listened to.
        Arrays.fill(answered, world.now());
    }

    /** Starts again, from what is on disk, or from nothing. */
    void restart(boolean forgetting) {
        restart(forgetting ? Standing.NONE : follower.standing());
    }

    /** Starts again, from that. */
    void restart(Standing disk) {
        life++;
        Arrays.fill(answered, world.now());
        links.forEach(SentinelLink::drop);
        follower = Follower.begin(followed, disk, Timeline.NONE, at());
    }

    /** What HAProxy has ready. */
    void adopt(Set<BackendId> ready) {
        follower = follower.adopting(ready);
    }

    void published(SimulatedSentinel sentinel, SentinelEvent event) {
        links.forEach(link -> link.published(sentinel, event));
    }

    void step(Signal signal) {
        Follower before = follower;
        follower = follower.next(signal, election);
        witness.stepped(this, signal, before, follower);
        if (signal instanceof Signal.Viewed seen) {
            seen.others().forEach(this::discover);
        }
    }

    private void discover(SentinelId other, Endpoint address) {
        boolean known = links.size() >= MOST_LINKS && !follower.roster().places(other, address)
                || follower.heard().containsKey(other) && !directory.dialsTwice()
                || links.stream().anyMatch(link -> link.address().equals(address));
        if (!known && directory.nodeAt(address) >= 0) {
            link(address);
        }
    }

    private void pulse() {
        long period = follower.urgent() ? PULSE : PERIOD;
        List.copyOf(links).forEach(link -> link.pulse(period));
        world.redis().stream()
                .filter(redis -> followed.listed().containsKey(World.redisAt(redis.id)))
                .forEach(redis -> {
                    if (world.now() - asked[redis.id] >= period) {
                        ask(redis);
                    }
                });
        if (world.now() >= nextTick) {
            nextTick = world.now() + PERIOD;
            step(new Signal.Ticked(at()));
        }
    }

    private void ask(SimulatedRedis redis) {
        long asking = world.now();
        asked[redis.id] = asking;
        Instant when = at();
        int mine = life;
        int there = world.nodeOfRedis(redis.id);
        world.wires().send(node(), there, () -> {
            if (redis.up()) {
                RedisRole role = redis.role() == SimulatedRedis.MASTER
                        ? new RedisRole.Master()
                        : new RedisRole.Replica(World.redisAt(redis.role()), true);
                world.wires().send(there, node(), () -> {
                    if (life == mine) {
                        answered[redis.id] = asking;
                        step(new Signal.Answered(at(), World.redisAt(redis.id), role, when));
                    }
                });
            }
        });
    }

    /** Whether it answered a question that was asked later than that, or was not listened to all the time. */
    boolean heardSince(int redis, long then) {
        return answered[redis] > then;
    }

    /** The Redis that is offered; -1: none. */
    int offered() {
        return follower.primary()
                .offered()
                .map(backend -> World.redisOf(backend.endpoint()))
                .orElse(-1);
    }

    Map<Endpoint, BackendId> listed() {
        return followed.listed();
    }
}
