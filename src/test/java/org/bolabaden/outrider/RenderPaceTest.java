package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RenderPaceTest {
    private static final long START = 1_000_000_000_000L;
    private static final long NEVER = 0;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** Runs the pace over plans that come at these times, and tells when files are written. */
    private static List<Long> writes(List<Long> plans, long until) {
        List<Long> written = new ArrayList<>();
        RenderPace pace = new RenderPace(0, 0, 0, false, false);
        for (long now = 1; now <= until; now += SECOND / 100) {
            long moment = now;
            if (plans.stream().anyMatch(plan -> plan >= moment && plan < moment + SECOND / 100)) {
                pace = new RenderPace(
                        pace.lastRun(), 0, pace.verdictAt() == 0 ? moment : pace.verdictAt(), false, false);
            }
            if (pace.due() <= moment) {
                written.add(moment);
                pace = new RenderPace(moment, 0, 0, false, false);
            }
        }
        return written;
    }

    @Test
    void aRampThatChangesTheWeightEverySecondIsWrittenEveryOtherSecond() {
        List<Long> plans = new ArrayList<>();
        for (long second = 20; second < 50; second++) {
            plans.add(second * SECOND);
        }

        List<Long> written = writes(plans, 60 * SECOND);

        for (int i = 1; i < written.size(); i++) {
            assertThat(written.get(i) - written.get(i - 1))
                    .isGreaterThanOrEqualTo(RenderPace.BETWEEN_REWRITES.toNanos());
        }
        assertThat(written.stream().filter(at -> at >= 20 * SECOND && at < 50 * SECOND))
                .hasSizeBetween(14, 16);
    }

    private static long millis(long due) {
        return Duration.ofNanos(due - START).toMillis();
    }

    @Test
    void aChangeIsRenderedAtOnce() {
        assertThat(millis(new RenderPace(START, START + 1, NEVER, false, false).due()))
                .isZero();
        assertThat(millis(new RenderPace(START, START + 1, NEVER, false, true).due()))
                .isZero();
    }

    @Test
    void aNewBackendsFirstCheckIsWaitedForAMoment() {
        assertThat(millis(new RenderPace(START, START, NEVER, true, false).due()))
                .isEqualTo(300);
    }

    @Test
    void atTheStartTheFilesStayAsTheyAreUntilTheFirstChecksAreThrough() {
        assertThat(millis(new RenderPace(START, START, START, true, true).due()))
                .isEqualTo(2_000);
    }

    @Test
    void verdictsAreCollected() {
        assertThat(millis(new RenderPace(START, NEVER, START, false, false).due()))
                .isEqualTo(2_000);
        assertThat(millis(new RenderPace(START - 5_000_000_000L, NEVER, START, false, false).due()))
                .isEqualTo(100);
    }
}
