package org.bolabaden.outrider.registry;

import java.net.URI;
import java.util.Optional;

/**
 * One place where a service runs, or is reached.
 *
 * @param id its name
 * @param node the host it runs on: the {@code nodes:} entry that it names, or its host itself
 * @param address where the connection really goes: the node's {@code address:} when it has one, else the host of the id
 * @param local whether that node is this one
 * @param weight its share of the pool
 * @param url set when it is reached through that node's own edge, {@code http} or {@code https}
 * @param upstreamTls how its certificate is verified, when it is reached by {@code https}
 * @param check how it is checked
 */
public record Backend(
        BackendId id,
        NodeName node,
        Endpoint address,
        boolean local,
        Weight weight,
        Optional<URI> url,
        UpstreamTls upstreamTls,
        Check check) {

    /** The same backend with another check. */
    public Backend with(Check other) {
        return new Backend(id, node, address, local, weight, url, upstreamTls, other);
    }

    /** The same place, as a backend of another service. */
    Backend of(ServiceName service, Check other) {
        return new Backend(
                new BackendId(service, id.endpoint()), node, address, local, weight, url, upstreamTls, other);
    }

    /** Whether the connection is TLS from the first byte. */
    public boolean tls() {
        return url.map(u -> "https".equals(u.getScheme())).orElse(false);
    }

    @Override
    public String toString() {
        return id + (local ? " (local)" : "");
    }
}
