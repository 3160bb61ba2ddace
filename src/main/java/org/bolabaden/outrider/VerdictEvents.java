package org.bolabaden.outrider;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.health.VerdictChange;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.BackendId;

/**
 * Which changes of a verdict are events. A backend that is held down for flapping is reported once, when its checks pass
 * again and it is not trusted, and once when that ends; what it does in between is what it is held down for.
 */
final class VerdictEvents {
    private final Set<BackendId> toldHeld = ConcurrentHashMap.newKeySet();

    /** The event; empty: nothing that an operator needs to read. */
    Optional<Event> of(VerdictChange change) {
        BackendId id = change.backend().id();
        boolean wasHeldDown = heldDown(change.before());
        boolean isHeldDown = heldDown(change.after());
        if (!isHeldDown && wasHeldDown && toldHeld.remove(id)) {
            return Optional.of(event(Event.info("backend_released"), change, Status.HELD));
        }
        Status from = change.before().status();
        Status to = change.after().status();
        if (from == to) {
            return Optional.empty();
        }
        return switch (to) {
            case UP -> Optional.of(event(Event.info("backend_up"), change, from));
            case HELD ->
                toldHeld.add(id) ? Optional.of(event(Event.warn("backend_held"), change, from)) : Optional.empty();
            case DOWN ->
                from == Status.HELD ? Optional.empty() : Optional.of(event(Event.warn("backend_down"), change, from));
            case UNVERIFIED -> Optional.empty();
        };
    }

    /** Forgets backends that are no longer listed. */
    void retain(Set<BackendId> listed) {
        toldHeld.retainAll(listed);
    }

    private static boolean heldDown(Verdict verdict) {
        return verdict.evidence().heldDownSince().isPresent();
    }

    private static Event event(Event event, VerdictChange change, Status from) {
        return event.service(change.backend().id().service())
                .backend(change.backend().id().endpoint())
                .change(from.word(), change.after().status().word())
                .reason(change.after().reason());
    }
}
