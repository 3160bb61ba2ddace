package org.bolabaden.outrider.dns;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a provider that failed is left alone: two seconds, doubled with each failure in a row to a minute at most, and a
 * fifth more or less of it, so that nodes that failed together do not come back together.
 */
public final class Retry {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int DOUBLINGS = 5;
    private static final double SPREAD = 0.2;

    private Retry() {}

    /**
     * After so many failures in a row.
     *
     * @param failures 1 or more
     * @param asked what the provider asked for, which is kept to the full; empty: nothing
     * @param random 0 to 1
     */
    public static Duration after(int failures, Optional<Duration> asked, double random) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
        Duration bounded = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        double factor = 1 + SPREAD * (2 * random - 1);
        Duration own = Duration.ofMillis((long) (bounded.toMillis() * factor));
        // Whoever was told the same time as we were comes a little earlier or later than we do.
        return asked.map(time -> time.plusMillis((long) (FIRST.toMillis() * random)))
                .filter(time -> time.compareTo(own) > 0)
                .orElse(own);
    }
}
