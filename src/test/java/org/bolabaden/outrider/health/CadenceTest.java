package org.bolabaden.outrider.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.bolabaden.outrider.registry.JudgementRules.SlowPace;
import org.junit.jupiter.api.Test;

class CadenceTest {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration LASTING = Duration.ofMinutes(9);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Cadence CADENCE = new Cadence(
            Duration.ofMillis(250), 0.1, Optional.of(new SlowPace(Duration.ofSeconds(10), Duration.ofMinutes(10))));

    @Property
    void aDecidedBackendIsCheckedAtItsIntervalOrSoonerByTheJitter(@ForAll @DoubleRange(max = 1) double random) {
        Duration delay = CADENCE.delay(new HealthState.Up(), LASTING, INTERVAL, random);

        assertThat(delay).isBetween(Duration.ofMillis(1_800), Duration.ofMillis(2_000));
    }

    @Property
    void anUndecidedBackendIsCheckedFastWhateverTheChance(@ForAll @DoubleRange(max = 1) double random) {
        assertThat(CADENCE.delay(new HealthState.Falling(1), LASTING, INTERVAL, random))
                .isEqualTo(Duration.ofMillis(250));
        assertThat(CADENCE.delay(new HealthState.Rising(1), LASTING, INTERVAL, random))
                .isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void aBackendThatIsDownIsAskedTwiceAsOften() {
        assertThat(CADENCE.delay(new HealthState.Down(), LASTING, INTERVAL, 0)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theFastIntervalNeverMakesChecksSlower() {
        Duration quick = Duration.ofMillis(100);

        assertThat(CADENCE.delay(new HealthState.Falling(1), LASTING, quick, 0.5))
                .isEqualTo(quick);
        assertThat(CADENCE.delay(new HealthState.Down(), LASTING, quick, 0.5)).isEqualTo(quick);
    }

    @Test
    void aBackendThatIsDownForLongIsAskedSeldom() {
        assertThat(CADENCE.delay(new HealthState.Down(), LONG, INTERVAL, 0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(CADENCE.delay(new HealthState.Down(), LONG, INTERVAL, 1)).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void aPassedCheckMakesItFastAtOnceHoweverLongItWasDown() {
        assertThat(CADENCE.delay(new HealthState.Rising(1), LONG, INTERVAL, 0)).isEqualTo(Duration.ofMillis(250));
    }

    @Property
    void theSlowPaceNeverMakesChecksFaster(
            @ForAll @LongRange(min = 50, max = 3_600_000) long interval, @ForAll @DoubleRange(max = 1) double random) {
        Duration regular = Duration.ofMillis(interval);

        Duration slow = CADENCE.delay(new HealthState.Down(), LONG, regular, random);

        assertThat(slow).isGreaterThanOrEqualTo(CADENCE.delay(new HealthState.Down(), LASTING, regular, random));
    }

    @Test
    void withoutASlowPaceItIsAskedAsOftenAsEver() {
        Cadence without = new Cadence(Duration.ofMillis(250), 0.1, Optional.empty());

        assertThat(without.delay(new HealthState.Down(), LONG, INTERVAL, 0)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aSuspectedBackendIsAskedTwiceAsOftenAsOneThatIsUp() {
        assertThat(CADENCE.delay(new HealthState.Suspected(), LONG, INTERVAL, 0))
                .isEqualTo(Duration.ofSeconds(1));
    }
}
