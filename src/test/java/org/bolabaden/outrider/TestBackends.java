package org.bolabaden.outrider;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Balance;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.Section;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.registry.UpstreamTls;
import org.bolabaden.outrider.registry.Weight;

/** Backends, services and registries with good defaults. */
public final class TestBackends {
    public static final Check.Schedule SCHEDULE = new Check.Schedule(Duration.ofSeconds(2), Duration.ofMillis(500));

    private TestBackends() {}

    /** A tcp backend on the node of that name. */
    public static Backend peer(String service, String node, int port) {
        return backend(service, node, port, false, Weight.DEFAULT);
    }

    /** A tcp backend on this node. */
    public static Backend local(String service, String node, int port) {
        return backend(service, node, port, true, Weight.DEFAULT);
    }

    public static Backend backend(String service, String node, int port, boolean local, Weight weight) {
        Endpoint endpoint = new Endpoint(node, port);
        return new Backend(
                new BackendId(new ServiceName(service), endpoint),
                new NodeName(node),
                endpoint,
                local,
                weight,
                Optional.empty(),
                UpstreamTls.DEFAULT,
                new Check.Tcp(SCHEDULE));
    }

    /** The tcp service that these backends name. */
    public static Service service(Backend... backends) {
        return service(List.of(backends));
    }

    public static Service service(List<Backend> backends) {
        return new Service(
                backends.getFirst().id().service(),
                Section.TCP,
                List.of(),
                OptionalInt.of(6379),
                Balance.ROUNDROBIN,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                backends);
    }

    public static Registry registry(Service... services) {
        Map<ServiceName, Service> byName = new java.util.LinkedHashMap<>();
        Stream.of(services).forEach(service -> byName.put(service.name(), service));
        return new Registry("test", Map.of(), byName, false);
    }
}
