package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SpreadTest {
    private static final long INTERVAL = Duration.ofSeconds(2).toNanos();

    @Property(tries = 200)
    void eachNewBackendHasItsOwnStratumInOrder(@ForAll @IntRange(min = 1, max = 3_000) int count, @ForAll long seed) {
        long window = Math.min(INTERVAL, count * Duration.ofMillis(20).toNanos());
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            long delay = Spread.firstDelay(i, count, INTERVAL, random);
            assertThat(delay).isBetween(window * i / count - 1, window * (i + 1) / count);
        }
    }

    @Property(tries = 50)
    void theFirstStartsAtOnceAndThreeWithin60Milliseconds(@ForAll long seed) {
        Random random = new Random(seed);
        assertThat(Spread.firstDelay(0, 3, INTERVAL, random)).isZero();
        assertThat(Spread.firstDelay(2, 3, INTERVAL, random))
                .isLessThan(Duration.ofMillis(60).toNanos());
    }
}
