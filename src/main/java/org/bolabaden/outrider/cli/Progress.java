package org.bolabaden.outrider.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says on standard error that something goes on, when it takes longer than a second and a person looks. Its line is gone when
 * it ends.
 */
final class Progress {
    private static final long PATIENCE_MS = 1_000;
    private static final long STEP_MS = 200;
    private static final String SIGNS = "|/-\\";
    private static final String CLEARED = "\r\u001b[K";

    private final Terminal terminal;
    private final String what;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;

    /** What takes its time. */
    @FunctionalInterface
    interface Work<T, E extends Exception> {
        T run() throws E;
    }

    private Progress(Terminal terminal, String what) {
        this.terminal = terminal;
        this.what = what;
        this.thread = Thread.ofPlatform().daemon().name("progress").unstarted(this::show);
    }

    /**
     * Does it.
     *
     * @param what as in "the sidecar reloads"
     */
    static <T, E extends Exception> T during(Terminal terminal, String what, Work<T, E> work) throws E {
        if (!terminal.errPeople()) {
            return work.run();
        }
        Progress progress = new Progress(terminal, what);
        progress.thread.start();
        try {
            return work.run();
        } finally {
            progress.end();
        }
    }

    private void show() {
        long begin = System.nanoTime();
        try {
            if (ended.await(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
            for (int step = 0; ; step++) {
                String line = "%s%c %s … %.0f s"
                        .formatted(
                                CLEARED, SIGNS.charAt(step % SIGNS.length()), what, (System.nanoTime() - begin) / 1e9);
                terminal.err().print(line);
                terminal.err().flush();
                if (ended.await(STEP_MS, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        terminal.err().print(CLEARED);
        terminal.err().flush();
    }

    /** Waits until its line is gone, so that nothing else stands on it. */
    private void end() {
        ended.countDown();
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
