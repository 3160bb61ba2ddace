package org.bolabaden.outrider.haproxy;

import java.io.Serial;

/** Thrown within a reload when HAProxy goes on with what it had, or may do so. */
final class ReloadFailedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String reason;

    /** One line. */
    ReloadFailedException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
