package org.bolabaden.outrider.drain;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * What a drain would take away that nothing is left for. Pure.
 *
 * @param unserved the services whose last healthy backends are among its own
 * @param primaries the backends among its own that are their service's only one that may have sessions
 */
public record Loss(List<ServiceName> unserved, List<BackendId> primaries) {
    public Loss {
        unserved = List.copyOf(unserved);
        primaries = List.copyOf(primaries);
    }

    /**
     * The world that a drain would change.
     *
     * @param registry what there is
     * @param up whether a backend is judged fit to serve
     * @param primaries the backends that may have the sessions of a service with one primary
     */
    public record World(Registry registry, Predicate<BackendId> up, Set<BackendId> primaries) {}

    /** What that target would take, beside these drains; those for the same target do not count. */
    public static Loss of(Target target, Drains drains, World world) {
        Drains others = drains.without(target);
        List<ServiceName> unserved = new ArrayList<>();
        List<BackendId> primaries = new ArrayList<>();
        for (Service service : world.registry().services().values()) {
            if (service.primary().isPresent()) {
                service.backends().stream()
                        .filter(backend -> target.covers(service, backend))
                        .map(Backend::id)
                        .filter(world.primaries()::contains)
                        .forEach(primaries::add);
            } else if (takesLast(service, target, others, world)) {
                unserved.add(service.name());
            }
        }
        return new Loss(unserved, primaries);
    }

    private static boolean takesLast(Service service, Target target, Drains others, World world) {
        List<Backend> serve = service.backends().stream()
                .filter(backend -> backend.weight().value() > 0 && world.up().test(backend.id()))
                .filter(backend -> others.covering(service, backend).isEmpty())
                .toList();
        return !serve.isEmpty()
                && serve.stream().allMatch(backend -> target.covers(service, backend))
                && !primaryAnswers(service, target, others, world);
    }

    /** Reads go to the primary while no replica can answer them. */
    private static boolean primaryAnswers(Service service, Target target, Drains others, World world) {
        return service.readsOf().flatMap(world.registry()::service).stream()
                .flatMap(parent -> parent.backends().stream()
                        .filter(backend -> world.primaries().contains(backend.id()))
                        .filter(backend -> !target.covers(parent, backend)
                                && others.covering(parent, backend).isEmpty()))
                .findAny()
                .isPresent();
    }

    public boolean isNothing() {
        return unserved.isEmpty() && primaries.isEmpty();
    }

    /** What would be lost and what to do first, for the operator. */
    @Override
    public String toString() {
        List<String> said = new ArrayList<>();
        if (!primaries.isEmpty()) {
            said.add(join(primaries) + (primaries.size() == 1 ? " is the primary" : " are primaries")
                    + ": have another one promoted first (SENTINEL FAILOVER where sentinels follow it)");
        }
        if (!unserved.isEmpty()) {
            said.add("nobody else is healthy for " + join(unserved));
        }
        return String.join("; ", said);
    }

    private static String join(List<?> names) {
        int shown = 5;
        String first = names.stream().limit(shown).map(Object::toString).collect(Collectors.joining(", "));
        return names.size() > shown ? first + " and " + (names.size() - shown) + " more" : first;
    }
}
