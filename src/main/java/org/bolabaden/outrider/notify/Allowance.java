package org.bolabaden.outrider.notify;

import java.time.Duration;
import java.time.Instant;

/**
 * How many messages may go: never more than the limit in any hour, and never none for the rest of an hour because of a storm
 * at its beginning.
 *
 * <p>A bucket holds half of the limit, and as much again flows in over an hour. What any hour sees is at most what was in the
 * bucket and what flowed in: the limit. With a limit of 20, ten go at once and one each six minutes after them. A limit of one
 * is a message an hour.
 *
 * @param left what is in the bucket, in messages
 * @param asOf when that was so
 */
record Allowance(double left, Instant asOf) {
    // So that a message due at the very moment at which its share is complete is not a rounding error too early.
    private static final double EPSILON = 1e-9;

    static Allowance full(int limit, Instant now) {
        return new Allowance(burst(limit), now);
    }

    private static int burst(int limit) {
        return (limit + 1) / 2;
    }

    private static double refill(int limit, Duration passed) {
        return passed.toNanos() * 1e-9 * Math.max(1, limit - burst(limit)) / 3_600;
    }

    /** What is there at that time. */
    Allowance at(Instant now, int limit) {
        Duration passed = Duration.between(asOf, now);
        return passed.isNegative() ? this : new Allowance(Math.min(burst(limit), left + refill(limit, passed)), now);
    }

    /** When the next message may go; not before {@code now}. */
    Instant next(Instant now, int limit) {
        double there = at(now, limit).left;
        if (there >= 1 - EPSILON) {
            return now;
        }
        double seconds = (1 - there) * 3_600 / Math.max(1, limit - burst(limit));
        return now.plus(Duration.ofMillis((long) Math.ceil(seconds * 1_000)));
    }

    /** One message went. */
    Allowance spent(Instant now, int limit) {
        return new Allowance(Math.max(0, at(now, limit).left - 1), now);
    }
}
