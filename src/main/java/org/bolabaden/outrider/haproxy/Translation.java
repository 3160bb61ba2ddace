package org.bolabaden.outrider.haproxy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.bolabaden.outrider.haproxy.Desired.Pool;
import org.bolabaden.outrider.haproxy.Desired.Server;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.Weight;

/** Says a plan in the terms of one HAProxy: which of its servers shall be what. Pure. */
final class Translation {
    private final Binding binding;
    private final ActualState actual;
    private final Predicate<ServerRef> backups;
    private final Map<String, List<ServerRef>> surplus;
    private final Set<String> present;

    Translation(Binding binding, ActualState actual, Predicate<ServerRef> backups) {
        this.binding = binding;
        this.actual = actual;
        this.backups = backups;
        this.surplus = binding.surplus(actual);
        this.present = actual.backends();
    }

    List<Pool> pools(Plan plan) {
        List<Pool> pools = new ArrayList<>();
        for (ServicePlan service : plan.services().values()) {
            String backend = binding.backends().get(service.service().name());
            // A service without backends empties no pool: that would be an outage by a slip of the editor.
            if (backend != null && !service.servers().isEmpty()) {
                pools.add(pool(service, backend));
                List<ServerPlan> locals = service.servers().stream()
                        .filter(server -> server.backend().local())
                        .toList();
                if (!locals.isEmpty() && present.contains(Companions.local(backend))) {
                    pools.add(localPool(locals, Companions.local(backend), service.exclusive()));
                }
            }
        }
        return pools;
    }

    private Pool pool(ServicePlan service, String backend) {
        boolean hasLocal = service.service().hasLocal();
        String edge = Companions.edge(backend);
        List<Server> servers = service.servers().stream()
                .map(server -> server(server, ref(server.backend(), backend, edge), hasLocal && !service.exclusive()))
                .toList();
        List<ServerRef> leftOver = new ArrayList<>(surplus.getOrDefault(backend, List.of()));
        leftOver.addAll(surplus.getOrDefault(edge, List.of()));
        return new Pool(servers, leftOver, service.exclusive());
    }

    private ServerRef ref(Backend backend, String own, String edge) {
        ServerRef bound = binding.servers().get(backend.id());
        if (bound != null) {
            return bound;
        }
        boolean toEdge = backend.url().isPresent() && present.contains(edge);
        return new ServerRef(toEdge ? edge : own, backend.id().serverName());
    }

    private Pool localPool(List<ServerPlan> locals, String companion, boolean exclusive) {
        List<Server> servers = locals.stream()
                .map(local -> server(
                        local, new ServerRef(companion, local.backend().id().serverName()), true))
                .toList();
        Set<ServerRef> kept = new HashSet<>();
        servers.forEach(server -> kept.add(server.ref()));
        List<ServerRef> leftOver = actual.servers().keySet().stream()
                .filter(ref -> ref.backend().equals(companion) && Binding.isOurs(ref.server()) && !kept.contains(ref))
                .toList();
        return new Pool(servers, leftOver, exclusive);
    }

    private Server server(ServerPlan plan, ServerRef ref, boolean hasLocal) {
        Backend backend = plan.backend();
        boolean toBackUp = hasLocal && !backend.local();
        boolean backup = actual.server(ref).isPresent() ? backups.test(ref) : toBackUp;
        return new Server(
                ref,
                backend.id(),
                plan.admin(),
                weight(plan, backup),
                plan.address().or(() -> Binder.literal(backend)),
                backend.address().port(),
                new Weight(Math.max(1, backend.weight().value())),
                !backend.tls(),
                toBackUp,
                plan.asIfUp());
    }

    /** A fallback that HAProxy does not know as {@code backup} must get nothing while an active one serves. */
    private static Weight weight(ServerPlan plan, boolean backup) {
        return plan.role() == Role.FALLBACK && !backup ? Weight.ZERO : plan.weight();
    }
}
