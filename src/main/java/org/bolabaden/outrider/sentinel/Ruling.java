package org.bolabaden.outrider.sentinel;

import org.bolabaden.outrider.registry.Endpoint;

/** What a decision comes to. Each says why, in one line for people. */
sealed interface Ruling {
    String reason();

    /** As before. */
    record Keep(String reason) implements Ruling {}

    /** As before, and a majority names it, at this epoch. */
    record Confirm(Epoch epoch, String reason) implements Ruling {}

    /**
     * This one from now on, and no other.
     *
     * @param byVotes whether no majority names it at that epoch yet
     */
    record Offer(Endpoint primary, Epoch epoch, boolean byVotes, String reason) implements Ruling {}

    /** The last one is stale since that epoch, and no other can be offered yet. */
    record Depose(Epoch epoch, String reason) implements Ruling {}
}
