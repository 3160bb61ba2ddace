package org.bolabaden.outrider.sentinel;

import org.bolabaden.outrider.registry.Endpoint;

/** What a Redis says of itself: its answer to {@code ROLE}. Proves nothing alone: a returning old primary says master for 10 s. */
public sealed interface RedisRole {
    /** It takes writes. */
    record Master() implements RedisRole {}

    /**
     * It follows another.
     *
     * @param of whom: the backend's own address in the registry where it is one
     * @param linked whether it is connected to it
     */
    record Replica(Endpoint of, boolean linked) implements RedisRole {}
}
