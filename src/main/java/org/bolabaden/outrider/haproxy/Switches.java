package org.bolabaden.outrider.haproxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bolabaden.outrider.haproxy.ExclusivePools.Pool;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.registry.ServiceName;

/** Notices in what was read of HAProxy when an exclusive pool has moved. Confined to the applier's thread; no I/O. */
final class Switches {
    private final Map<String, Set<String>> readyBefore = new HashMap<>();

    /**
     * A pool in which somebody is no longer ready, or somebody else is.
     *
     * @param from who was ready before, as the registry says; empty: nobody
     * @param to the only one that is ready now; empty: nobody, or more than one
     * @param left who must have no sessions any more
     * @param news whether it is another one than the last that was told; else a worker had come up with an older file
     */
    record Switch(ServiceName service, Optional<String> from, Optional<String> to, Set<ServerRef> left, boolean news) {
        Switch {
            left = Set.copyOf(left);
        }
    }

    /**
     * Compares.
     *
     * @param before as HAProxy was before it was told anything
     * @param after as it was read last
     */
    List<Switch> observe(ExclusivePools pools, ActualState before, ActualState after) {
        readyBefore.keySet().retainAll(pools.pools().keySet());
        List<Switch> switches = new ArrayList<>();
        pools.pools().forEach((backend, pool) -> {
            Set<String> were = ready(backend, pool, before);
            Set<String> are = ready(backend, pool, after);
            Set<String> told = readyBefore.getOrDefault(backend, were);
            readyBefore.put(backend, are);
            Set<String> gone = new TreeSet<>(were);
            gone.addAll(told);
            gone.removeAll(are);
            boolean news = !told.equals(are);
            if (news || !gone.isEmpty()) {
                switches.add(new Switch(
                        pool.service(), first(told, are, pool), only(are, pool), refs(backend, gone, pools), news));
            }
        });
        return switches;
    }

    private static Set<String> ready(String backend, Pool pool, ActualState state) {
        Set<String> ready = new TreeSet<>();
        state.servers().forEach((ref, server) -> {
            if (ref.backend().equals(backend) && server.admin() == Admin.READY && pool.governs(ref.server())) {
                ready.add(ref.server());
            }
        });
        return ready;
    }

    /** Of those before one that has left, if there is any. */
    private static Optional<String> first(Set<String> before, Set<String> now, Pool pool) {
        return before.stream()
                .filter(server -> !now.contains(server))
                .findFirst()
                .or(() -> before.stream().findFirst())
                .map(pool::endpoint);
    }

    private static Optional<String> only(Set<String> ready, Pool pool) {
        return ready.size() == 1 ? ready.stream().findFirst().map(pool::endpoint) : Optional.empty();
    }

    private static Set<ServerRef> refs(String backend, Set<String> servers, ExclusivePools pools) {
        Set<ServerRef> refs = new HashSet<>();
        servers.stream()
                .map(server -> new ServerRef(backend, server))
                .filter(pools::stale)
                .forEach(refs::add);
        return refs;
    }
}
