package org.bolabaden.outrider;

import java.time.Instant;
import org.bolabaden.outrider.plan.Plan;

/**
 * A plan on its way to the appliers.
 *
 * @param plan what shall be
 * @param running the registry and settings that it was made of
 * @param undecided whether a backend waits for its first check
 * @param byTime whether nothing called for it but time
 * @param lookedAt when it was looked at what the plan is made of
 * @param causedAt {@link System#nanoTime} of the first event that it answers
 */
record PlannedChange(
        Plan plan, RegistryStage.Running running, boolean undecided, boolean byTime, Instant lookedAt, long causedAt) {
    /** Whether it wants nothing but what that one wanted. */
    boolean sameAs(PlannedChange other) {
        return plan.services().equals(other.plan.services())
                && running.equals(other.running)
                && undecided == other.undecided;
    }
}
