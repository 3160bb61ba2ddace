package org.bolabaden.outrider.haproxy;

import org.bolabaden.outrider.plan.Plan;
import org.jspecify.annotations.Nullable;

/**
 * A plan that is wanted.
 *
 * @param causedAt {@link System#nanoTime()} of what made the plan different
 */
record Submission(Plan plan, long causedAt) {
    /** The later plan, waited for since the earlier of both causes. */
    static Submission overtake(@Nullable Submission before, Submission now) {
        return before == null || before.causedAt() - now.causedAt() > 0
                ? now
                : new Submission(now.plan(), before.causedAt());
    }
}
