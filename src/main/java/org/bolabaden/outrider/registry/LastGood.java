package org.bolabaden.outrider.registry;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A registry that ran, or runs.
 *
 * @param since when it took effect
 */
public record LastGood(Registry registry, Instant since) {
    /** {@code 0123456789ab of 2026-01-31T12:00:00Z}. */
    @Override
    public String toString() {
        return registry.version() + " of " + since.truncatedTo(ChronoUnit.SECONDS);
    }
}
