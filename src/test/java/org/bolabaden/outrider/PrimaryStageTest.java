package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.bolabaden.outrider.sentinel.Publications;
import org.bolabaden.outrider.sentinel.RedisFleet;
import org.bolabaden.outrider.sentinel.RedisProcess;
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
}
