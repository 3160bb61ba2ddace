package org.bolabaden.outrider.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.observe.Event;

/**
 * What one receiver is told at once.
 *
 * @param node whose sidecar it is
 * @param at when it is told
 * @param items what there is to tell, the worst first
 * @param open how many problems that he was told of, or is told of here, are not over
 * @param missed how many events are lacking because too many came at once
 * @param heldBack how long it waited because of the limit or because he could not be reached; empty: not
 * @param test whether it is nothing but a test
 */
public record Message(
        String node, Instant at, List<Item> items, int open, long missed, Optional<Duration> heldBack, boolean test) {
    private static final Comparator<Item> ORDER = Comparator.comparing(Item::kind)
            .thenComparing(Item::level, Comparator.reverseOrder())
            .thenComparing(Item::since)
            .thenComparing(item -> item.service().orElse(""))
            .thenComparing(item -> item.backend().orElse(""));

    public Message {
        items = items.stream().sorted(ORDER).toList();
    }

    /** One that says that it is a test, and has a problem and its end to look at. */
    public static Message test(String node, Instant at) {
        return new Message(node, at, List.of(), 0, 0, Optional.empty(), true);
    }

    /** The worst that it tells of what is not over. */
    public Event.Level level() {
        return items.stream()
                .filter(item -> isTrouble(item.kind()))
                .map(Item::level)
                .max(Comparator.naturalOrder())
                .orElse(Event.Level.INFO);
    }

    /** How many there are of a kind. */
    public long count(Item.Kind kind) {
        return items.stream().filter(item -> item.kind() == kind).count();
    }

    static boolean isTrouble(Item.Kind kind) {
        return switch (kind) {
            case BAD, NEWS, STILL -> true;
            case OVER, BRIEF -> false;
        };
    }
}
