package org.bolabaden.outrider.sentinel;

import java.time.Instant;
import java.util.Map;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * News for who follows a master: all that a decision can depend on. Of one connection they are in the order in which they
 * arrived; those of a connection that was lost end with {@link Lost}. Whoever answers at an address may claim any id: each
 * says at which address it was said.
 */
public sealed interface Signal {
    /** When it arrived. */
    Instant at();

    /**
     * A sentinel is connected, subscribed, and has said what it holds of the master.
     *
     * @param address where it is reached: as configured, or as another one named it
     * @param others whom it knows beside itself, and where
     */
    record Viewed(Instant at, SentinelId sentinel, Endpoint address, MasterView view, Map<SentinelId, Endpoint> others)
            implements Signal {
        public Viewed {
            others = Map.copyOf(others);
        }
    }

    /**
     * A sentinel published something.
     *
     * @param address where it is reached, as in {@link Viewed}
     */
    record Heard(Instant at, SentinelId sentinel, Endpoint address, SentinelEvent event) implements Signal {}

    /**
     * A sentinel is no longer heard: what it said last counts no more.
     *
     * @param address where it was reached, as in {@link Viewed}
     */
    record Lost(Instant at, SentinelId sentinel, Endpoint address) implements Signal {}

    /**
     * A Redis answered ROLE.
     *
     * @param redis its backend's address in the registry
     * @param asked when it was asked: an answer is as old as its question
     */
    record Answered(Instant at, Endpoint redis, RedisRole role, Instant asked) implements Signal {}

    /**
     * Something was done about a failover that the follower itself does not see.
     *
     * @param kind what
     * @param detail for people
     */
    record Noted(Instant at, Failover.Kind kind, String detail) implements Signal {}

    /** Time went by. */
    record Ticked(Instant at) implements Signal {}
}
