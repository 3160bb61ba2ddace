package org.bolabaden.outrider.process;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether there are as many descriptors as starting a process takes. To be asked before: once a pipe is refused to the JDK's
 * own code ({@code forkAndExec} of 25, seen in the native executable), it closes numbers that it never opened, 0 and 2
 * among them, under whoever has them.
 */
final class Descriptors {
    /** Two descriptors each. Five are what a start takes; the others are for what is opened elsewhere until then. */
    private static final int PIPES = 16;

    private Descriptors() {}

    /**
     * Has them for a moment.
     *
     * @throws IOException when there are too few, in the words of a start that fails by it
     */
    static void require() throws IOException {
        List<Pipe> held = new ArrayList<>(PIPES);
        try {
            for (int i = 0; i < PIPES; i++) {
                held.add(Pipe.open());
            }
        } catch (IOException refused) {
            throw new IOException("error=24, Too many open files", refused);
        } finally {
            for (Pipe one : held) {
                one.source().close();
                one.sink().close();
            }
        }
    }
}
