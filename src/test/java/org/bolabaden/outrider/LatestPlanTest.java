package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bolabaden.outrider.plan.Plan;
import org.junit.jupiter.api.Test;

class LatestPlanTest {
    private static final RegistryStage.Running RUNNING = null;

    private final LatestPlan latest = new LatestPlan();

    private void set(long sequence) {
        latest.set(new PlannedChange(new Plan(sequence, Map.of()), RUNNING, false, false, Instant.EPOCH, 0));
    }

    @Test
    void whoWaitsIsWokenByThePlanThatFits() throws Exception {
        CompletableFuture<Boolean> came = CompletableFuture.supplyAsync(() -> {
            try {
                return latest.await(change -> change.plan().sequence() == 2, Duration.ofMinutes(1));
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        });

        set(1);
        assertThat(came).isNotDone();
        set(2);

        assertThat(came.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatIsThereAlreadyIsNotWaitedForAndWhatDoesNotComeNotForLong() throws Exception {
        set(1);

        assertThat(latest.await(change -> true, Duration.ZERO)).isTrue();
        assertThat(latest.await(change -> false, Duration.ofMillis(1))).isFalse();
    }
}
