package org.bolabaden.outrider.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.observe.Event;

/**
 * One problem, as far as a receiver is concerned.
 *
 * @param event what opened it, or the worst or latest that was said of it since
 * @param since when it began
 * @param told when he was last told of it; empty: not yet
 * @param end how and when it was over; empty: it goes on
 * @param worse whether it got worse since he was told
 */
record Problem(Event event, Instant since, Optional<Instant> told, Optional<End> end, boolean worse) {

    /** How a problem ended. */
    record End(Instant at, Optional<String> reason) {}

    static Problem open(Event event, Instant at) {
        return new Problem(event, at, Optional.empty(), Optional.empty(), false);
    }

    /** Something more is said of it; if it was over, it is not any more. */
    Problem goesOn(Event more) {
        boolean worsened = more.level().compareTo(event.level()) > 0;
        Event now = more.level().compareTo(event.level()) >= 0 ? more : event;
        return new Problem(now, since, told, Optional.empty(), worse || (worsened && told.isPresent()));
    }

    Problem over(Instant at, Optional<String> reason) {
        return new Problem(event, since, told, Optional.of(new End(at, reason)), worse);
    }

    Problem toldAt(Instant at) {
        return new Problem(event, since, Optional.of(at), end, false);
    }

    boolean isOver() {
        return end.isPresent();
    }

    /** Whether he knows nothing of it, or not how bad it is, or not that it is over. */
    boolean isUntold() {
        return told.isEmpty() || worse || end.isPresent();
    }

    Item item(Item.Kind kind) {
        return new Item(
                kind,
                event.level(),
                event.name(),
                event.service(),
                event.backend(),
                end.flatMap(End::reason).or(event::reason).orElse(""),
                since,
                end.map(last -> Duration.between(since, last.at())),
                1);
    }
}
