package org.bolabaden.outrider;

import org.bolabaden.outrider.plan.Plan;

/**
 * A plan on its way to the appliers.
 *
 * @param plan what shall be
 * @param causedAt {@link System#nanoTime} of the first event that it answers
 */
record PlannedChange(Plan plan, long causedAt) {}
