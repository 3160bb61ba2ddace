package org.bolabaden.outrider.sentinel;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.PrimarySource;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * A service of which there is one primary at the most, and how that is found out.
 *
 * @param service which
 * @param source by whose word
 * @param listed its backends, by the address at which they are reached: nobody else is ever connected to
 */
public record Watch(ServiceName service, PrimarySource source, Map<Endpoint, BackendId> listed) {
    public Watch {
        listed = Map.copyOf(listed);
    }

    /** Empty: the service has no primary. */
    public static Optional<Watch> of(Service service) {
        return source(service).map(source -> new Watch(service.name(), source, listed(service)));
    }

    /** The one place that asks the registry by whose word a primary is found. */
    private static Optional<PrimarySource> source(Service service) {
        return service.primary();
    }

    private static Map<Endpoint, BackendId> listed(Service service) {
        return service.backends().stream()
                .collect(Collectors.toMap(Backend::address, Backend::id, (first, same) -> first));
    }
}
