package org.bolabaden.outrider.drain;

import java.util.Set;
import org.bolabaden.outrider.registry.NodeName;

/**
 * What operators said on other nodes, as far as is known. What this node made itself is not among it. Asked with each plan:
 * never blocks; any thread.
 */
public interface DrainSource {
    /** Nobody else drains anything. */
    DrainSource NONE = new DrainSource() {
        @Override
        public Drains made() {
            return Drains.NONE;
        }

        @Override
        public Set<DrainId> revoked() {
            return Set.of();
        }

        @Override
        public boolean isKnown(NodeName node) {
            return false;
        }
    };

    /** The drains that they made, each with the node that made it ({@link Drain#by}); those that are over too. */
    Drains made();

    /** The drains that they ended and did not make. */
    Set<DrainId> revoked();

    /** Whether all that this node made is known. */
    boolean isKnown(NodeName node);
}
