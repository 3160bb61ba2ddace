package org.bolabaden.outrider.haproxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Weight;

/**
 * The plan in HAProxy's terms: what each of its servers shall be.
 *
 * @param pools one for each service that has a backend in HAProxy
 */
record Desired(List<Pool> pools) {
    Desired {
        pools = List.copyOf(pools);
    }

    /**
     * What one backend of HAProxy shall be.
     *
     * @param servers that shall be there
     * @param surplus that shall go
     */
    record Pool(List<Server> servers, List<ServerRef> surplus) {
        Pool {
            servers = List.copyOf(servers);
            surplus = List.copyOf(surplus);
        }
    }

    /**
     * What one server shall be.
     *
     * @param ref its name in HAProxy
     * @param backend its name in the registry
     * @param admin its administrative state
     * @param weight its weight, when ready
     * @param address where it shall connect to; empty: not known, so left as it is
     * @param port where it shall connect to
     * @param initialWeight what it is added with
     * @param addable whether it may be added when it is missing
     */
    record Server(
            ServerRef ref,
            BackendId backend,
            Admin admin,
            Weight weight,
            Optional<InetAddress> address,
            int port,
            Weight initialWeight,
            boolean addable) {
        boolean ready() {
            return admin == Admin.READY;
        }
    }

    /** Translates the plan for this HAProxy. */
    static Desired of(Plan plan, Binding binding, ActualState actual) {
        List<Pool> pools = new ArrayList<>();
        Map<String, List<ServerRef>> surplus = binding.surplus(actual);
        for (ServicePlan service : plan.services().values()) {
            String backend = binding.backends().get(service.service().name());
            // A service without backends empties no pool: that would be an outage by a slip of the editor.
            if (backend != null && !service.servers().isEmpty()) {
                List<Server> servers = service.servers().stream()
                        .map(server -> server(server, backend, binding, actual))
                        .toList();
                pools.add(new Pool(servers, surplus.getOrDefault(backend, List.of())));
            }
        }
        return new Desired(pools);
    }

    /** All servers, by their name in HAProxy. */
    Map<ServerRef, Server> byRef() {
        Map<ServerRef, Server> byRef = new HashMap<>();
        pools.forEach(pool -> pool.servers().forEach(server -> byRef.put(server.ref(), server)));
        return byRef;
    }

    private static Server server(ServerPlan plan, String haproxyBackend, Binding binding, ActualState actual) {
        Backend backend = plan.backend();
        ServerRef bound = binding.servers().get(backend.id());
        ServerRef ref = bound != null
                ? bound
                : new ServerRef(haproxyBackend, backend.id().serverName());
        return new Server(
                ref,
                backend.id(),
                plan.admin(),
                weight(plan, actual.backup(ref)),
                plan.address().or(() -> Binder.literal(backend)),
                backend.address().port(),
                new Weight(Math.max(1, backend.weight().value())),
                !backend.tls());
    }

    /** A fallback that HAProxy does not know as {@code backup} must get nothing while an active one serves. */
    private static Weight weight(ServerPlan plan, boolean backup) {
        return plan.role() == Role.FALLBACK && !backup ? Weight.ZERO : plan.weight();
    }
}
