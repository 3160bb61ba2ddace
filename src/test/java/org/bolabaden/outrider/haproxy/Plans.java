package org.bolabaden.outrider.haproxy;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Balance;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.Section;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.registry.Weight;

/** Builds plans for tests: a tcp service whose servers are ready, active, of weight 100, unless said otherwise. */
final class Plans {
    private static final Check CHECK = new Check.Tcp(new Check.Schedule(Duration.ofSeconds(2), Duration.ofMillis(500)));

    private final Map<ServiceName, List<ServerPlan>> services = new LinkedHashMap<>();
    private final Set<ServiceName> exclusive = new HashSet<>();
    private Section section = Section.TCP;
    private ServiceName service;

    static Plans service(String name) {
        return new Plans().and(name);
    }

    Plans and(String name) {
        service = new ServiceName(name);
        services.put(service, new ArrayList<>());
        return this;
    }

    /** Of this service one server may have sessions at the most. */
    Plans exclusive() {
        exclusive.add(service);
        return this;
    }

    Plans http() {
        section = Section.HTTP;
        return this;
    }

    Plans ready(String host, int port, int weight) {
        return server(host, port, Admin.READY, weight, Role.ACTIVE, Optional.empty());
    }

    Plans ready(String host, int port) {
        return ready(host, port, 100);
    }

    Plans ready(String host, int port, String address) {
        return server(host, port, Admin.READY, 100, Role.ACTIVE, Optional.of(InetAddress.ofLiteral(address)));
    }

    Plans asIfUp(String host, int port) {
        services.get(service)
                .add(new ServerPlan(
                        backend(host, port, Optional.empty()),
                        Admin.READY,
                        Weight.DEFAULT,
                        Role.ACTIVE,
                        Optional.empty(),
                        "test",
                        true));
        return this;
    }

    Plans fallback(String host, int port) {
        return server(host, port, Admin.READY, 100, Role.FALLBACK, Optional.empty());
    }

    Plans maint(String host, int port) {
        return server(host, port, Admin.MAINT, 100, Role.ACTIVE, Optional.empty());
    }

    Plans drain(String host, int port) {
        return server(host, port, Admin.DRAIN, 100, Role.ACTIVE, Optional.empty());
    }

    Plans tls(String host) {
        Backend backend = backend(host, 443, Optional.of(URI.create("https://" + host)));
        services.get(service)
                .add(new ServerPlan(
                        backend,
                        Admin.READY,
                        Weight.DEFAULT,
                        Role.ACTIVE,
                        Optional.of(InetAddress.ofLiteral("127.0.0.1")),
                        "test"));
        return this;
    }

    Plans server(String host, int port, Admin admin, int weight, Role role, Optional<InetAddress> address) {
        services.get(service)
                .add(new ServerPlan(
                        backend(host, port, Optional.empty()), admin, new Weight(weight), role, address, "test"));
        return this;
    }

    private Backend backend(String host, int port, Optional<URI> url) {
        Endpoint endpoint = new Endpoint(host, port);
        return new Backend(
                new BackendId(service, endpoint),
                new NodeName(host),
                endpoint,
                false,
                Weight.DEFAULT,
                url,
                org.bolabaden.outrider.registry.UpstreamTls.DEFAULT,
                CHECK);
    }

    Plan plan() {
        return plan(1);
    }

    Plan plan(long sequence) {
        Map<ServiceName, ServicePlan> plans = new LinkedHashMap<>();
        services.forEach((name, servers) -> plans.put(
                name,
                new ServicePlan(
                        registered(name, servers), servers, Optional.empty(), Map.of(), exclusive.contains(name))));
        return new Plan(sequence, plans);
    }

    List<Service> registry() {
        return plan().services().values().stream().map(ServicePlan::service).toList();
    }

    private Service registered(ServiceName name, List<ServerPlan> servers) {
        return new Service(
                name,
                section,
                List.of(),
                section == Section.TCP ? OptionalInt.of(6379) : OptionalInt.empty(),
                Balance.ROUNDROBIN,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                servers.stream().map(ServerPlan::backend).toList());
    }
}
