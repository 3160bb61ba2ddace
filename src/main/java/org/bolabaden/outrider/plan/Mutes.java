package org.bolabaden.outrider.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.MaintenanceWindow;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * Whose events are muted, and why: a service's while one that it depends on has no backend that is up, and everybody's in
 * their maintenance windows and while they are drained. How traffic is judged has nothing to do with it.
 */
public final class Mutes {
    private final Registry registry;
    private final Drains drains;
    private final Predicate<BackendId> up;
    private final Instant now;

    /**
     * Looks at the world as it is.
     *
     * @param drains what is drained now
     * @param up whether a backend serves or could: up, or held
     */
    public Mutes(Registry registry, Drains drains, Predicate<BackendId> up, Instant now) {
        this.registry = registry;
        this.drains = drains;
        this.up = up;
        this.now = now;
    }

    /** Why the events of all its backends are muted; empty: they are not. */
    public Optional<String> reason(Service service) {
        return service.dependsOn().stream()
                .filter(this::down)
                .findFirst()
                .map(parent -> "depends on " + parent + ", which is down")
                .or(() -> maintenance(service.maintenance()));
    }

    /** Why the backend's events are muted; empty: they are not. */
    public Optional<String> reason(Backend backend) {
        return registry.service(backend.id().service())
                .flatMap(service -> reason(service).or(() -> own(service, backend)));
    }

    /** Why the backend's events are muted that are not muted for all of its service; empty: they are not. */
    Optional<String> own(Service service, Backend backend) {
        return maintenance(Windows.ofNode(registry, backend))
                .or(() -> drains.covering(service, backend).map(Drain::toString));
    }

    private boolean down(ServiceName parent) {
        return registry.service(parent)
                .map(service -> service.backends().stream().noneMatch(backend -> up.test(backend.id())))
                .orElse(false);
    }

    private Optional<String> maintenance(List<MaintenanceWindow> windows) {
        return windows.isEmpty()
                ? Optional.empty()
                : Windows.open(windows.stream(), now).map(Windows.Open::toString);
    }
}
