package org.bolabaden.outrider.drain;

import java.time.Instant;

/**
 * Drains that were made elsewhere, each with the node that made it ({@link Drain#by}). What this node made itself is not
 * among them.
 */
@FunctionalInterface
public interface DrainSource {
    /** Nobody else drains anything. */
    DrainSource NONE = now -> Drains.NONE;

    /** What is in force there as far as is known. Asked with each plan: never blocks; any thread. */
    Drains inForce(Instant now);
}
