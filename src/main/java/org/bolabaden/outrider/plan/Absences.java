package org.bolabaden.outrider.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Service;

/**
 * Who of a service is away on purpose: drained by an operator, or in a window with {@code mode: drain}. Pure.
 *
 * <p>Neither takes the last. Whom a window wants away stays while nobody is up whom nothing wants away; whom a drain wants
 * away stays while nobody is up who is not drained, be he in a window. So a window that opens while its neighbour is
 * drained gives way, and not the operator. Only a drain that is forced holds whatever becomes of the others.
 *
 * @param wishes who is wished away
 * @param drained who is away because of a drain
 * @param inWindow who is away because of a window
 */
record Absences(Wishes wishes, Set<BackendId> drained, Set<BackendId> inWindow) {

    /** Who is wished away, whether it can be granted or not. */
    record Wishes(Map<BackendId, Drain> drains, Map<BackendId, Windows.Open> windows) {
        static Wishes of(Service service, Circumstances circumstances) {
            Map<BackendId, Drain> drains = new HashMap<>();
            Map<BackendId, Windows.Open> windows = new HashMap<>();
            for (Backend backend : service.backends()) {
                circumstances.drain(service, backend).ifPresent(drain -> drains.put(backend.id(), drain));
                Windows.draining(circumstances.registry(), backend, service.maintenance(), circumstances.now())
                        .ifPresent(open -> windows.put(backend.id(), open));
            }
            return new Wishes(drains, windows);
        }

        /** Whether it is away in any case. */
        boolean forced(Backend backend) {
            Drain drain = drains.get(backend.id());
            return drain != null && drain.forced();
        }

        /** What comes of them, when these could serve. */
        Absences granted(Service service, Predicate<Backend> able) {
            boolean undrainedServe = service.backends().stream()
                    .anyMatch(backend -> able.test(backend) && !drains.containsKey(backend.id()));
            Set<BackendId> drained = new HashSet<>();
            drains.forEach((id, drain) -> {
                if (drain.forced() || undrainedServe) {
                    drained.add(id);
                }
            });
            boolean othersServe = service.backends().stream()
                    .anyMatch(backend -> able.test(backend)
                            && !drained.contains(backend.id())
                            && !windows.containsKey(backend.id()));
            return new Absences(this, drained, othersServe ? windows.keySet() : Set.of());
        }
    }

    /** Whether it takes no new sessions on purpose. */
    boolean isAway(Backend backend) {
        return isDrained(backend) || inWindow.contains(backend.id());
    }

    boolean isDrained(Backend backend) {
        return drained.contains(backend.id());
    }

    /** Why it is wished away, in words; empty: it is not. */
    Optional<String> wished(Backend backend) {
        return Optional.ofNullable(wishes.drains.get(backend.id()))
                .map(Drain::toString)
                .or(() -> Optional.ofNullable(wishes.windows.get(backend.id())).map(Windows.Open::toString));
    }
}
