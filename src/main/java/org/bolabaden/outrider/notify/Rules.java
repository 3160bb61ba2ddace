package org.bolabaden.outrider.notify;

import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.Receiver;
import org.bolabaden.outrider.registry.Receiver.Selection;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * What one receiver is told, and how often.
 *
 * @param receiver his name: trouble with himself is not told to him
 */
public record Rules(String receiver, Selection selection, Receiver.Pace pace) {
    /** The rules of a receiver. */
    public static Rules of(Receiver receiver) {
        return new Rules(receiver.name(), receiver.selection(), receiver.pace());
    }

    /** Whether the event could matter to him: cheap, for the thread on which it happened. */
    public boolean concerns(Event event) {
        if (aboutHimself(event)) {
            return false;
        }
        return switch (Subject.role(event)) {
            case CLOSES, CLOSES_WITH_NEWS -> true;
            case OPENS, NEWS -> isTold(event);
        };
    }

    /** Whether it is bad enough, asked for, and not muted. */
    boolean isTold(Event event) {
        return !event.isMuted()
                && event.level().compareTo(selection.minLevel()) >= 0
                && (selection.events().isEmpty() || selection.events().contains(event.name()))
                && (selection.services().isEmpty()
                        || event.service()
                                .filter(name -> selection.services().stream()
                                        .map(ServiceName::value)
                                        .anyMatch(name::equals))
                                .isPresent());
    }

    private boolean aboutHimself(Event event) {
        Subject subject = Subject.of(event);
        return subject.isOf(Family.RECEIVER)
                && subject.backend().filter(receiver::equals).isPresent();
    }
}
