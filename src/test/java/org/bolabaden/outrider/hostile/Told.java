package org.bolabaden.outrider.hostile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.bolabaden.outrider.observe.Event;

/** What people read of an event. */
public final class Told {
    private Told() {}

    /** Every text of an event. */
    public static List<String> by(Event event) {
        return Stream.of(event.service(), event.backend(), event.from(), event.to(), event.reason())
                .flatMap(text -> text.stream())
                .toList();
    }

    /** Every text of several events. */
    public static List<String> by(Collection<Event> events) {
        List<String> all = new ArrayList<>();
        events.forEach(event -> all.addAll(by(event)));
        return all;
    }
}
