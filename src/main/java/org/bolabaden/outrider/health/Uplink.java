package org.bolabaden.outrider.health;

import java.time.Duration;
import java.time.Instant;

/**
 * What is thought of this node's own connection to the others: every state is a type.
 *
 * <pre>
 *              a silent failure            a backend is suspected, and 1 s without an answer
 *  Working ─────────────────────► Asking ──────────────────────────────────────────────────► Isolated
 *     ▲                              │                                                           │
 *     └──────────────────────────────┴───────────────── anybody answers ─────────────────────────┘
 * </pre>
 */
sealed interface Uplink {
    /** Twice the time-out of a witness: who is alive has answered by then. */
    Duration PATIENCE = Duration.ofSeconds(1);

    /** The state after another host did not say a word. */
    Uplink silent(Instant now, boolean suspected);

    /** The state after another host was heard. */
    Uplink heard(Sign sign);

    /** Nothing speaks against it. */
    record Working() implements Uplink {
        @Override
        public Uplink silent(Instant now, boolean suspected) {
            return new Asking(now);
        }

        @Override
        public Uplink heard(Sign sign) {
            return this;
        }
    }

    /**
     * Somebody is silent, and others are being asked.
     *
     * @param since nobody was heard after that
     */
    record Asking(Instant since) implements Uplink {
        @Override
        public Uplink silent(Instant now, boolean suspected) {
            return suspected && !now.isBefore(since.plus(PATIENCE)) ? new Isolated(since, now) : this;
        }

        @Override
        public Uplink heard(Sign sign) {
            return sign.asked().isBefore(since) ? this : new Working();
        }
    }

    /**
     * Nobody answers.
     *
     * @param since nobody was heard after that
     * @param declared when that was enough
     */
    record Isolated(Instant since, Instant declared) implements Uplink {
        @Override
        public Uplink silent(Instant now, boolean suspected) {
            return this;
        }

        @Override
        public Uplink heard(Sign sign) {
            return sign.asked().isBefore(since) ? this : new Working();
        }
    }
}
