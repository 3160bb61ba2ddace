package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.Optional;

/**
 * What a tcp service says of its primary.
 *
 * @param sentinel the sentinels that tell it
 * @param choice how it is found without them
 * @param readPool the pool of its replicas
 */
record WrittenPrimary(
        Optional<WrittenSentinel> sentinel, Optional<Located<Choice>> choice, Optional<Located<ReadPool>> readPool) {
    static final WrittenPrimary NONE = new WrittenPrimary(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * The backend that is the primary, or {@link #ROLE}.
     *
     * @param host as it is written
     * @param port empty: the host says enough
     */
    record Choice(String host, Optional<Integer> port) {
        /** Whoever says so himself. */
        static final Choice ROLE = new Choice("role", Optional.empty());

        boolean names(Endpoint backend) {
            return NodeDirectory.lower(host).equals(NodeDirectory.lower(backend.host()))
                    && port.map(wanted -> wanted == backend.port()).orElse(true);
        }

        @Override
        public String toString() {
            return port.map(known -> new Endpoint(host, known).toString()).orElse(host);
        }
    }

    /**
     * A pool of replicas.
     *
     * @param port that the proxies bind for it
     * @param maxLag how long a replica may have heard nothing of its primary; empty: that does not matter
     */
    record ReadPool(Located<Integer> port, Optional<Duration> maxLag) {}
}
