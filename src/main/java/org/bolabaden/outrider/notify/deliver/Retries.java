package org.bolabaden.outrider.notify.deliver;

import java.time.Duration;

/** How long a receiver that failed is left alone: a second, doubled with each failure in a row, five minutes at most. */
final class Retries {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int DOUBLINGS_TO_LONGEST = 9;

    private Retries() {}

    /** After so many failures in a row (1 or more); what the receiver asked for counts when it is longer. */
    static Duration after(int failures, Outcome.Failed last) {
        Duration own = FIRST.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_TO_LONGEST));
        Duration bounded = own.compareTo(LONGEST) > 0 ? LONGEST : own;
        return last.retryAfter().filter(asked -> asked.compareTo(bounded) > 0).orElse(bounded);
    }
}
