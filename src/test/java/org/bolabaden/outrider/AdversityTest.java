package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.sentinel.Failover;
import org.bolabaden.outrider.sentinel.Primary;
import org.bolabaden.outrider.sentinel.Publications;
import org.bolabaden.outrider.sentinel.RedisFleet;
import org.bolabaden.outrider.sentinel.RedisProcess;
import org.bolabaden.outrider.sentinel.RedisSecurity;
import org.bolabaden.outrider.sentinel.RespClient;
import org.bolabaden.outrider.sentinel.SentinelProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sentinels that lie, lag, forget, repeat themselves or do not trust themselves. */
class AdversityTest {
    private static final Duration OUTLIER = Duration.ofSeconds(10);
    private static final Duration AWHILE = Duration.ofSeconds(3);

    @TempDir
    Path directory;

    private RedisFleet.Builder fleet() {
        return RedisFleet.in(directory).downAfter(Duration.ofSeconds(1)).failoverTimeout(Duration.ofSeconds(5));
    }

    @Test
    void aRogueThatNamesAnotherAtEpoch1000IsNotFollowedAndHoldsUpAFailoverForTenSecondsAtTheMost() {
        try (RedisFleet fleet = fleet().start();
                RedisProcess stranger =
                        RedisProcess.start(directory, RedisSecurity.none(), Optional.empty(), List.of());
                // It is listed, and it is a master: that only a rogue names it is all that is wrong with it.
                WatchedStage stage = WatchedStage.of(
                        directory,
                        fleet,
                        Stream.concat(fleet.redis().stream(), Stream.of(stranger))
                                .toList(),
                        WatchedStage.places(fleet.sentinels()),
                        Optional.empty())) {
            RedisProcess old = fleet.primary();
            SentinelProcess rogue = fleet.sentinels().get(2);
            List<SentinelProcess> honest = fleet.sentinels().subList(0, 2);

            turn(rogue, stranger);
            stage.awaitNamed(rogue, stranger);
            Instant rogueSince = Instant.now();
            old.kill();
            RedisProcess next = stage.awaitOtherThan(old, honest);

            assertThat(((Primary.Offered) stage.primary()).since())
                    .isBefore(rogueSince.plus(OUTLIER).plus(AWHILE));
            awaitFailover(honest.getFirst(), fleet.master());
            stage.awaitOtherThan(next, honest);
            assertThat(rogue.primaryPort()).isEqualTo(stranger.port());
            assertThat(rogue.epoch()).isEqualTo(1_000);
            assertThat(stage.watcher().offers()).doesNotContain(Optional.of(FollowingStage.id(stranger)));
            stage.watcher().assertNeverBack();
        }
    }

    /** It knows the stranger alone, and is deaf to the others' hellos: from these it would learn where to send its own. */
    private static void turn(SentinelProcess rogue, RedisProcess stranger) {
        rogue.kill();
        String kept = rogue.configuration()
                .lines()
                .filter(line ->
                        !line.matches("sentinel (monitor|known-|config-epoch|leader-epoch|current-epoch).*|user .*"))
                .collect(Collectors.joining("\n"));
        rogue.configuration(kept + """

                user default on nopass ~* &* +@all -publish
                sentinel monitor redis-main 127.0.0.1 %d 2
                sentinel config-epoch redis-main 1000
                sentinel leader-epoch redis-main 1000
                sentinel current-epoch 1000
                """.formatted(stranger.port()));
        rogue.start();
    }

    /** Just after a failover there is no replica that it would choose. */
    private static void awaitFailover(SentinelProcess sentinel, String master) {
        await().atMost(FollowingStage.PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> "OK".equals(sentinel.ask("SENTINEL", "FAILOVER", master)));
    }

    @Test
    void aSentinelThatSleptThroughAFailoverAndOneWithAnOldFileAreNoStepBack() {
        try (RedisFleet fleet = fleet().start();
                WatchedStage stage = WatchedStage.of(directory, fleet)) {
            RedisProcess old = fleet.primary();
            List<String> files = files(fleet);
            SentinelProcess lagging = fleet.sentinels().get(2);

            lagging.freeze();
            old.kill();
            stage.awaitOtherThan(old, fleet.sentinels().subList(0, 2));
            old.start();
            lagging.thaw();
            stage.awaitOtherThan(old, fleet.sentinels());
            restart(fleet.sentinels().subList(1, 2), files.subList(1, 2));

            stage.awaitOtherThan(old, fleet.sentinels());
            assertThat(stage.watcher().offers()).containsOnlyOnce(Optional.of(FollowingStage.id(old)));
            stage.watcher().assertNeverBack();
        }
    }

    @Test
    void aMajorityWithOldFilesIsNoStepBackEvenWhenNobodyElseIsHeard() {
        try (RedisFleet fleet = fleet().start();
                WatchedStage stage = WatchedStage.of(directory, fleet)) {
            RedisProcess old = fleet.primary();
            List<String> files = files(fleet);
            SentinelProcess knowing = fleet.sentinels().getFirst();
            List<SentinelProcess> forgetful = fleet.sentinels().subList(1, 3);

            old.kill();
            RedisProcess next = stage.awaitOtherThan(old, fleet.sentinels());
            knowing.freeze();
            old.start();
            restart(forgetful, files.subList(1, 3));
            forgetful.forEach(one -> stage.awaitNamed(one, old));

            // Two of three name it, it says master, and it is listed: that it was replaced is all that is wrong with
            // it.
            assertThat(old.role()).isEqualTo("master");
            stage.assertUnchanged(AWHILE);
            assertThat(stage.offered()).contains(FollowingStage.id(next));
            knowing.thaw();
            stage.awaitOtherThan(old, fleet.sentinels());
            stage.watcher().assertNeverBack();
        }
    }

    private static List<String> files(RedisFleet fleet) {
        return fleet.sentinels().stream().map(SentinelProcess::configuration).toList();
    }

    private static void restart(List<SentinelProcess> sentinels, List<String> files) {
        sentinels.forEach(SentinelProcess::kill);
        for (int i = 0; i < sentinels.size(); i++) {
            sentinels.get(i).configuration(files.get(i));
        }
        sentinels.forEach(SentinelProcess::start);
    }

    @Test
    void whatASentinelPublishedBeforeAndIsReplayedChangesNothingAndIsGivenUp() {
        try (RedisFleet fleet = fleet().start();
                Publications published = fleet.events().getFirst();
                SentinelRelay relay = new SentinelRelay(fleet.sentinels().getFirst());
                WatchedStage stage =
                        WatchedStage.of(directory, fleet, fleet.redis(), through(relay, fleet), Optional.empty())) {
            RedisProcess first = fleet.primary();
            first.kill();
            RedisProcess second = stage.awaitOtherThan(first, fleet.sentinels());
            List<Publications.Published> recorded = published.all();
            awaitFailover(fleet.sentinels().get(1), fleet.master());
            RedisProcess third = stage.awaitOtherThan(second, fleet.sentinels());
            // It is deposed, and takes writes for some ten seconds.
            assertThat(second.role()).isEqualTo("master");

            recorded.forEach(one -> relay.publish(one.channel(), one.payload()));
            forge(relay, fleet, third, second);

            Endpoint replayed = FollowingStage.local(second.port());
            await().atMost(FollowingStage.PATIENCE)
                    .until(() -> stage.status().failovers().getLast().to().equals(Optional.of(replayed)));
            stage.assertUnchanged(AWHILE);
            await().atMost(FollowingStage.PATIENCE)
                    .until(() -> stage.status()
                            .failovers()
                            .getLast()
                            .at(Failover.Kind.ABANDONED)
                            .isPresent());
            assertThat(stage.awaitAgreed(fleet.sentinels())).isEqualTo(third);
            stage.watcher().assertNeverBack();
        }
    }

    /** The first sentinel is reached through the relay, by the others as well: nobody tells of another way to it. */
    private static List<Endpoint> through(SentinelRelay relay, RedisFleet fleet) {
        List<SentinelProcess> others = fleet.sentinels().subList(1, 3);
        String port = "" + relay.place().port();
        fleet.sentinels().getFirst().ask("SENTINEL", "CONFIG", "SET", "announce-port", port);
        await().atMost(FollowingStage.PATIENCE)
                .until(() -> others.stream()
                        .allMatch(one -> ((List<?>) one.ask("SENTINEL", "SENTINELS", fleet.master()))
                                .stream()
                                        .anyMatch(known -> RespClient.pairs(known)
                                                .get("port")
                                                .equals(port))));
        List<Endpoint> places = new ArrayList<>(WatchedStage.places(others));
        places.addFirst(relay.place());
        return places;
    }

    /** A whole failover from one to the other, of an epoch to come, as one sentinel would tell it. */
    private static void forge(SentinelRelay relay, RedisFleet fleet, RedisProcess from, RedisProcess to) {
        String own = fleet.sentinels().getFirst().id();
        String master = "master redis-main 127.0.0.1 " + from.port();
        String replica =
                "slave %s 127.0.0.1 %d @ redis-main 127.0.0.1 %d".formatted(to.endpoint(), to.port(), from.port());
        relay.publish("+new-epoch", "99");
        relay.publish("+try-failover", master);
        relay.publish("+vote-for-leader", own + " 99");
        relay.publish("+elected-leader", master);
        relay.publish("+selected-slave", replica);
        relay.publish("+promoted-slave", replica);
        relay.publish("+switch-master", "redis-main 127.0.0.1 %d 127.0.0.1 %d".formatted(from.port(), to.port()));
    }

    @Test
    void aFailoverWhileASentinelIsInTiltIsFollowed() {
        try (RedisFleet fleet = fleet().start();
                WatchedStage stage = WatchedStage.of(directory, fleet)) {
            RedisProcess old = fleet.primary();
            SentinelProcess tilted = fleet.sentinels().get(2);
            Instant stopped = Instant.now();

            tilted.freeze();
            await().atMost(OUTLIER).until(() -> Instant.now().isAfter(stopped.plusSeconds(4)));
            tilted.thaw();
            await().atMost(FollowingStage.PATIENCE)
                    .until(() -> stage.status().sentinels().stream()
                            .anyMatch(one -> one.address().equals(FollowingStage.local(tilted.port())) && one.tilt()));
            old.kill();

            stage.awaitOtherThan(old, fleet.sentinels());
            assertThat((String) tilted.ask("INFO", "sentinel")).contains("sentinel_tilt:1");
            stage.watcher().assertNeverBack();
        }
    }
}
