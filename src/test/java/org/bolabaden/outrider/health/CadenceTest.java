package org.bolabaden.outrider.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class CadenceTest {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Cadence CADENCE = new Cadence(Duration.ofMillis(250), 0.1);

    @Property
    void aDecidedBackendIsCheckedAtItsIntervalOrSoonerByTheJitter(@ForAll @DoubleRange(max = 1) double random) {
        Duration delay = CADENCE.delay(new HealthState.Up(), INTERVAL, random);

        assertThat(delay).isBetween(Duration.ofMillis(1_800), Duration.ofMillis(2_000));
    }

    @Property
    void anUndecidedBackendIsCheckedFastWhateverTheChance(@ForAll @DoubleRange(max = 1) double random) {
        assertThat(CADENCE.delay(new HealthState.Falling(1), INTERVAL, random)).isEqualTo(Duration.ofMillis(250));
        assertThat(CADENCE.delay(new HealthState.Rising(1), INTERVAL, random)).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void aBackendThatIsDownIsAskedTwiceAsOften() {
        assertThat(CADENCE.delay(new HealthState.Down(), INTERVAL, 0)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theFastIntervalNeverMakesChecksSlower() {
        Duration quick = Duration.ofMillis(100);

        assertThat(CADENCE.delay(new HealthState.Falling(1), quick, 0.5)).isEqualTo(quick);
        assertThat(CADENCE.delay(new HealthState.Down(), quick, 0.5)).isEqualTo(quick);
    }
}
