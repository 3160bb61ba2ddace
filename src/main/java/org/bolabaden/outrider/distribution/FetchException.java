package org.bolabaden.outrider.distribution;

/** Thrown when no new commit can be had; the message is one line with place, fault and remedy, and without a secret. */
public final class FetchException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final boolean refused;

    private FetchException(String message, boolean refused) {
        super(message);
        this.reason = message;
        this.refused = refused;
    }

    /** Something did not work: it may with another try. */
    static FetchException failed(String message) {
        return new FetchException(message, false);
    }

    /** Everything worked, and what came is not what may be used. */
    static FetchException refused(String message) {
        return new FetchException(message, true);
    }

    /** The message. */
    public String reason() {
        return reason;
    }

    /** Whether it is the commit that is at fault. */
    boolean isRefusal() {
        return refused;
    }
}
