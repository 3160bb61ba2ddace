package org.bolabaden.outrider.registry;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells a registry that lost most of itself from one that changed.
 *
 * <p>A file that was cut short, an include that matches nothing any more or a directory that is not mounted is valid YAML
 * all the same. What gives it away is that more than half of what runs is gone and nothing has come instead: services, or
 * backends, counted each for themselves. Renaming everything keeps the number and passes; half of two is not more than
 * half and passes.
 */
public final class ShrinkGuard {
    private static final int MOST_NAMED = 5;

    private ShrinkGuard() {}

    /**
     * What would be lost.
     *
     * @param services the services that would be gone
     * @param ofServices how many run now
     * @param backends the backends that would be gone
     * @param ofBackends how many run now
     */
    public record Loss(List<ServiceName> services, int ofServices, List<BackendId> backends, int ofBackends) {
        public Loss {
            services = List.copyOf(services);
            backends = List.copyOf(backends);
        }

        /** {@code 2 of 3 services (mail, redis-main) and 5 of 8 backends (mail/node1:25, …)}. */
        @Override
        public String toString() {
            return some(services, ofServices, "services") + " and " + some(backends, ofBackends, "backends");
        }

        private static String some(List<?> gone, int of, String noun) {
            String names = gone.stream().limit(MOST_NAMED).map(Object::toString).collect(Collectors.joining(", "));
            String more = gone.size() > MOST_NAMED ? ", …" : "";
            return gone.size() + " of " + of + " " + noun + (gone.isEmpty() ? "" : " (" + names + more + ")");
        }
    }

    /** The loss, when it is too large to be believed; empty: the change may take effect. */
    public static Optional<Loss> suspect(Registry before, Registry after) {
        Set<BackendId> had = ids(before);
        Set<BackendId> has = ids(after);
        List<ServiceName> services =
                gone(before.services().keySet(), after.services().keySet());
        List<BackendId> backends = gone(had, has);
        boolean suspicious =
                tooMany(services, before.services().size(), after.services().size())
                        || tooMany(backends, had.size(), has.size());
        return suspicious
                ? Optional.of(new Loss(services, before.services().size(), backends, had.size()))
                : Optional.empty();
    }

    private static boolean tooMany(List<?> gone, int before, int after) {
        return after < before && gone.size() * 2 > before;
    }

    private static <T> List<T> gone(Set<T> before, Set<T> after) {
        return before.stream().filter(one -> !after.contains(one)).toList();
    }

    private static Set<BackendId> ids(Registry registry) {
        return registry.backends().stream().map(Backend::id).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
