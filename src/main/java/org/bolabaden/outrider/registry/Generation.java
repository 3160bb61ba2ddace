package org.bolabaden.outrider.registry;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A registry that took effect and is kept.
 *
 * @param number counts up from 1, never used twice
 * @param version {@link Registry#version}
 * @param since when it took effect
 * @param current whether it is the one that runs: the pinned one, else the newest
 * @param pinned whether an operator rolled back to it
 */
public record Generation(int number, String version, Instant since, boolean current, boolean pinned) {
    @Override
    public String toString() {
        return "%04d (%s of %s)".formatted(number, version, since.truncatedTo(ChronoUnit.SECONDS));
    }
}
