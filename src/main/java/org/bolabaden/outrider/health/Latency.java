package org.bolabaden.outrider.health;

import java.time.Duration;
import org.bolabaden.outrider.probe.ProbeResult;

/**
 * How fast a backend answers its checks: an exponentially weighted moving average over those that passed, each an eighth
 * of the new value (the gain of TCP's smoothed round-trip time, RFC 6298). A sample counts as at most four times and at
 * least a quarter of the average, so that one that a pause of either machine made a hundred times as long moves it by
 * three eighths and not by twelve times.
 *
 * @param nanos the average; 0: no sample yet
 * @param samples how many it is made of, counted up to {@value #ENOUGH}
 */
public record Latency(double nanos, int samples) {
    /** Nothing measured yet. */
    public static final Latency UNKNOWN = new Latency(0, 0);

    private static final double GAIN = 0.125;
    private static final double BOUND = 4;
    // Half of what the first sample was wrong by is still in the average then (0.875^5).
    private static final int ENOUGH = 5;

    public Latency {
        if (!(nanos >= 0 && nanos < Double.POSITIVE_INFINITY) || samples < 0) {
            throw new IllegalArgumentException("not a latency: " + nanos + " ns of " + samples + " samples");
        }
    }

    /** The average after one more check; one that failed says nothing of the kind. */
    public Latency after(ProbeResult result) {
        long sample = sample(result.timings());
        if (!result.passed() || sample <= 0) {
            return this;
        }
        if (samples == 0) {
            return new Latency(sample, 1);
        }
        double bounded = Math.clamp((double) sample, nanos / BOUND, nanos * BOUND);
        return new Latency(nanos + GAIN * (bounded - nanos), Math.min(samples + 1, ENOUGH));
    }

    /** The answer's first byte, or where nothing is asked, the connection: what the network and the backend take. */
    private static long sample(ProbeResult.Timings timings) {
        return timings.firstByte() > 0 ? timings.firstByte() : timings.connect();
    }

    /** Whether it is made of enough samples to go by. */
    public boolean settled() {
        return samples >= ENOUGH;
    }

    /** The average. */
    public Duration average() {
        return Duration.ofNanos(Math.round(nanos));
    }
}
