package org.bolabaden.outrider.dns;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether our own proxies answer. They are held for dead once there was no good answer for as long as is configured, and for
 * well again after two good answers in a row. Until something is known they are well: a start withdraws nothing.
 */
public sealed interface EdgeHealth {
    /** What nobody has asked yet. */
    EdgeHealth UNKNOWN = new Well();

    /** Why they are dead; empty: they are not. */
    Optional<String> dead();

    /**
     * After another answer.
     *
     * @param fault why it is no good one; empty: it is
     * @param now the nano clock
     * @param after for how long there must be no good one
     */
    EdgeHealth next(Optional<String> fault, long now, Duration after);

    /** They answer. */
    record Well() implements EdgeHealth {
        @Override
        public Optional<String> dead() {
            return Optional.empty();
        }

        @Override
        public EdgeHealth next(Optional<String> fault, long now, Duration after) {
            return fault.isPresent() ? new Failing(now) : this;
        }
    }

    /**
     * They do not, but not for long enough.
     *
     * @param since the nano clock at the first answer that was no good
     */
    record Failing(long since) implements EdgeHealth {
        @Override
        public Optional<String> dead() {
            return Optional.empty();
        }

        @Override
        public EdgeHealth next(Optional<String> fault, long now, Duration after) {
            if (fault.isEmpty()) {
                return new Well();
            }
            return now - since >= after.toNanos() ? new Dead(fault.get(), 0) : this;
        }
    }

    /**
     * They are held for dead.
     *
     * @param reason what was wrong when they were
     * @param good answers in a row since
     */
    record Dead(String reason, int good) implements EdgeHealth {
        private static final int GOOD_TO_RECOVER = 2;

        @Override
        public Optional<String> dead() {
            return Optional.of(reason);
        }

        @Override
        public EdgeHealth next(Optional<String> fault, long now, Duration after) {
            if (fault.isPresent()) {
                return new Dead(reason, 0);
            }
            return good + 1 >= GOOD_TO_RECOVER ? new Well() : new Dead(reason, good + 1);
        }
    }
}
