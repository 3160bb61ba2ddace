package org.bolabaden.outrider.sentinel;

import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.BackendId;

/** Finds out who a service's primary is, in one of the ways that there are. Immutable and pure. */
sealed interface Finder permits Follower, RoleElection, ByHand {
    /** After one more signal. */
    Finder next(Signal signal);

    /** Who it is: one at the most. */
    Primary primary();

    /** Whether answers are wanted soon. */
    boolean urgent();

    /** What must not be forgotten. */
    Standing standing();

    /** What happened. */
    Timeline timeline();

    /** Whose it is, and who is listed. */
    Followed followed();

    /** Knowing what HAProxy has ready; it matters only while nothing was ever decided. */
    Finder adopting(Set<BackendId> ready);

    /** Why nothing changes although it seems that it should; empty: there is no such reason. */
    default Optional<String> contested() {
        return Optional.empty();
    }
}
