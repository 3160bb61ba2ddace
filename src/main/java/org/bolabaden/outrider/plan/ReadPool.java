package org.bolabaden.outrider.plan;

import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * Who answers reads while no replica can: the primary that is offered, if it serves, although the checks of the pool say
 * that it is no replica. Pure.
 *
 * @param primary the service whose replicas the pool is of
 */
record ReadPool(ServiceName primary, Circumstances circumstances) {

    /** The pool as it is while a replica serves, else with the primary in its place. */
    List<ServerPlan> complete(List<ServerPlan> replicas) {
        boolean served = replicas.stream()
                .anyMatch(server ->
                        server.admin() == Admin.READY && server.weight().value() > 0);
        Optional<Endpoint> instead = served ? Optional.empty() : offered();
        return replicas.stream()
                .map(server -> instead.equals(Optional.of(server.backend().id().endpoint())) && !isForcedOut(server)
                        ? serving(server)
                        : server)
                .toList();
    }

    private boolean isForcedOut(ServerPlan server) {
        return circumstances.registry().service(server.backend().id().service()).stream()
                .flatMap(reads -> circumstances.drain(reads, server.backend()).stream())
                .anyMatch(Drain::forced);
    }

    private Optional<Endpoint> offered() {
        Optional<Service> service = circumstances.registry().service(primary);
        Optional<BackendId> offered = circumstances.primary(primary).offered();
        return service.map(parent -> new PrimaryPlan(parent, circumstances).servers()).stream()
                .flatMap(List::stream)
                .filter(server -> server.admin() == Admin.READY)
                .map(server -> server.backend().id())
                .filter(ready -> offered.equals(Optional.of(ready)))
                .map(BackendId::endpoint)
                .findFirst();
    }

    private static ServerPlan serving(ServerPlan server) {
        return new ServerPlan(
                server.backend(),
                Admin.READY,
                server.backend().weight(),
                Role.ACTIVE,
                server.address(),
                "the primary, answers reads because no replica can; " + server.reason(),
                true);
    }
}
