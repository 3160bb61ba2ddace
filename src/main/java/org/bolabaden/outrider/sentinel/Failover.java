package org.bolabaden.outrider.sentinel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * The timeline of one change of a primary, from the first sign to the last session that was cut.
 *
 * @param service whose
 * @param from the primary before; empty: none was known
 * @param to the new one; empty: not decided yet
 * @param epoch of the failover; empty: none is known
 * @param steps in the order in which they were seen, each kind once
 */
public record Failover(
        ServiceName service, Optional<Endpoint> from, Optional<Endpoint> to, Optional<Epoch> epoch, List<Step> steps) {
    public Failover {
        steps = List.copyOf(steps);
    }

    /** What was seen. */
    public enum Kind {
        /** One sentinel holds the primary for down. */
        SDOWN("sdown"),
        /** The quorum does. */
        ODOWN("odown"),
        /** A sentinel was elected to do the failover, by votes, or by a command. */
        ELECTED("elected"),
        /** It chose a replica. */
        SELECTED("selected"),
        /** The replica answers ROLE with master. */
        PROMOTED("promoted"),
        /** The proof was whole, and a plan offers it. */
        OFFERED("offered"),
        /** HAProxy was read to send new sessions there. */
        APPLIED("applied"),
        /** No session to the old one is left, old workers included. */
        CUT("sessions_cut"),
        /** A majority of the sentinels names the new one. */
        CONFIRMED("confirmed"),
        /** The failover was given up. */
        ABANDONED("abandoned");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The word in JSON, events and on the terminal. */
        public String word() {
            return word;
        }
    }

    /**
     * One step.
     *
     * @param detail who, or how many, for people; may be empty
     */
    public record Step(Kind kind, Instant at, String detail) {}

    /** When that was seen; empty: it was not. */
    public Optional<Instant> at(Kind kind) {
        return steps.stream().filter(step -> step.kind() == kind).map(Step::at).findFirst();
    }

    /** The same with one more step; a kind that is there already keeps its first time. */
    public Failover with(Kind kind, Instant at, String detail) {
        if (at(kind).isPresent()) {
            return this;
        }
        List<Step> more = new ArrayList<>(steps);
        more.add(new Step(kind, at, detail));
        return new Failover(service, from, to, epoch, more);
    }
}
