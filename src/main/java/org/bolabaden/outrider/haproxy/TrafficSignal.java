package org.bolabaden.outrider.haproxy;

import java.util.Optional;

/** A sign in HAProxy's counters that something is wrong with a server: a reason to ask it, and not a verdict. */
public enum TrafficSignal {
    /** Connection attempts failed. */
    CONNECT_ERRORS("connect_errors"),
    /** Responses broke off or did not come. */
    RESPONSE_ERRORS("response_errors"),
    /** Requests went in and sessions are open, but not a byte came back: what a hang looks like before any timeout. */
    STALL("stall");

    private final String word;

    TrafficSignal(String word) {
        this.word = word;
    }

    /** The metric label. */
    public String word() {
        return word;
    }

    /**
     * What two readings of one server's counters tell, the strongest sign first.
     *
     * @return empty: nothing, or the later reading is of another worker, whose counters began anew
     */
    static Optional<TrafficSignal> between(TrafficCounters before, TrafficCounters after) {
        boolean anew = after.sessionsTotal() < before.sessionsTotal() || after.bytesIn() < before.bytesIn();
        if (anew) {
            return Optional.empty();
        }
        if (after.connectErrors() > before.connectErrors()) {
            return Optional.of(CONNECT_ERRORS);
        }
        if (after.responseErrors() > before.responseErrors()) {
            return Optional.of(RESPONSE_ERRORS);
        }
        boolean asked = after.sessionsTotal() > before.sessionsTotal() || after.bytesIn() > before.bytesIn();
        boolean silent = after.bytesOut() == before.bytesOut() && before.sessions() > 0 && after.sessions() > 0;
        return asked && silent ? Optional.of(STALL) : Optional.empty();
    }
}
