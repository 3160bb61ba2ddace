package org.bolabaden.outrider.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * HAProxy's counters as one worker told them, and whose they are. Pure.
 *
 * @param state what was read
 * @param binding whose backends and servers these are
 * @param readAt when, by the nano clock
 */
record Statistics(ActualState state, Binding binding, long readAt) {
    /** What the service's backend and its companions have counted together; empty: it has none in HAProxy. */
    Optional<Traffic> of(ServiceName service) {
        String own = binding.backends().get(service);
        return own == null
                ? Optional.empty()
                : Traffic.sum(rows(Stream.of(own, Companions.edge(own), Companions.local(own))
                        .map(name -> state.backendStats().get(name))));
    }

    /**
     * What the backend's servers have counted together: its own, and for a local one that of the companion that peers
     * ask; empty: HAProxy has none, or had none at the last reading.
     */
    Optional<Traffic> of(Backend backend) {
        List<ServerRef> servers = new ArrayList<>(2);
        ServerRef bound = binding.servers().get(backend.id());
        if (bound != null) {
            servers.add(bound);
        }
        String own = binding.backends().get(backend.id().service());
        if (own != null && backend.local()) {
            servers.add(new ServerRef(Companions.local(own), backend.id().serverName()));
        }
        return Traffic.sum(
                rows(servers.stream().map(server -> state.serverStats().get(server))));
    }

    private static List<ProxyStats> rows(Stream<ProxyStats> found) {
        return found.filter(Objects::nonNull).toList();
    }
}
