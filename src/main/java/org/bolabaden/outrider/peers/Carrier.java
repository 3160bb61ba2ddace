package org.bolabaden.outrider.peers;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.NodeName;

/**
 * Carries what sidecars say of themselves through a store that all of them reach. A key of each node expires soon after its
 * sidecar has fallen silent. All methods return at once; any thread.
 */
public interface Carrier extends AutoCloseable {
    /** Listens to those from now on, and to no others. */
    void follow(Set<NodeName> peers);

    /**
     * Says this for the next intervals, so that it has to be said again; nobody hears of this node before the first time, or
     * after it has fallen silent.
     */
    void publish(LocalView own);

    @Override
    void close();

    /** What is told of it, on a worker thread; calls never overlap. */
    interface Listener {
        /** What the store has of those; of the others nothing is said. */
        void heard(Map<NodeName, Word> words);

        /**
         * Whether the store could be read and written just now; told at least once an interval.
         *
         * @param fault why not; empty: it could
         */
        void reached(Optional<String> fault);
    }
}
