package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.bolabaden.outrider.sentinel.Publications;
import org.bolabaden.outrider.sentinel.RedisFleet;
import org.bolabaden.outrider.sentinel.RedisProcess;
import org.bolabaden.outrider.sentinel.RespClient;
import org.bolabaden.outrider.sentinel.SentinelProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failovers by real sentinels that act at the same time, or that die in the middle. */
class FailoverAdversityTest {
    @TempDir
    Path directory;

    private RedisFleet.Builder fleet() {
        return RedisFleet.in(directory).downAfter(Duration.ofSeconds(1)).failoverTimeout(Duration.ofSeconds(5));
    }

    @Test
    void ofTwoFailoversAtOnceOneIsOfferedInTheEnd() throws IOException {
        try (RedisFleet fleet = fleet().start();
                WatchedStage stage = WatchedStage.of(directory, fleet)) {
            RedisProcess old = fleet.primary();

            failOver(fleet, 0, 2);

            stage.awaitOtherThan(old, fleet.sentinels());
            stage.watcher().assertNeverBack();
        }
    }

    private static void failOver(RedisFleet fleet, int one, int other) throws IOException {
        try (RespClient first = fleet.sentinels().get(one).connect();
                RespClient second = fleet.sentinels().get(other).connect()) {
            first.send("SENTINEL", "FAILOVER", fleet.master());
            second.send("SENTINEL", "FAILOVER", fleet.master());
            assertThat(first.read()).isEqualTo("OK");
            assertThat(second.read()).isEqualTo("OK");
        }
    }

    @Test
    void ofTwoFailoversAtOnceThatChooseDifferentReplicasOneIsOfferedInTheEnd() throws IOException {
        try (RedisFleet fleet = fleet().start();
                WatchedStage stage = WatchedStage.of(directory, fleet)) {
            disagree(fleet);

            failOver(fleet, 0, 2);
            await().atMost(FollowingStage.PATIENCE)
                    .untilAsserted(() -> assertThat(fleet.sentinels())
                            .extracting(FailoverAdversityTest::named)
                            .startsWith("" + fleet.redis().get(1).port())
                            .endsWith("" + fleet.redis().get(2).port()));
            allow(fleet, "+");

            // Mostly both become replicas of each other, and another epoch ends it half a minute later, be it with the
            // old
            // one. Or one gives way, and the sentinel that chose it names it for good, alone.
            await().atMost(Duration.ofMinutes(1)).during(Duration.ofSeconds(1)).until(() -> settled(fleet, stage));
            stage.watcher().assertNeverBack();
        }
    }

    /** Whether one alone says master, a majority names it, and exactly that one is offered. */
    private static boolean settled(RedisFleet fleet, WatchedStage stage) {
        List<RedisProcess> masters = fleet.redis().stream()
                .filter(one -> one.role().equals("master"))
                .toList();
        return masters.size() == 1
                && stage.offered().equals(Optional.of(FollowingStage.id(masters.getFirst())))
                && fleet.sentinels().stream()
                                .filter(one ->
                                        one.primaryPort() == masters.getFirst().port())
                                .count()
                        >= 2;
    }

    /** A leader answers with the one that it has promoted. */
    private static String named(SentinelProcess sentinel) {
        return "" + ((List<?>) sentinel.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "redis-main")).getLast();
    }

    /**
     * The first sentinel prefers the one replica, the last one the other. When a failover begins a sentinel reads the
     * priorities once more, so the first one must not be told what has changed; and none must learn that the other was
     * sooner by a few milliseconds.
     */
    private static void disagree(RedisFleet fleet) {
        RedisProcess one = fleet.redis().get(1);
        RedisProcess other = fleet.redis().get(2);
        SentinelProcess first = fleet.sentinels().getFirst();
        fleet.redis().forEach(redis -> redis.ask("ACL", "SETUSER", "first", "on", ">secret", "~*", "&*", "+@all"));
        first.ask("SENTINEL", "SET", fleet.master(), "auth-user", "first");
        first.ask("SENTINEL", "SET", fleet.master(), "auth-pass", "secret");
        prefer(one, 10, first);
        other.ask("ACL", "SETUSER", "first", "-info");
        prefer(other, 1, fleet.sentinels().getLast());
        assertThat(priorities(first)).containsEntry(other.port(), 100);
        allow(fleet, "-");
    }

    /** What would tell one of the two leaders of the other, or let it undo what the other has done. */
    private static void allow(RedisFleet fleet, String sign) {
        fleet.sentinels().forEach(one -> one.ask("ACL", "SETUSER", "default", sign + "publish"));
        for (String user : List.of("first", "default")) {
            fleet.redis().forEach(one -> one.ask("ACL", "SETUSER", user, sign + "publish"));
        }
        fleet.redis().get(1).ask("ACL", "SETUSER", "default", sign + "slaveof");
        fleet.redis().get(2).ask("ACL", "SETUSER", "first", sign + "slaveof", sign + "info");
    }

    /** A sentinel reads priorities when it connects, and then every ten seconds. */
    private static void prefer(RedisProcess replica, int priority, SentinelProcess knowing) {
        replica.ask("CONFIG", "SET", "replica-priority", "" + priority);
        knowing.kill();
        knowing.start();
        await().atMost(FollowingStage.PATIENCE)
                .until(() ->
                        priorities(knowing).size() == 2 && priorities(knowing).get(replica.port()) == priority);
    }

    /** Of the replicas that it has asked, by their ports. */
    private static Map<Integer, Integer> priorities(SentinelProcess sentinel) {
        List<?> replicas = (List<?>) sentinel.ask("SENTINEL", "REPLICAS", "redis-main");
        return replicas.stream()
                .map(RespClient::pairs)
                .filter(one -> !one.get("master-port").equals("0"))
                .collect(Collectors.toMap(
                        one -> Integer.valueOf(one.get("port")), one -> Integer.valueOf(one.get("slave-priority"))));
    }

    @Test
    void aFailoverWhoseLeaderDiesEndsWithTheSentinelsChoiceWhenTheOldPrimaryComesBack() {
        try (RedisFleet fleet = fleet().start();
                WatchedStage stage = WatchedStage.of(directory, fleet)) {
            RedisProcess old = fleet.primary();
            List<SentinelProcess> alive = killWithItsLeader(fleet, old);

            old.start();
            awaitOneMaster(fleet);
            RedisProcess agreed = stage.awaitAgreed(alive);

            assertThat(agreed.role()).isEqualTo("master");
            stage.watcher().assertNothingWrong();
        }
    }

    @Test
    void aFailoverWhoseLeaderDiesEndsWithTheNextOneWhenTheOldPrimaryStaysAway() {
        try (RedisFleet fleet = fleet().start();
                WatchedStage stage = WatchedStage.of(directory, fleet)) {
            RedisProcess old = fleet.primary();
            List<SentinelProcess> alive = killWithItsLeader(fleet, old);

            stage.awaitOtherThan(old, alive);
            stage.watcher().assertNothingWrong();
        }
    }

    /** Kills the primary, and the sentinel that leads the failover as soon as the new one is told; returns the others. */
    private static List<SentinelProcess> killWithItsLeader(RedisFleet fleet, RedisProcess old) {
        List<SentinelProcess> dead = new CopyOnWriteArrayList<>();
        List<Publications> published = fleet.events();
        for (int i = 0; i < published.size(); i++) {
            SentinelProcess sentinel = fleet.sentinels().get(i);
            published.get(i).when("+failover-state-wait-promotion", () -> {
                if (dead.isEmpty()) {
                    dead.add(sentinel);
                    sentinel.kill();
                }
            });
        }
        old.kill();
        await().atMost(FollowingStage.PATIENCE).until(() -> !dead.isEmpty());
        await().atMost(FollowingStage.PATIENCE)
                .until(() -> fleet.redis().stream()
                        .filter(one -> one != old)
                        .anyMatch(one -> one.role().equals("master")));
        published.forEach(Publications::close);
        return fleet.sentinels().stream().filter(one -> !dead.contains(one)).toList();
    }

    /** Waits until one of them takes writes, and all others follow it. */
    private static void awaitOneMaster(RedisFleet fleet) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> fleet.redis().stream()
                                .filter(one -> one.role().equals("master"))
                                .count()
                        == 1);
    }
}
