package org.bolabaden.outrider.sentinel;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.BackendId;

/** Which backend of a service may have its sessions: one at the most. */
public sealed interface Primary {
    /** Why, in one line for people. */
    String reason();

    /** The backend that is offered; empty: none is. */
    default Optional<BackendId> offered() {
        return this instanceof Offered one ? Optional.of(one.backend()) : Optional.empty();
    }

    /**
     * Nothing is proven yet: what served before we came goes on, and nobody else begins.
     *
     * @param serving what HAProxy had ready when we first met it; a plan leaves these as they are
     */
    record Unknown(Set<BackendId> serving, String reason) implements Primary {
        public Unknown {
            serving = Set.copyOf(serving);
        }
    }

    /**
     * This one, and no other.
     *
     * @param since when it was offered first
     * @param epoch of the failover, or of the configuration, that made it primary; empty: no sentinel has to do with it
     * @param proof what stands behind it
     */
    record Offered(BackendId backend, Instant since, Optional<Epoch> epoch, String proof) implements Primary {
        @Override
        public String reason() {
            return proof;
        }
    }

    /**
     * Nobody: the last one is known to be stale or may be, and no other is proven.
     *
     * @param since when it was withdrawn
     */
    record Withheld(Instant since, String reason) implements Primary {}
}
