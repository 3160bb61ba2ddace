package org.bolabaden.outrider.notify;

import java.util.Optional;
import org.bolabaden.outrider.observe.Event;

/**
 * What a problem is told apart by: one is told once, whatever number of events there are of it.
 *
 * @param kind the family, or the event's name where it has none
 */
record Subject(String kind, Optional<String> service, Optional<String> backend) {
    static Subject of(Event event) {
        return Family.of(event)
                .map(family -> family.subject(event))
                .orElseGet(() -> new Subject(event.name(), event.service(), event.backend()));
    }

    static Role role(Event event) {
        return Family.of(event).map(family -> family.role(event)).orElse(Role.NEWS);
    }

    /** Whether it is about something that the settings or the registry list; sentinels are found by others of them too. */
    boolean isListed() {
        return service.isPresent() || isOf(Family.OUTPUT) || isOf(Family.RECEIVER);
    }

    boolean isOf(Family family) {
        return kind.equals(family.name());
    }
}
