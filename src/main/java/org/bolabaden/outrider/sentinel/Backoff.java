package org.bolabaden.outrider.sentinel;

import java.time.Duration;

/**
 * How long to wait before the next attempt to connect: doubled after each failure, up to a limit. Pure.
 *
 * @param failures in a row
 */
record Backoff(int failures) {
    /** Nothing has failed: the next attempt is at once. */
    static final Backoff NONE = new Backoff(0);

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final int MOST_DOUBLINGS = 10;
    // Between half of it and all of it, so that a fleet of sidecars does not come back in step.
    private static final double LEAST = 0.5;

    /** After one more failure. */
    Backoff failed() {
        return new Backoff(failures + 1);
    }

    /**
     * The wait.
     *
     * @param longest the limit
     * @param random 0 to 1
     */
    Duration wait(Duration longest, double random) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        Duration full = FIRST.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        Duration limited = full.compareTo(longest) > 0 ? longest : full;
        return Duration.ofNanos((long) (limited.toNanos() * (LEAST + (1 - LEAST) * random)));
    }
}
