package org.bolabaden.outrider.probe;

import java.util.concurrent.TimeUnit;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;

/**
 * Reports a trouble when it begins, and again only after a minute without it: what comes a thousand times a second must
 * not fill the log.
 */
final class Edge {
    private static final long QUIET = TimeUnit.MINUTES.toNanos(1);

    private final EventSink events;
    private boolean troubled;
    private long lastSeen;

    Edge(EventSink events) {
        this.events = events;
    }

    void seen(Event event, long now) {
        if (!troubled || now - lastSeen > QUIET) {
            events.emit(event);
        }
        troubled = true;
        lastSeen = now;
    }
}
