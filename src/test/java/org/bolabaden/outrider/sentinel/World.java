package org.bolabaden.outrider.sentinel;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bolabaden.outrider.registry.Endpoint;

/** The sentinels and the Redis of one run, and the wires between them. Nodes are numbered: sentinels, Redis, Outriders. */
final class World {
    static final String MASTER = "redis-main";
    private static final int MOST = 8;
    private static final List<Endpoint> REDIS = IntStream.range(0, MOST)
            .mapToObj(i -> new Endpoint("redis" + i, 6379))
            .toList();
    private static final List<SentinelId> IDS = IntStream.range(0, 64)
            .mapToObj(i -> new SentinelId("%08x%032x".formatted(i + 1, i + 1)))
            .toList();

    private final VirtualTime time = new VirtualTime();
    private final Random random;
    private final Wires wires;
    private final GroundTruth truth;
    private final List<SimulatedRedis> redis;
    private final List<SimulatedSentinel> sentinels = new ArrayList<>();
    private final List<SimulatedOutrider> outriders = new ArrayList<>();
    private final int sentinelCount;

    World(Schedule schedule, Random random) {
        this.random = random;
        sentinelCount = schedule.sentinels();
        wires = new Wires(time, random, sentinelCount + schedule.redis() + schedule.outriders());
        truth = new GroundTruth(sentinelCount, schedule.liars());
        redis = IntStream.range(0, schedule.redis())
                .mapToObj(i -> new SimulatedRedis(i, i == 0 ? SimulatedRedis.MASTER : 0, schedule.redis(), time))
                .toList();
        for (int i = 0; i < sentinelCount; i++) {
            sentinels.add(new SimulatedSentinel(i, 0, schedule.epoch(), this, random));
        }
        sentinels.forEach(SimulatedSentinel::start);
    }

    static Endpoint redisAt(int id) {
        return REDIS.get(id);
    }

    static int redisOf(Endpoint endpoint) {
        return REDIS.indexOf(endpoint);
    }

    static SentinelId id(int number) {
        return IDS.get(number);
    }

    VirtualTime time() {
        return time;
    }

    long now() {
        return time.now();
    }

    Wires wires() {
        return wires;
    }

    GroundTruth truth() {
        return truth;
    }

    List<SimulatedRedis> redis() {
        return redis;
    }

    List<SimulatedSentinel> sentinels() {
        return sentinels;
    }

    List<SimulatedOutrider> outriders() {
        return outriders;
    }

    int sentinelCount() {
        return sentinelCount;
    }

    int majority() {
        return sentinelCount / 2 + 1;
    }

    int nodeOfRedis(int id) {
        return sentinelCount + id;
    }

    int nodeOfOutrider(int id) {
        return sentinelCount + redis.size() + id;
    }

    void published(SimulatedSentinel sentinel, SentinelEvent event) {
        outriders.forEach(outrider -> outrider.published(sentinel, event));
    }

    /** {@code REPLICAOF}, from a sentinel. */
    void command(SimulatedSentinel sentinel, int to, int of) {
        wires.send(sentinel.id, nodeOfRedis(to), () -> redis.get(to).follow(of));
    }

    /** To all others: straight, or over the Redis that both reach. */
    void toPeers(SimulatedSentinel from, boolean overRedis, Consumer<SimulatedSentinel> what) {
        for (SimulatedSentinel peer : sentinels) {
            if (peer == from) {
                continue;
            }
            Runnable delivery = () -> {
                if (peer.up()) {
                    what.accept(peer);
                }
            };
            if (!overRedis) {
                wires.send(from.id, peer.id, delivery);
            } else if (redis.stream().anyMatch(one -> one.up() && wires.open(from.id, nodeOfRedis(one.id), peer.id))) {
                time.in(1 + random.nextInt(3), delivery);
            }
        }
    }

    void reply(SimulatedSentinel from, SimulatedSentinel to, Runnable what) {
        wires.send(from.id, to.id, what);
    }
}
