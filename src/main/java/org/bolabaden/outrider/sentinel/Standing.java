package org.bolabaden.outrider.sentinel;

import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * What was decided so far, and must not be forgotten: it is on disk before it is in force.
 *
 * @param primary the last one that was offered; empty: none was, or it was deposed
 * @param epoch the latest that anything was decided at; nothing earlier is believed
 * @param since when it was offered
 * @param byVotes whether no majority names it at that epoch yet: it rests on votes, or one that was voted for gave way to it
 * @param proof what stood behind it
 */
record Standing(Optional<Endpoint> primary, Epoch epoch, Instant since, boolean byVotes, String proof) {
    /** Before anything is known. */
    static final Standing NONE =
            new Standing(Optional.empty(), Epoch.ZERO, Instant.EPOCH, false, "no sentinel has said anything yet");

    boolean is(Endpoint candidate) {
        return primary.filter(candidate::equals).isPresent();
    }

    /** Nothing was ever decided. */
    boolean isNew() {
        return primary.isEmpty() && epoch.equals(Epoch.ZERO);
    }

    static Standing offering(Endpoint primary, Epoch epoch, Instant since, boolean byVotes, String proof) {
        return new Standing(Optional.of(primary), epoch, since, byVotes, proof);
    }

    /** The same primary, named by a majority at this epoch. */
    Standing confirmed(Epoch at, String how) {
        return new Standing(primary, at, since, false, how);
    }

    /** Nobody, from that epoch on. */
    Standing deposed(Epoch at, Instant now, String why) {
        return new Standing(Optional.empty(), at, now, false, why);
    }
}
