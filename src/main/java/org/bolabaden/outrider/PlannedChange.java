package org.bolabaden.outrider;

import org.bolabaden.outrider.plan.Plan;

/**
 * A plan on its way to the appliers.
 *
 * @param plan what shall be
 * @param running the registry and settings that it was made of
 * @param undecided whether a backend waits for its first check
 * @param causedAt {@link System#nanoTime} of the first event that it answers
 */
record PlannedChange(Plan plan, RegistryStage.Running running, boolean undecided, long causedAt) {}
