package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.sentinel.RedisFleet;
import org.bolabaden.outrider.sentinel.RedisProcess;
import org.bolabaden.outrider.sentinel.SentinelProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sentinels that are too few, and just enough. */
class MajorityAdversityTest {
    private static final Duration AWHILE = Duration.ofSeconds(4);
    private static final Duration ISOLATION = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    private RedisFleet.Builder fleet() {
        return RedisFleet.in(directory).downAfter(Duration.ofSeconds(1)).failoverTimeout(Duration.ofSeconds(5));
    }

    @Test
    void withoutAMajorityNothingChangesAndTheIsolatedOneIsWithheldUntilTheSentinelsAreBack() {
        try (RedisFleet fleet = fleet().start();
                WatchedStage steady = WatchedStage.of(directory, fleet);
                WatchedStage isolating = WatchedStage.of(
                        directory,
                        fleet,
                        fleet.redis(),
                        WatchedStage.places(fleet.sentinels()),
                        Optional.of(ISOLATION))) {
            RedisProcess old = fleet.primary();
            List<SentinelProcess> dying = fleet.sentinels().subList(1, 3);

            dying.forEach(SentinelProcess::kill);
            isolating.awaitWithheld();
            dying.forEach(SentinelProcess::start);
            assertThat(isolating.awaitAgreed(fleet.sentinels())).isEqualTo(old);
            dying.forEach(SentinelProcess::kill);
            old.kill();
            isolating.awaitWithheld();
            steady.assertUnchanged(AWHILE);
            assertThat(steady.offered()).contains(FollowingStage.id(old));
            assertThat(isolating.offered()).isEmpty();
            dying.forEach(SentinelProcess::start);

            steady.awaitOtherThan(old, fleet.sentinels());
            isolating.awaitOtherThan(old, fleet.sentinels());
            steady.watcher().assertNeverBack();
            isolating.watcher().assertNeverBack();
        }
    }

    @Test
    void ofFiveSentinelsThreeAreEnoughAndTwoAreNot() {
        try (RedisFleet fleet = fleet().sentinels(5, 3).start();
                WatchedStage stage = WatchedStage.of(directory, fleet)) {
            RedisProcess old = fleet.primary();
            fleet.sentinels().subList(3, 5).forEach(SentinelProcess::kill);

            old.kill();
            RedisProcess next = stage.awaitOtherThan(old, fleet.sentinels().subList(0, 3));
            fleet.sentinels().get(2).kill();
            next.kill();

            stage.assertUnchanged(AWHILE);
            assertThat(stage.offered()).contains(FollowingStage.id(next));
            fleet.sentinels().subList(2, 5).forEach(SentinelProcess::start);
            stage.awaitOtherThan(next, fleet.sentinels());
            stage.watcher().assertNeverBack();
        }
    }
}
