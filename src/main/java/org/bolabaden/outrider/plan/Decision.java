package org.bolabaden.outrider.plan;

import java.time.Instant;
import java.util.Optional;

/**
 * What planning comes to.
 *
 * @param plan what the world shall be
 * @param memory for the next plan
 * @param again when, if nothing else changes, another plan could be due; empty: never
 */
public record Decision(Plan plan, Memory memory, Optional<Instant> again) {}
