package org.bolabaden.outrider.sentinel;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * How a sentinel, or a Redis, is reached.
 *
 * @param address where
 * @param services whose primary it is asked about
 * @param up whether it answers
 * @param since when that began
 * @param id which sentinel it is; empty: not known, or a Redis
 * @param reason what is wrong, if it does not answer, or has nothing to say of a service; else empty
 */
public record Reach(
        Endpoint address,
        Set<ServiceName> services,
        boolean up,
        Instant since,
        Optional<SentinelId> id,
        Optional<String> reason) {
    public Reach {
        services = Set.copyOf(services);
    }
}
