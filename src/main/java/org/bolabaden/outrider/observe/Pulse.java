package org.bolabaden.outrider.observe;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether a thread that shall never end is at work. It beats in each turn of its loop; one that has ended, or has not
 * beaten for longer than any turn may take, is what no restart from within mends, so it makes the process not live.
 */
public final class Pulse {
    private final Thread thread;
    private final long longestNanos;
    private volatile long last;

    /**
     * The pulse of a thread, which counts from its start.
     *
     * @param longest how long a turn may take at most: its own deadlines with a wide margin
     */
    public Pulse(Thread thread, Duration longest) {
        this.thread = thread;
        this.longestNanos = longest.toNanos();
        this.last = System.nanoTime();
    }

    /** A turn begins. */
    public void beat() {
        last = System.nanoTime();
    }

    /** The thread's name. */
    public String name() {
        return thread.getName();
    }

    /**
     * What is wrong with it.
     *
     * @param now the nano clock
     * @return empty: it is at work, or was not started yet
     */
    public Optional<String> fault(long now) {
        return switch (thread.getState()) {
            case NEW -> Optional.empty();
            case TERMINATED -> Optional.of("has ended");
            default -> {
                long silent = now - last;
                yield silent > longestNanos
                        ? Optional.of(
                                "has been stuck for " + Duration.ofNanos(silent).toSeconds() + " s")
                        : Optional.empty();
            }
        };
    }
}
