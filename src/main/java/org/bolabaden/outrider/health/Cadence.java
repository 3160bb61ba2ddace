package org.bolabaden.outrider.health;

import java.time.Duration;
import java.util.Optional;
import org.bolabaden.outrider.registry.JudgementRules.SlowPace;

/**
 * When the next check of a backend starts, counted from the start of the last one.
 *
 * <p>Four speeds. Decided and up: the interval, shortened by chance each time so that many backends do not fall into
 * step; never lengthened, so that what the user wrote is the longest that a fault can go unasked. Undecided (failures against one that is up, passes in favour of one that is down): the fast interval, so
 * that after the first sign the verdict takes (fall - 1) fast checks and not as many slow ones. Down: half the interval,
 * because recovery is worth finding; with 2 s, 250 ms and rise 2 the mean is 0.5 s to the first pass and 0.25 s to the
 * second. The same while it is suspected ({@link HealthState.Suspected}).
 *
 * <p>Down for long: the slow interval, when that is longer. Whoever has been away for ten minutes is not expected back within the second,
 * and is found within the slow interval all the same; the pass that finds it makes it undecided, and so fast.
 *
 * <p>The fast interval has no jitter: it is short-lived, and a hanging backend's next check is to start just as the last
 * one times out.
 *
 * @param fast the fast interval
 * @param jitter share of the interval by which it is shortened at most; 0 to 0.5
 * @param slow the pace for who is down for long; empty: none
 */
public record Cadence(Duration fast, double jitter, Optional<SlowPace> slow) {
    /**
     * The delay.
     *
     * @param state after the check
     * @param lasting for how long the verdict stands
     * @param interval the backend's regular interval
     * @param random 0 to 1, evenly spread
     */
    public Duration delay(HealthState state, Duration lasting, Duration interval, double random) {
        Duration shortest = fast.compareTo(interval) < 0 ? fast : interval;
        if (state.undecided()) {
            return shortest;
        }
        return switch (state) {
            case HealthState.Suspected suspected -> half(interval, shortest, random);
            case HealthState.Down down -> {
                Duration half = half(interval, shortest, random);
                yield slow.filter(pace -> lasting.compareTo(pace.after()) >= 0)
                        .map(pace -> longer(half, vary(pace.interval(), random)))
                        .orElse(half);
            }
            default -> vary(interval, random);
        };
    }

    /** The delay of one that is watched with little attention: that pace, varied, but never sooner than usual. */
    Duration seldom(Duration pace, Duration usual, double random) {
        return longer(usual, vary(pace, random));
    }

    private Duration half(Duration interval, Duration shortest, double random) {
        // Not dividedBy, which goes by way of BigDecimal and costs more than all else that a result does here.
        return longer(shortest, vary(Duration.ofNanos(interval.toNanos() / 2), random));
    }

    private Duration vary(Duration interval, double random) {
        return Duration.ofNanos(Math.round(interval.toNanos() * (1 - jitter * random)));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
