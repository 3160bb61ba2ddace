package org.bolabaden.outrider.haproxy;

import java.util.concurrent.locks.LockSupport;

/**
 * The nano clock, and waiting by it: how time passes for who talks to HAProxy. A simulation has a time of its own, in which
 * the rest of the world goes on while somebody waits.
 */
interface Ticks {
    /** The machine's. */
    Ticks SYSTEM = new Ticks() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void rest(long nanos) {
            LockSupport.parkNanos(nanos);
        }
    };

    /** As {@link System#nanoTime()}: only differences mean something. */
    long nanos();

    /** Waits so long, or less when it is woken up. */
    void rest(long nanos);
}
