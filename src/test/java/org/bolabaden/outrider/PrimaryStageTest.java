package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.client.CollectorRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.registry.PrimarySource;
import org.bolabaden.outrider.sentinel.MinReplicas;
import org.bolabaden.outrider.sentinel.Publications;
import org.bolabaden.outrider.sentinel.RedisFleet;
import org.bolabaden.outrider.sentinel.RedisProcess;
import org.bolabaden.outrider.sentinel.SentinelProcess;
import org.bolabaden.outrider.sentinel.Watch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stage follows real fleets. */
class PrimaryStageTest {
    @TempDir
    Path directory;

    @Test
    void aKilledPrimaryIsFollowedByVotesBeforeTheSentinelsNameTheNewOne() {
        try (RedisFleet fleet = RedisFleet.in(directory).start();
                FollowingStage following = FollowingStage.of(directory, fleet)) {
            RedisProcess old = fleet.primary();
            following.awaitOffered(old);
            var published = fleet.events();

            old.kill();
            RedisProcess next = fleet.awaitOtherThan(old);

            Instant offered = following.awaitOffered(next);
            Instant named = published.stream()
                    .map(one -> one.await("+switch-master").at())
                    .min(Instant::compareTo)
                    .orElseThrow();
            assertThat(offered).isBefore(named);
            assertThat(following
                            .told("primary_offered")
                            .getLast()
                            .event()
                            .reason()
                            .orElseThrow())
                    .contains("sentinels voted for");
            assertThat(following.awaitEvent("failover_started").event().backend())
                    .contains(old.endpoint());
            assertThat(following
                            .told("primary_offered")
                            .getLast()
                            .event()
                            .duration()
                            .orElseThrow())
                    .isPositive();
            published.forEach(Publications::close);
        }
    }

    @Test
    void aStoppedPrimaryIsFollowed() {
        try (RedisFleet fleet = RedisFleet.in(directory).start();
                FollowingStage following = FollowingStage.of(directory, fleet)) {
            RedisProcess old = fleet.primary();
            following.awaitOffered(old);

            old.freeze();
            following.awaitOffered(fleet.awaitOtherThan(old));
            RedisProcess next = fleet.primary();
            old.thaw();
            fleet.awaitQuiet();

            following.awaitOffered(next);
            assertThat(following.told("primary_offered")).hasSize(2);
        }
    }

    @Test
    void aFailoverByHandIsFollowed() {
        try (RedisFleet fleet = RedisFleet.in(directory).start();
                FollowingStage following = FollowingStage.of(directory, fleet)) {
            RedisProcess old = fleet.primary();
            following.awaitOffered(old);

            fleet.sentinels().getFirst().ask("SENTINEL", "FAILOVER", fleet.master());

            following.awaitOffered(fleet.awaitOtherThan(old));
        }
    }

    @Test
    void aRestartInTheMiddleOfAFailoverEndsRight() {
        try (RedisFleet fleet = RedisFleet.in(directory).start()) {
            RedisProcess old = fleet.primary();
            try (FollowingStage before = FollowingStage.of(directory, fleet)) {
                before.awaitOffered(old);
                old.kill();
                before.awaitEvent("failover_started");
            }

            try (FollowingStage after = FollowingStage.of(directory, fleet)) {
                assertThat(after.primary().offered()).contains(FollowingStage.id(old));
                RedisProcess next = fleet.awaitOtherThan(old);
                after.awaitOffered(next);
                old.start();
                fleet.awaitQuiet();

                after.awaitOffered(next);
                assertThat(after.told("primary_offered"))
                        .extracting(told -> told.event().to().orElseThrow())
                        .doesNotHaveDuplicates()
                        .endsWith(next.endpoint());
            }
        }
    }

    @Test
    void withoutSentinelsTheOneThatAloneSaysMasterIsFollowed() {
        try (RedisFleet fleet = RedisFleet.in(directory).start()) {
            fleet.sentinels().forEach(SentinelProcess::kill);
            RedisProcess old = fleet.redis().get(0);
            RedisProcess next = fleet.redis().get(1);
            Watch byRole = new Watch(
                    FollowingStage.SERVICE,
                    new PrimarySource.ByRole(Optional.empty(), CheckTls.OFF),
                    FollowingStage.listed(fleet.redis()));
            try (FollowingStage following = FollowingStage.of(directory, byRole)) {
                following.awaitOffered(old);
                next.ask("REPLICAOF", "NO", "ONE");
                following.awaitEvent("primary_contested");
                assertThat(following.primary().offered()).contains(FollowingStage.id(old));

                old.kill();

                following.awaitOffered(next);
                old.start();
                following.awaitEvents("primary_contested", 2);
                assertThat(following.primary().offered()).contains(FollowingStage.id(next));
            }
        }
    }

    @Test
    void aServiceThatLeavesTheRegistryIsAskedAboutNoMore() {
        try (RedisFleet fleet = RedisFleet.in(directory).start();
                FollowingStage following = FollowingStage.of(directory, fleet)) {
            following.awaitOffered(fleet.primary());

            following.stage().follow(List.of());

            await().atMost(FollowingStage.PATIENCE)
                    .until(() -> following.connector().sentinels().isEmpty()
                            && following.connector().servers().isEmpty());
            await().atMost(FollowingStage.PATIENCE)
                    .until(() -> fleet.redis()
                            .getFirst()
                            .ask("CLIENT", "LIST")
                            .toString()
                            .lines()
                            .noneMatch(line -> line.contains("cmd=role")));
            assertThat(following.stage().primaries()).isEmpty();
        }
    }

    @Test
    void whatWasDecidedIsOfferedAtOnceAfterARestart() {
        try (RedisFleet fleet = RedisFleet.in(directory).start()) {
            RedisProcess primary = fleet.primary();
            try (FollowingStage before = FollowingStage.of(directory, fleet)) {
                before.awaitOffered(primary);
            }
            fleet.sentinels().forEach(SentinelProcess::kill);

            try (FollowingStage after = FollowingStage.of(directory, fleet)) {
                assertThat(after.primary().offered()).contains(FollowingStage.id(primary));
            }
        }
    }

    @Test
    void aDiskThatRefusesIsSaidAndDoesNotStopAFailover() throws Exception {
        Path state = Files.createFile(directory.resolve("no-directory"));
        try (RedisFleet fleet = RedisFleet.in(directory).start();
                FollowingStage following = FollowingStage.of(state, fleet)) {
            following.awaitOffered(fleet.primary());

            assertThat(following.told("state_not_written")).hasSize(1);
        }
    }

    @Test
    void aPrimaryThatTakesWritesAloneIsRecommendedNotTo() {
        try (RedisFleet fleet = RedisFleet.in(directory).start();
                FollowingStage following = FollowingStage.of(directory, fleet)) {
            following.awaitOffered(fleet.primary());

            assertThat(following
                            .awaitEvent("min_replicas_unset")
                            .event()
                            .reason()
                            .orElseThrow())
                    .contains("min-replicas-to-write 1");
            assertThat(following.stage().statuses().get(FollowingStage.SERVICE).minReplicas())
                    .contains(new MinReplicas(0, 10));
        }
    }

    @Test
    void theSeriesTellWhoIsOfferedAndHowItChanged() {
        try (RedisFleet fleet = RedisFleet.in(directory).start();
                FollowingStage following = FollowingStage.of(directory, fleet)) {
            RedisProcess old = fleet.primary();
            following.awaitOffered(old);
            CollectorRegistry series = new CollectorRegistry();
            series.register(following.stage().metrics());
            old.kill();
            RedisProcess next = fleet.awaitOtherThan(old);
            following.awaitOffered(next);

            assertThat(series.getSampleValue("outrider_sentinel_up", new String[] {"sentinel"}, new String[] {
                        fleet.sentinels().getFirst().endpoint()
                    }))
                    .isEqualTo(1);
            assertThat(primary(series, next)).isEqualTo(1);
            assertThat(primary(series, old)).isNull();
            assertThat(series.getSampleValue(
                            "outrider_sentinel_switches_total",
                            new String[] {"master", "result"},
                            new String[] {"redis-main", "offered"}))
                    .isEqualTo(2);
        }
    }

    private static Double primary(CollectorRegistry series, RedisProcess redis) {
        return series.getSampleValue("outrider_sentinel_primary", new String[] {"master", "address"}, new String[] {
            "redis-main", redis.endpoint()
        });
    }
}
