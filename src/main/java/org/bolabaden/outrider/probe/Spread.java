package org.bolabaden.outrider.probe;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When the first checks of new backends start: one stratum each, in order, over the first interval or over 20 ms a
 * backend if that is shorter. So three backends are known within 60 ms, and a thousand do not start as one burst that
 * would stay one burst at every interval to come. The first starts at once; the others somewhere in the first half of
 * their stratum, so that several nodes that start together do not knock in step.
 */
final class Spread {
    private static final long NANOS_PER_BACKEND = Duration.ofMillis(20).toNanos();

    private Spread() {}

    /**
     * The delay of the first check in nanoseconds.
     *
     * @param index which of the new ones, from 0
     * @param count how many new ones there are
     * @param interval its regular interval in nanoseconds
     */
    static long firstDelay(int index, int count, long interval, RandomGenerator random) {
        if (index == 0) {
            return 0;
        }
        long window = Math.min(interval, count * NANOS_PER_BACKEND);
        return (long) (window * ((index + random.nextDouble() / 2) / count));
    }
}
