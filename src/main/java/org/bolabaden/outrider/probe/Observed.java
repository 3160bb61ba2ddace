package org.bolabaden.outrider.probe;

import java.time.Instant;
import java.util.Optional;

/**
 * What a check saw of the peer besides its verdict.
 *
 * @param certificateExpiry until when the peer's certificate is valid; empty: no TLS
 */
public record Observed(Optional<Instant> certificateExpiry) {
    /** What most checks see; one for all of them. */
    public static final Observed NOTHING = new Observed(Optional.empty());
}
