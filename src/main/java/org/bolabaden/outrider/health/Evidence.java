package org.bolabaden.outrider.health;

import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.probe.FailureReason;

/**
 * What a verdict went by, as it stood when it was made.
 *
 * @param checks in a row that agreed; 0: none were needed
 * @param lastFailure why the last check failed that did; empty: none has
 * @param penalty of flapping
 * @param heldDownSince since when it is held down for flapping; empty: it is not
 */
public record Evidence(int checks, Optional<FailureReason> lastFailure, int penalty, Optional<Instant> heldDownSince) {
    /** None was needed. */
    public static final Evidence NONE = new Evidence(0, Optional.empty(), 0, Optional.empty());
}
