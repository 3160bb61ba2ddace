package org.bolabaden.outrider.sentinel;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * Passes on what one sentinel says to who follows one service, in an order that makes sense there: first a view, then what
 * was published since it was subscribed to. A signal that finds no room makes the next view a first one again.
 */
final class Relay {
    // A failover is some 20 events; those of other masters that fail over at once come on top.
    private static final int MOST_HELD = 256;

    private final Endpoint address;
    private final Predicate<Signal> out;
    private final Deque<Signal> held = new ArrayDeque<>();
    private Optional<SentinelId> shown = Optional.empty();
    private Optional<Signal.Lost> owed = Optional.empty();

    /**
     * To one service.
     *
     * @param address where the sentinel is reached
     * @param out takes a signal, or says that it has no room
     */
    Relay(Endpoint address, Predicate<Signal> out) {
        this.address = address;
        this.out = out;
    }

    /** Whom the service has heard, and not lost. */
    Optional<SentinelId> shown() {
        return shown;
    }

    /** What it holds. Whether that found room; if not, the sentinel is to be asked again. */
    boolean viewed(Instant at, SentinelId id, MasterView view, Map<SentinelId, Endpoint> others) {
        if (shown.filter(other -> !other.equals(id)).isPresent()) {
            lost(at);
        }
        if (!settled() || !out.test(new Signal.Viewed(at, id, address, view, others))) {
            return false;
        }
        shown = Optional.of(id);
        while (!held.isEmpty()) {
            if (!out.test(held.peekFirst())) {
                return false;
            }
            held.removeFirst();
        }
        return true;
    }

    /** What it published. Whether that was passed on, or waits for the first view. */
    boolean heard(Instant at, SentinelId id, SentinelEvent event) {
        Signal signal = new Signal.Heard(at, id, address, event);
        if (shown.isPresent() && held.isEmpty() && out.test(signal)) {
            return true;
        }
        if (held.size() == MOST_HELD) {
            held.removeFirst();
        }
        held.addLast(signal);
        return shown.isEmpty();
    }

    /** It is not heard any more. */
    void lost(Instant at) {
        held.clear();
        shown.ifPresent(id -> owed = Optional.of(new Signal.Lost(at, id, address)));
        shown = Optional.empty();
        settled();
    }

    /** Passes on a loss that found no room. Whether none is left. */
    boolean settled() {
        if (owed.filter(out).isPresent()) {
            owed = Optional.empty();
        }
        return owed.isEmpty();
    }
}
