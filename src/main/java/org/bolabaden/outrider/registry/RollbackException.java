package org.bolabaden.outrider.registry;

/** Thrown when a rollback is not possible; its message is one line for the one who asked. */
public final class RollbackException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates it. */
    public RollbackException(String message) {
        super(message);
    }
}
