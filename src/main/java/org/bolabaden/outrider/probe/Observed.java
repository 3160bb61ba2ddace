package org.bolabaden.outrider.probe;

import java.time.Instant;
import java.util.Optional;

/**
 * What a check saw of the peer besides its verdict.
 *
 * @param certificateExpiry until when the peer's certificate is valid; empty: no TLS
 * @param said what the check's command said, one short line of visible characters; empty: no command was asked
 */
public record Observed(Optional<Instant> certificateExpiry, Optional<String> said) {
    /** What most checks see; one for all of them. */
    public static final Observed NOTHING = new Observed(Optional.empty(), Optional.empty());

    /** The certificate of a peer. */
    static Observed certificate(Optional<Instant> expiry) {
        return new Observed(expiry, Optional.empty());
    }

    /** The words of a command. */
    static Observed said(String line) {
        return new Observed(Optional.empty(), Optional.of(line));
    }
}
