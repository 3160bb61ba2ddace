package org.bolabaden.outrider.haproxy;

import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * Is told when a service that has one primary at the most has moved in HAProxy, on the threads that talk to it. Must not
 * block; what it throws is reported as a fault of these threads' loops.
 */
public interface SwitchListener {
    /** Tells nobody. */
    SwitchListener NONE = new SwitchListener() {};

    /**
     * HAProxy was read to be so, and what lived in old workers then has been shut.
     *
     * @param from the server that was ready before, as {@code host:port}; empty: none was
     * @param to the only one that is ready now; empty: none, or more than one
     * @param at when it was read
     */
    default void switched(ServiceName service, Optional<String> from, Optional<String> to, Instant at) {}

    /**
     * No session to a server that left is there any more, and none that was connecting can come. Follows each
     * {@link #switched} for each server that left, also when it had no sessions, unless the server is offered again
     * before; and comes alone, for sessions that were found later.
     *
     * @param server as {@code host:port}; HAProxy's own name for one that the registry no longer lists
     * @param inCurrent how many were cut in the current worker
     * @param inOldWorkers how many were cut in workers that reloads left behind; 0 also when no master can be asked
     * @param at when they were found to be gone
     */
    default void cut(ServiceName service, String server, int inCurrent, int inOldWorkers, Instant at) {}
}
