package org.bolabaden.outrider.haproxy;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.HostName;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * Which of HAProxy's backends and servers stand for which of the registry's services and backends. A service that is
 * not in it has no backend in HAProxy, and is another proxy's business.
 *
 * @param backends HAProxy's backend of each service that has one
 * @param servers HAProxy's server of each backend that has one
 */
record Binding(Map<ServiceName, String> backends, Map<BackendId, ServerRef> servers) {
    static final Binding NONE = new Binding(Map.of(), Map.of());

    Binding {
        backends = Map.copyOf(backends);
        servers = Map.copyOf(servers);
    }

    /**
     * The servers that the registry no longer lists and that bear a name of our making ({@code host:port}), by bound
     * backend, the companion for edges included. Others in these are the operator's own, and left alone.
     */
    Map<String, List<ServerRef>> surplus(ActualState actual) {
        Set<String> driven = new HashSet<>(backends.values());
        backends.values().forEach(backend -> driven.add(Companions.edge(backend)));
        Set<ServerRef> bound = new HashSet<>(servers.values());
        return actual.servers().keySet().stream()
                .filter(ref -> driven.contains(ref.backend()) && !bound.contains(ref) && isOurs(ref.server()))
                .collect(Collectors.groupingBy(ServerRef::backend));
    }

    static boolean isOurs(String server) {
        int colon = server.lastIndexOf(':');
        return colon > 0
                && server.substring(colon + 1).matches("[1-9][0-9]{0,4}")
                && HostName.isValid(server.substring(0, colon));
    }

    /** A binding in the making: what is claimed once is not claimed again. */
    static final class Draft {
        private final Map<ServiceName, String> backends = new LinkedHashMap<>();
        private final Map<BackendId, ServerRef> servers = new LinkedHashMap<>();
        private final Set<String> claimedBackends = new LinkedHashSet<>();
        private final Set<ServerRef> claimedServers = new LinkedHashSet<>();

        boolean has(ServiceName service) {
            return backends.containsKey(service);
        }

        boolean has(BackendId backend) {
            return servers.containsKey(backend);
        }

        boolean free(String backend) {
            return !claimedBackends.contains(backend);
        }

        boolean free(ServerRef server) {
            return !claimedServers.contains(server);
        }

        void bind(ServiceName service, String backend) {
            backends.put(service, backend);
            claimedBackends.add(backend);
        }

        void bind(BackendId backend, ServerRef server) {
            servers.put(backend, server);
            claimedServers.add(server);
        }

        Map<ServiceName, String> backends() {
            return backends;
        }

        Binding done() {
            return new Binding(backends, servers);
        }
    }
}
