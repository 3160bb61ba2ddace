package org.bolabaden.outrider.haproxy;

import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Service;

/**
 * What the running HAProxy serves as we meet it, so that nothing is taken out merely because we started. Pure.
 *
 * <p>HAProxy's own word is enough, sessions or none: what is ready there was put there by an operator, by its file or by
 * the Outrider before us, and is the last truth there is. Who has not been judged by then is {@code disabled} in the files
 * that we render, and in maintenance over the runtime socket.
 *
 * @param serving the backends that HAProxy has as ready, up and with a weight, at the registry's port, each with the address
 *     that its sessions go to. A server at another port is not this backend, whatever its name: it waits for a passed check
 */
public record Adoption(Map<BackendId, InetAddress> serving) {
    public Adoption {
        serving = Map.copyOf(serving);
    }

    /** Finds the registry's backends in what HAProxy is; no name is looked up. */
    public static Adoption of(ActualState actual, Collection<Service> services) {
        Binding binding = Binder.bind(services, Binder::literal, actual, Binding.NONE);
        Map<BackendId, InetAddress> serving = new LinkedHashMap<>();
        services.stream()
                .flatMap(service -> service.backends().stream())
                .forEach(backend ->
                        target(backend, binding, actual).ifPresent(address -> serving.put(backend.id(), address)));
        return new Adoption(serving);
    }

    private static Optional<InetAddress> target(Backend backend, Binding binding, ActualState actual) {
        return Optional.ofNullable(binding.servers().get(backend.id()))
                .flatMap(actual::server)
                .filter(server ->
                        server.serving() && server.port() == backend.address().port())
                .flatMap(RuntimeAddresses::real);
    }
}
