package org.bolabaden.outrider.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.registry.Percent;

/**
 * The ramp of a backend that recovered: a tenth of its weight at once, then as much more at each tenth of the time, all of
 * it when the time is over. HAProxy's {@code slowstart} does the same for servers whose own check brings them up.
 *
 * @param time from recovery to the full weight
 */
record SlowStart(Duration time) {
    private static final int STEPS = 10;
    private static final int FIRST = 10;

    /** The share of its weight that it has at that instant. */
    Percent share(Instant recovered, Instant now) {
        long step = step(recovered, now);
        return step >= STEPS ? Percent.FULL : new Percent(FIRST + (int) step * (100 - FIRST) / STEPS);
    }

    /** When the share grows next; empty: it is whole. */
    Optional<Instant> nextStep(Instant recovered, Instant now) {
        long step = step(recovered, now);
        // Rounded up: the step must have come when the plan is made then.
        return step >= STEPS
                ? Optional.empty()
                : Optional.of(recovered.plusNanos((time.toNanos() * (step + 1) + STEPS - 1) / STEPS));
    }

    /** Before its recovery is after it: the clock was put back, and nobody knows by how much. */
    private long step(Instant recovered, Instant now) {
        Duration up = Duration.between(recovered, now);
        return up.isNegative() || up.compareTo(time) >= 0 ? STEPS : up.toNanos() * STEPS / time.toNanos();
    }
}
