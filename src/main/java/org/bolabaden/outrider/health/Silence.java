package org.bolabaden.outrider.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A row of checks of one backend on another host that failed without a word, and whether anybody else was heard
 * meanwhile. The isolation guard's rule: such a row takes the backend down only when the network is known to have worked
 * after the first of them ended, and before the last of them began. Otherwise one cut of this node's own link explains
 * all of it.
 *
 * <p>With nobody else heard at all, the backend is suspected, and everything stays as it is. When somebody is heard
 * later, one of two things was the case. He was asked at once, because of the first failure: so the network worked all
 * along, and the row counts. He was asked long after: the network came back, what failed before says nothing, and the count
 * begins anew.
 *
 * @param since when the first of them ended
 * @param worked when the network is first known to have worked after that; empty: nobody was heard yet
 * @param before the verdict when it began
 */
record Silence(Instant since, Optional<Instant> worked, Verdict before) {
    /**
     * Who is asked because of a failure is asked within this time: questions are put together for 50 ms, and a check of his
     * that was under way has to end first. With the default fall of 3 it never matters, because the last check begins
     * later than that. With less, a cut that ends within this time after a backend's first failure passes for a death, and
     * is forgiven after {@code rise} checks.
     */
    static final Duration PROMPT = Duration.ofMillis(250);

    /** What is to be made of the row. */
    enum Weight {
        /** The network worked: the backend is to blame. */
        COUNTS,
        /** Nobody was heard. */
        UNKNOWN,
        /** The network was away, and came back. */
        WORTHLESS
    }

    static Silence begun(Instant ended, Verdict before) {
        return new Silence(ended, Optional.empty(), before);
    }

    /** The row with a sign taken in; one that was asked for before the first failure had ended proves nothing. */
    Silence with(Sign sign) {
        return worked.isPresent() || sign.asked().isBefore(since)
                ? this
                : new Silence(since, Optional.of(sign.worked()), before);
    }

    /**
     * What it weighs.
     *
     * @param lastBegan when the last check of the row started
     */
    Weight weight(Instant lastBegan) {
        if (worked.isEmpty()) {
            return Weight.UNKNOWN;
        }
        Instant prompt = since.plus(PROMPT);
        Instant latest = lastBegan.isAfter(prompt) ? lastBegan : prompt;
        return worked.get().isAfter(latest) ? Weight.WORTHLESS : Weight.COUNTS;
    }
}
