package org.bolabaden.outrider.haproxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.HostName;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * Finds the {@link Binding}, so that an operator's existing haproxy.cfg is adopted as it is. Pure.
 *
 * <p>A service takes the backend of exactly its name; else one of its name but for decoration; else the only one all of
 * whose servers are its backends and nobody else's. A backend takes the server of exactly its name; else the one that
 * it had (its address may have moved since); else the one that goes where it is; else the one named after its host.
 */
final class Binder {
    private final Collection<Service> services;
    private final Function<Backend, Optional<InetAddress>> addresses;
    private final Map<String, List<ServerState>> actual = new LinkedHashMap<>();
    private final Binding previous;
    private final Binding.Draft draft = new Binding.Draft();

    private Binder(
            Collection<Service> services,
            Function<Backend, Optional<InetAddress>> addresses,
            ActualState state,
            Binding previous) {
        this.services = services;
        this.addresses = addresses;
        this.previous = previous;
        state.backends().forEach(name -> actual.put(name, new ArrayList<>()));
        state.servers()
                .values()
                .forEach(
                        server -> Objects.requireNonNull(actual.get(server.ref().backend()))
                                .add(server));
    }

    /**
     * Binds.
     *
     * @param addresses where a backend is reached now, without looking anything up
     * @param previous the binding before this one; what still exists of it is kept
     */
    static Binding bind(
            Collection<Service> services,
            Function<Backend, Optional<InetAddress>> addresses,
            ActualState state,
            Binding previous) {
        return new Binder(services, addresses, state, previous).bind();
    }

    /** The address of a backend that the registry gives as a literal. */
    static Optional<InetAddress> literal(Backend backend) {
        try {
            return Optional.of(InetAddress.ofLiteral(backend.address().host()));
        } catch (IllegalArgumentException aName) {
            return Optional.empty();
        }
    }

    private Binding bind() {
        bindBackends((service, name) -> name.equals(service.name().value()));
        bindBackends((service, name) ->
                Optional.ofNullable(previous.backends().get(service.name())).equals(Optional.of(name)));
        bindBackends((service, name) -> BackendNames.means(name, service.name().value()));
        bindBackendsByAddress();
        services.forEach(this::bindServers);
        return draft.done();
    }

    private void bindBackends(BiPredicate<Service, String> match) {
        for (Service service : services) {
            if (!draft.has(service.name())) {
                actual.keySet().stream()
                        .filter(name -> draft.free(name) && match.test(service, name))
                        .findFirst()
                        .ifPresent(name -> draft.bind(service.name(), name));
            }
        }
    }

    private void bindBackendsByAddress() {
        Map<Place, Set<ServiceName>> owners = owners();
        Map<ServiceName, Set<String>> candidates = new LinkedHashMap<>();
        actual.forEach((name, servers) -> {
            if (draft.free(name) && !servers.isEmpty()) {
                soleOwner(servers, owners)
                        .ifPresent(owner -> candidates
                                .computeIfAbsent(owner, o -> new HashSet<>())
                                .add(name));
            }
        });
        candidates.forEach((service, names) -> {
            if (!draft.has(service) && names.size() == 1) {
                draft.bind(service, names.iterator().next());
            }
        });
    }

    private Map<Place, Set<ServiceName>> owners() {
        Map<Place, Set<ServiceName>> owners = new HashMap<>();
        for (Service service : services) {
            for (Backend backend : service.backends()) {
                address(backend)
                        .ifPresent(address -> owners.computeIfAbsent(
                                        new Place(address, backend.address().port()), p -> new HashSet<>())
                                .add(service.name()));
            }
        }
        return owners;
    }

    private static Optional<ServiceName> soleOwner(List<ServerState> servers, Map<Place, Set<ServiceName>> owners) {
        Set<ServiceName> found = new HashSet<>();
        for (ServerState server : servers) {
            Set<ServiceName> of = server.address()
                    .map(address -> owners.getOrDefault(new Place(address, server.port()), Set.of()))
                    .orElse(Set.of());
            if (of.size() != 1) {
                return Optional.empty();
            }
            found.addAll(of);
        }
        return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
    }

    private void bindServers(Service service) {
        String backend = draft.backends().get(service.name());
        if (backend == null) {
            return;
        }
        List<ServerState> servers = Objects.requireNonNull(actual.get(backend));
        List<Function<Backend, Predicate<ServerState>>> rules = List.of(
                b -> server -> server.ref().server().equals(b.id().serverName()),
                b -> server -> server.ref().equals(previous.servers().get(b.id())),
                b -> server -> isAt(server, b),
                b -> server -> server.ref().server().equalsIgnoreCase(host(b)));
        rules.forEach(rule -> service.backends().forEach(b -> bindServer(b, servers, rule.apply(b))));
        service.backends().forEach(b -> bindByFirstLabel(service, b, servers));
    }

    private void bindServer(Backend backend, List<ServerState> servers, Predicate<ServerState> match) {
        if (draft.has(backend.id())) {
            return;
        }
        servers.stream()
                .filter(server -> draft.free(server.ref()) && match.test(server))
                .findFirst()
                .ifPresent(server -> draft.bind(backend.id(), server.ref()));
    }

    private void bindByFirstLabel(Service service, Backend backend, List<ServerState> servers) {
        String label = firstLabel(backend);
        long sharing = service.backends().stream()
                .filter(other -> firstLabel(other).equalsIgnoreCase(label))
                .count();
        if (sharing == 1) {
            bindServer(backend, servers, server -> server.ref().server().equalsIgnoreCase(label));
        }
    }

    private boolean isAt(ServerState server, Backend backend) {
        if (server.port() != backend.address().port()) {
            return false;
        }
        boolean sameName = server.fqdn()
                .filter(fqdn -> fqdn.equalsIgnoreCase(host(backend))
                        || fqdn.equalsIgnoreCase(backend.address().host()))
                .isPresent();
        return sameName || (server.address().isPresent() && server.address().equals(address(backend)));
    }

    private Optional<InetAddress> address(Backend backend) {
        return addresses.apply(backend).or(() -> literal(backend));
    }

    private static String host(Backend backend) {
        return backend.id().endpoint().host();
    }

    private static String firstLabel(Backend backend) {
        String host = host(backend);
        int dot = host.indexOf('.');
        return dot < 0 || HostName.isAddress(host) ? host : host.substring(0, dot);
    }

    private record Place(InetAddress address, int port) {}
}
