package org.bolabaden.outrider.sentinel;

import java.util.Set;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * What one sentinel holds of a master: its answer to {@code SENTINEL MASTER}.
 *
 * @param address whom it names as the primary: the backend's own address in the registry where it is one
 * @param epoch of that configuration
 * @param flags of those that it has set, what matters here
 */
public record MasterView(Endpoint address, Epoch epoch, Set<Flag> flags) {
    public MasterView {
        flags = Set.copyOf(flags);
    }

    /** Flags of a master. */
    public enum Flag {
        /** {@code s_down}. */
        SUBJECTIVELY_DOWN,
        /** {@code o_down}. */
        OBJECTIVELY_DOWN,
        /** {@code failover_in_progress}: this sentinel leads one. */
        FAILOVER_IN_PROGRESS
    }

    /** Whether the sentinel sees nothing wrong with it. */
    boolean calm() {
        return flags.isEmpty();
    }

    boolean names(Endpoint other) {
        return address.equals(other);
    }
}
