package org.bolabaden.outrider.haproxy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * The pools of which one server may have sessions at the most, in HAProxy's terms. Pure.
 *
 * @param pools by HAProxy's backend
 */
record ExclusivePools(Map<String, Pool> pools) {
    static final ExclusivePools NONE = new ExclusivePools(Map.of());

    ExclusivePools {
        pools = Map.copyOf(pools);
    }

    /**
     * One of them.
     *
     * @param service whose
     * @param endpoints what the registry calls each of its servers
     * @param offered the servers that may have sessions: those that are ready, or those that drain while none is
     */
    record Pool(ServiceName service, Map<String, String> endpoints, Set<String> offered) {
        Pool {
            endpoints = Map.copyOf(endpoints);
            offered = Set.copyOf(offered);
        }

        /** Whether it is for us to say who may have sessions to that server: an operator's own is left alone. */
        boolean governs(String server) {
            return endpoints.containsKey(server) || Binding.isOurs(server);
        }

        /** What the registry calls the server; one that it no longer lists is called as HAProxy does. */
        String endpoint(String server) {
            return endpoints.getOrDefault(server, server);
        }
    }

    static ExclusivePools of(Desired desired) {
        Map<String, Pool> pools = new HashMap<>();
        for (Desired.Pool pool : desired.pools()) {
            if (pool.exclusive()) {
                add(pool, pools);
            }
        }
        return pools.isEmpty() ? NONE : new ExclusivePools(pools);
    }

    private static void add(Desired.Pool pool, Map<String, Pool> pools) {
        Set<ServerRef> offered = offered(pool.servers());
        pool.servers().stream()
                .collect(Collectors.groupingBy(server -> server.ref().backend()))
                .forEach((backend, servers) -> {
                    Map<String, String> endpoints = new HashMap<>();
                    servers.forEach(server -> endpoints.put(
                            server.ref().server(), server.backend().endpoint().toString()));
                    Set<String> ready = servers.stream()
                            .map(Desired.Server::ref)
                            .filter(offered::contains)
                            .map(ServerRef::server)
                            .collect(Collectors.toSet());
                    pools.put(backend, new Pool(servers.getFirst().backend().service(), endpoints, ready));
                });
    }

    /** Who of an exclusive pool's servers may have sessions. */
    static Set<ServerRef> offered(List<Desired.Server> servers) {
        Set<ServerRef> ready = in(Admin.READY, servers);
        return ready.isEmpty() ? in(Admin.DRAIN, servers) : ready;
    }

    private static Set<ServerRef> in(Admin admin, List<Desired.Server> servers) {
        return servers.stream()
                .filter(server -> server.admin() == admin)
                .map(Desired.Server::ref)
                .collect(Collectors.toCollection(HashSet::new));
    }

    boolean isEmpty() {
        return pools.isEmpty();
    }

    /** Whether that server must be without sessions. */
    boolean stale(ServerRef server) {
        Pool pool = pools.get(server.backend());
        return pool != null && pool.governs(server.server()) && !pool.offered().contains(server.server());
    }

    /** The servers that could have sessions before, and must be without now. */
    Set<ServerRef> left(ExclusivePools before) {
        Set<ServerRef> left = new LinkedHashSet<>();
        before.pools.forEach((backend, pool) -> pool.offered().stream()
                .map(server -> new ServerRef(backend, server))
                .filter(this::stale)
                .forEach(left::add));
        return left;
    }
}
