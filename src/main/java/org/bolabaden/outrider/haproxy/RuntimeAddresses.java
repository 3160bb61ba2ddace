package org.bolabaden.outrider.haproxy;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * A plan for the files, completed by what HAProxy connects to now: after a restart of ours a name may not be resolved yet
 * that the running worker has long had the address of, and a file without it would forget that. Pure.
 */
public final class RuntimeAddresses {
    // Stands in the rendered file for a name that has no address yet (RFC 5737).
    private static final String NOWHERE = "192.0.2.1";

    private RuntimeAddresses() {}

    /** The same plan, each unknown address as the worker has it. */
    public static Plan complete(Plan plan, ActualState actual) {
        Map<ServiceName, ServicePlan> services = new LinkedHashMap<>();
        plan.services().forEach((name, service) -> services.put(name, complete(service, actual)));
        return new Plan(plan.sequence(), services);
    }

    private static ServicePlan complete(ServicePlan service, ActualState actual) {
        List<ServerPlan> servers = service.servers().stream()
                .map(server -> server.address().isPresent() ? server : complete(server, actual))
                .toList();
        return service.with(servers);
    }

    private static ServerPlan complete(ServerPlan server, ActualState actual) {
        ServerRef ref = new ServerRef(
                server.backend().id().service().value(), server.backend().id().serverName());
        Optional<InetAddress> known = actual.server(ref)
                .filter(state -> state.port() == server.backend().address().port())
                .flatMap(RuntimeAddresses::real);
        return server.at(known);
    }

    /** The address that a server connects to, unless it only stands for one that is not known. */
    static Optional<InetAddress> real(ServerState server) {
        return server.address()
                .filter(address -> !address.getHostAddress().equals(NOWHERE) && !address.isAnyLocalAddress());
    }
}
