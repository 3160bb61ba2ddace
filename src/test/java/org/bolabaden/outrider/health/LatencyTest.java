package org.bolabaden.outrider.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Percentage;
import org.bolabaden.outrider.probe.FailureReason;
import org.bolabaden.outrider.probe.ProbeResult;
import org.junit.jupiter.api.Test;

class LatencyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private static ProbeResult result(long connect, long firstByte, Optional<FailureReason> failure) {
        return new ProbeResult(
                NOW,
                new ProbeResult.Timings(9_000_000, connect, 7_000_000, firstByte, 99_000_000),
                failure,
                Optional.empty(),
                0);
    }

    private static ProbeResult answered(long nanos) {
        return result(1_000, nanos, Optional.empty());
    }

    private static Latency after(long... nanos) {
        Latency latency = Latency.UNKNOWN;
        for (long sample : nanos) {
            latency = latency.after(answered(sample));
        }
        return latency;
    }

    @Test
    void theFirstByteCountsOrTheConnectionWhereNothingIsAsked() {
        assertThat(after(2_000_000).average()).isEqualTo(Duration.ofMillis(2));
        assertThat(Latency.UNKNOWN.after(result(300_000, 0, Optional.empty())).average())
                .isEqualTo(Duration.ofNanos(300_000));
    }

    @Test
    void aFailedCheckSaysNothing() {
        Latency known = after(2_000_000);

        assertThat(known.after(result(1, 900_000_000, Optional.of(new FailureReason(FailureReason.Kind.STATUS)))))
                .isEqualTo(known);
    }

    @Test
    void itSettlesAfterFiveChecks() {
        assertThat(after(1, 1, 1, 1).settled()).isFalse();
        assertThat(after(1, 1, 1, 1, 1).settled()).isTrue();
    }

    @Test
    void oneOutlierMovesItByAtMostThreeEighths() {
        assertThat(after(1_000_000, 500_000_000).nanos()).isEqualTo(1_375_000);
    }

    @Property
    void itStaysBetweenTheLeastAndTheMostThatWasMeasured(
            @ForAll @Size(min = 1, max = 100) List<@LongRange(min = 1, max = 60_000_000_000L) Long> samples) {
        Latency latency = after(samples.stream().mapToLong(Long::longValue).toArray());
        long least = samples.stream().mapToLong(Long::longValue).min().orElseThrow();
        long most = samples.stream().mapToLong(Long::longValue).max().orElseThrow();

        assertThat(latency.nanos()).isBetween(least * (1 - 1e-9), most * (1 + 1e-9));
    }

    @Property
    void itFollowsALastingChange(
            @ForAll @LongRange(min = 10_000, max = 1_000_000_000) long from,
            @ForAll @LongRange(min = 10_000, max = 1_000_000_000) long to) {
        Latency latency = after(from);
        for (int i = 0; i < 150; i++) {
            latency = latency.after(answered(to));
        }

        assertThat(latency.nanos()).isCloseTo(to, Percentage.withPercentage(1));
    }

    @Test
    void aCheckThatTookNoTimeMeasuredNothing() {
        assertThat(Latency.UNKNOWN.after(result(0, 0, Optional.empty()))).isEqualTo(Latency.UNKNOWN);
    }

    @Test
    void whatCannotBeALatencyIsRefused() {
        assertThat(new Latency(0, 0)).isEqualTo(Latency.UNKNOWN);
        assertThatIllegalArgumentException().isThrownBy(() -> new Latency(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Latency(1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Latency(Double.NaN, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Latency(Double.POSITIVE_INFINITY, 1))
                .withMessage("not a latency: Infinity ns of 1 samples");
    }
}
