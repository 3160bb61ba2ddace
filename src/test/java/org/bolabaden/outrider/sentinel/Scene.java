package org.bolabaden.outrider.sentinel;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;

/** A follower of one master, told by a test what its sentinels and its Redis say, on a clock that the test moves. */
final class Scene {
    static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
    static final ServiceName SERVICE = new ServiceName("redis-main");
    static final String MASTER = "redis-main";
    static final Endpoint OLD = new Endpoint("node1", 6379);
    static final Endpoint NEW = new Endpoint("node2", 6379);
    static final Endpoint OTHER = new Endpoint("node3", 6379);
    static final Endpoint STRANGER = new Endpoint("node9", 6379);

    private final Map<SentinelId, Endpoint> sentinels = new HashMap<>();
    private Follower follower;
    private Instant now = START;

    private Scene(int count, Optional<Duration> isolation, Standing standing) {
        IntStream.rangeClosed(1, count).forEach(i -> sentinels.put(sentinel(i), place(i)));
        follower = Follower.begin(
                new Followed(SERVICE, MASTER, List.copyOf(sentinels.values()), listed(), isolation),
                standing,
                Timeline.NONE,
                now);
    }

    /** Three sentinels, and nothing known. */
    static Scene fresh() {
        return new Scene(3, Optional.empty(), Standing.NONE);
    }

    static Scene with(int sentinels) {
        return new Scene(sentinels, Optional.empty(), Standing.NONE);
    }

    static Scene restored(Standing standing) {
        return new Scene(3, Optional.empty(), standing);
    }

    /** OLD is offered, and named by all three at epoch 1. */
    static Scene calm() {
        return fresh().master(OLD).all(OLD, 1);
    }

    static Scene calm(Duration isolation) {
        return new Scene(3, Optional.of(isolation), Standing.NONE).master(OLD).all(OLD, 1);
    }

    static Map<Endpoint, BackendId> listed() {
        return Stream.of(OLD, NEW, OTHER).collect(Collectors.toMap(one -> one, one -> new BackendId(SERVICE, one)));
    }

    static SentinelId sentinel(int number) {
        return new SentinelId("%08x%032x".formatted(number, number));
    }

    static Endpoint place(int number) {
        return new Endpoint("sentinel" + number, 26379);
    }

    /** What one sentinel knows of the others in a set of so many. */
    static Map<SentinelId, Endpoint> others(int number, int count) {
        return IntStream.rangeClosed(1, count)
                .filter(i -> i != number)
                .boxed()
                .collect(Collectors.toMap(Scene::sentinel, Scene::place));
    }

    Instant now() {
        return now;
    }

    Follower follower() {
        return follower;
    }

    /** So much later, with a tick every second as there is one in peace. */
    Scene after(double seconds) {
        double left = seconds;
        for (; left > 1; left--) {
            clockSet(1);
        }
        return clockSet(left);
    }

    /** No time passes, but the clock says that it did. */
    Scene clockSet(double seconds) {
        now = now.plusNanos(Math.round(seconds * 1e9));
        return then(new Signal.Ticked(now));
    }

    Scene then(Signal signal) {
        follower = follower.next(signal);
        return this;
    }

    Scene names(int sentinel, Endpoint primary, long epoch, MasterView.Flag... flags) {
        return says(sentinel, primary, epoch, others(sentinel, sentinels.size()), flags);
    }

    Scene says(int sentinel, Endpoint primary, long epoch, Map<SentinelId, Endpoint> others, MasterView.Flag... flags) {
        return says(sentinel, place(sentinel), primary, epoch, others, flags);
    }

    Scene says(
            int sentinel,
            Endpoint address,
            Endpoint primary,
            long epoch,
            Map<SentinelId, Endpoint> others,
            MasterView.Flag... flags) {
        MasterView view = new MasterView(primary, new Epoch(epoch), Set.of(flags));
        return then(new Signal.Viewed(now, sentinel(sentinel), address, view, others));
    }

    /** All sentinels name it. */
    Scene all(Endpoint primary, long epoch) {
        IntStream.rangeClosed(1, sentinels.size()).forEach(i -> names(i, primary, epoch));
        return this;
    }

    Scene hears(int sentinel, SentinelEvent event) {
        return then(new Signal.Heard(now, sentinel(sentinel), place(sentinel), event));
    }

    Scene votes(int voter, int leader, long epoch) {
        return hears(voter, new SentinelEvent.VoteForLeader(sentinel(leader), new Epoch(epoch)));
    }

    /** That sentinel begins a failover, as it tells. */
    Scene tries(int leader, long epoch) {
        return hears(leader, new SentinelEvent.NewEpoch(new Epoch(epoch)))
                .hears(leader, new SentinelEvent.TryFailover(MASTER));
    }

    Scene selects(int leader, Endpoint replica) {
        return hears(leader, new SentinelEvent.SelectedReplica(MASTER, replica));
    }

    Scene aborts(int leader) {
        return hears(leader, new SentinelEvent.FailoverAborted(MASTER, "failover-abort-slave-timeout"));
    }

    /** The whole of it: sentinel 1 leads, 1 and 2 vote, and the replica is promoted. */
    Scene votedFor(Endpoint replica, long epoch) {
        return tries(1, epoch)
                .votes(1, 1, epoch)
                .votes(2, 1, epoch)
                .selects(1, replica)
                .master(replica);
    }

    Scene loses(int sentinel) {
        return then(new Signal.Lost(now, sentinel(sentinel), place(sentinel)));
    }

    Scene master(Endpoint redis) {
        return answers(redis, new RedisRole.Master(), now);
    }

    Scene replica(Endpoint redis, Endpoint of) {
        return answers(redis, new RedisRole.Replica(of, true), now);
    }

    Scene answers(Endpoint redis, RedisRole role, Instant asked) {
        return then(new Signal.Answered(now, redis, role, asked));
    }

    /** Whom sessions may go to. */
    Optional<Endpoint> offered() {
        return follower.primary().offered().map(BackendId::endpoint);
    }

    long epoch() {
        return follower.standing().epoch().value();
    }
}
