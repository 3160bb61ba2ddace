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
import java.util.function.Function;
import org.bolabaden.outrider.haproxy.ServerIndex.Place;
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
    private final Map<String, ServerIndex> actual = new LinkedHashMap<>();
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
        state.backends().forEach(name -> actual.put(name, new ServerIndex()));
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
        String host = backend.address().host();
        return HostName.isAddress(host) ? Optional.of(InetAddress.ofLiteral(host)) : Optional.empty();
    }

    private Binding bind() {
        Map<String, List<String>> undressed = new HashMap<>();
        actual.keySet()
                .forEach(name -> BackendNames.meanings(name)
                        .forEach(meaning -> undressed
                                .computeIfAbsent(meaning, m -> new ArrayList<>())
                                .add(name)));
        bindBackends(service -> List.of(service.name().value()));
        bindBackends(service -> Optional.ofNullable(previous.backends().get(service.name())).stream()
                .toList());
        bindBackends(service ->
                undressed.getOrDefault(BackendNames.plain(service.name().value()), List.of()));
        bindBackendsByAddress();
        services.forEach(this::bindServers);
        return draft.done();
    }

    private void bindBackends(Function<Service, List<String>> candidates) {
        for (Service service : services) {
            if (!draft.has(service.name())) {
                candidates.apply(service).stream()
                        .filter(name -> actual.containsKey(name) && draft.free(name))
                        .findFirst()
                        .ifPresent(name -> draft.bind(service.name(), name));
            }
        }
    }

    private void bindBackendsByAddress() {
        Map<Place, Set<ServiceName>> owners = owners();
        Map<ServiceName, Set<String>> candidates = new LinkedHashMap<>();
        actual.forEach((name, servers) -> {
            if (draft.free(name) && !Companions.isOne(name) && !servers.all().isEmpty()) {
                soleOwner(servers.all(), owners)
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
                                        Place.of(address, backend.address().port()), p -> new HashSet<>())
                                .add(service.name()));
            }
        }
        return owners;
    }

    private static Optional<ServiceName> soleOwner(List<ServerState> servers, Map<Place, Set<ServiceName>> owners) {
        Set<ServiceName> found = new HashSet<>();
        for (ServerState server : servers) {
            Set<ServiceName> of = server.address()
                    .map(address -> owners.getOrDefault(Place.of(address, server.port()), Set.of()))
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
        if (backend != null) {
            List<Backend> edges = service.backends().stream()
                    .filter(one -> one.url().isPresent())
                    .toList();
            bindServers(Companions.edge(backend), edges);
            bindServers(backend, service.backends());
        }
    }

    private void bindServers(String backend, List<Backend> backends) {
        ServerIndex servers = actual.get(backend);
        if (servers != null) {
            new ServerBinder(servers, this::address, previous.servers(), draft).bind(backends);
        }
    }

    private Optional<InetAddress> address(Backend backend) {
        return addresses.apply(backend).or(() -> literal(backend));
    }
}
