package org.bolabaden.outrider;

import java.time.Duration;

/**
 * Rounds of work that one thread does and any may ask for. Who asks is served by the next round that begins, so that it saw
 * what was there when it was asked for; all who ask before it begins share it.
 */
final class Rounds {
    private long wanted;
    private long begun;
    private long done;

    /** Asks for a round; its number. */
    synchronized long ask() {
        wanted = begun + 1;
        notifyAll();
        return wanted;
    }

    /**
     * Waits for the end of a round.
     *
     * @return whether it has ended
     */
    synchronized boolean await(long number, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (long left = millisUntil(end); done < number && left > 0; left = millisUntil(end)) {
            wait(left);
        }
        return done >= number;
    }

    /**
     * Waits until a round is asked for.
     *
     * @return whether one is; else the time is over
     */
    synchronized boolean awaitAsked(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (long left = millisUntil(end); wanted <= begun && left > 0; left = millisUntil(end)) {
            wait(left);
        }
        return wanted > begun;
    }

    /** Does a round. */
    void run(Runnable work) {
        synchronized (this) {
            begun++;
        }
        try {
            work.run();
        } finally {
            synchronized (this) {
                done = begun;
                notifyAll();
            }
        }
    }

    // Rounded up, and never 0 for what is not over, which would be for ever; the loops ask again for what is.
    private static long millisUntil(long end) {
        long left = end - System.nanoTime();
        return left <= 0 ? 0 : Math.max(1, left / 1_000_000);
    }
}
