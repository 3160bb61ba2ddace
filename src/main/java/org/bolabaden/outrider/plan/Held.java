package org.bolabaden.outrider.plan;

import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.health.Latency;
import org.bolabaden.outrider.health.Verdict;

/**
 * What is held of one backend when a plan is made.
 *
 * @param verdict whether it may serve
 * @param latency how fast it answers
 * @param recovered when it came back after having been down; empty: it did not
 */
public record Held(Verdict verdict, Latency latency, Optional<Instant> recovered) {
    /** All that its checks told. */
    public static Held of(BackendHealth health) {
        return new Held(health.verdict(), health.latency(), health.recovered());
    }

    /** A verdict, and nothing else known. */
    public static Held of(Verdict verdict) {
        return new Held(verdict, Latency.UNKNOWN, Optional.empty());
    }
}
