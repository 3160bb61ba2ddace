package org.bolabaden.outrider.dns.keep;

import java.time.Duration;
import java.util.Optional;

/** A provider did not do what it was asked for; the message is one line for people, without secrets. */
public final class ZoneException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean conflict;
    private final transient Optional<Duration> retryAfter;

    private ZoneException(String message, boolean conflict, Optional<Duration> retryAfter) {
        super(message);
        this.conflict = conflict;
        this.retryAfter = retryAfter;
    }

    static ZoneException because(String message) {
        return new ZoneException(message, false, Optional.empty());
    }

    /** The zone is not as it was read: it is to be read again. */
    static ZoneException conflict(String message) {
        return new ZoneException(message, true, Optional.empty());
    }

    /** The provider wants to be left alone. */
    static ZoneException limited(String message, Optional<Duration> retryAfter) {
        return new ZoneException(message, false, retryAfter);
    }

    boolean isConflict() {
        return conflict;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
