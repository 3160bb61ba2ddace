package org.bolabaden.outrider.probe;

import java.time.Instant;
import java.util.Optional;

/**
 * What a check saw of the peer besides its verdict.
 *
 * @param certificateExpiry until when the peer's certificate is valid; empty: no TLS
 * @param said one short line of visible characters, what the check's command said or how each of several checks ended;
 *     empty: neither
 * @param unheard whether nothing came from the peer itself: a command told of it, or a datagram was not answered
 */
public record Observed(Optional<Instant> certificateExpiry, Optional<String> said, boolean unheard) {
    /** What most checks see; one for all of them. */
    public static final Observed NOTHING = new Observed(Optional.empty(), Optional.empty(), false);

    /** No answer to a datagram. */
    static final Observed SILENCE = new Observed(Optional.empty(), Optional.empty(), true);

    /** The certificate of a peer. */
    static Observed certificate(Optional<Instant> expiry) {
        return new Observed(expiry, Optional.empty(), false);
    }

    /** The words of a command. */
    static Observed said(String line) {
        return new Observed(Optional.empty(), Optional.of(line), true);
    }
}
