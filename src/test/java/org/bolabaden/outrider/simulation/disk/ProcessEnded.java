package org.bolabaden.outrider.simulation.disk;

/** Unwinds what a simulated process was doing when it was ended. An error, so that no handler takes it for its own fault. */
public final class ProcessEnded extends Error {
    private static final long serialVersionUID = 1;

    /** Without a trace: nobody looks at it. */
    public ProcessEnded() {
        super("the process has ended", null, false, false);
    }
}
