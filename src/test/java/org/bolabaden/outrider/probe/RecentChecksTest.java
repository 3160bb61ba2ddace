package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.TestBackends.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bolabaden.outrider.registry.Backend;
import org.junit.jupiter.api.Test;

class RecentChecksTest {
    private static final Backend ONE = peer("redis", "node1", 6379);
    private static final Backend OTHER = peer("redis", "node2", 6379);

    private final RecentChecks recent = new RecentChecks((backend, result) -> Duration.ofSeconds(7));

    private static ProbeResult took(int micros, boolean passed) {
        return new ProbeResult(
                Instant.EPOCH,
                new ProbeResult.Timings(0, 0, 0, 0, micros * 1_000L),
                passed ? Optional.empty() : Optional.of(new FailureReason(FailureReason.Kind.REFUSED)),
                Optional.empty(),
                0);
    }

    @Test
    void theLastChecksAreRememberedTheOldestFirst() {
        recent.replace(List.of(ONE));
        recent.onResult(ONE, took(10, true));
        recent.onResult(ONE, took(20, false));
        recent.onResult(ONE, took(30, true));

        assertThat(recent.micros(ONE.id())).containsExactly(10, RecentChecks.FAILED, 30);
    }

    @Test
    void thoseBeforeTheLastThirtyAreForgotten() {
        recent.replace(List.of(ONE));
        for (int ended = 1; ended <= 200; ended++) {
            recent.onResult(ONE, took(ended, true));
            int newest = ended;
            int[] expected = IntStream.rangeClosed(Math.max(1, newest - RecentChecks.REMEMBERED + 1), newest)
                    .toArray();

            assertThat(recent.micros(ONE.id())).containsExactly(expected);
        }
    }

    @Test
    void whatTheRegistryListsIsRememberedAndNothingElse() {
        recent.replace(List.of(ONE, OTHER));
        recent.onResult(ONE, took(1, true));
        recent.onResult(OTHER, took(2, true));
        recent.replace(List.of(OTHER));
        recent.onResult(ONE, took(3, true));

        assertThat(recent.micros(ONE.id())).isEmpty();
        assertThat(recent.micros(OTHER.id())).containsExactly(2);
    }

    @Test
    void whoJudgesSaysWhenTheNextCheckIsDue() {
        assertThat(recent.onResult(ONE, took(1, true))).isEqualTo(Duration.ofSeconds(7));
    }
}
