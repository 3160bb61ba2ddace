package org.bolabaden.outrider.probe;

import java.util.concurrent.TimeUnit;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;

/**
 * What this process may not have: told when it begins, and when it has been over for a while. A check that meets a limit is
 * made later and counts for nobody. Confined to the loop's thread, but for the {@linkplain #shortage shortage}.
 */
final class Limits {
    /** Made beforehand, with a reason: on a JVM, loading a class takes a descriptor too. */
    private static final Event LIMITED = Event.warn("probe_limited").reason("a limit of this process");

    private static final Event UNLIMITED = Event.info("probe_unlimited");

    /** Long enough that a limit which is met now and then is one story. */
    private static final long QUIET = TimeUnit.SECONDS.toNanos(10);

    private final EventSink events;
    private final Counters counters;
    private final Shortage shortage;
    private boolean limited;
    private long lastMet;
    private long postponed;

    Limits(EventSink events, Counters counters, Shortage shortage) {
        this.events = events;
        this.counters = counters;
        this.shortage = shortage;
    }

    /** No descriptor was left for a check. */
    void outOfDescriptors(String what, long now) {
        shortage.seen(now);
        met(what, now);
    }

    /** A check could not be made now. */
    void met(String what, long now) {
        counters.postponed();
        postponed++;
        lastMet = now;
        if (!limited) {
            limited = true;
            events.emit(LIMITED.reason(what));
        }
    }

    /** Whether a check failed by what we could not read, and may have failed so for want of a descriptor. */
    boolean mayHaveSpoilt(Exchange exchange, FailureReason failure) {
        return failure.isOfOwnFile() && shortage.mayHaveSpoilt(exchange.openedNanos);
    }

    /** Tells that it is over, if it is. */
    void look(long now) {
        if (limited && now - lastMet > QUIET) {
            limited = false;
            events.emit(UNLIMITED.reason("nothing was refused for " + TimeUnit.NANOSECONDS.toSeconds(QUIET) + " s; "
                    + postponed + " times a check was put off, and none of them counted"));
            postponed = 0;
        }
    }
}
