package org.bolabaden.outrider.drain;

/** A drain would take what nothing is left for, and was not forced. */
public final class DrainRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The message says what would be lost and what to do. */
    public DrainRefusedException(Target target, Loss loss) {
        super("draining " + target + " is refused: " + loss + "; with force it is done nevertheless");
    }

    /** A primary among it was to be moved first, and was not; nothing is drained. */
    public DrainRefusedException(Target target, String why) {
        super("draining " + target + " is refused: " + why);
    }
}
