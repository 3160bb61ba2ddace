package org.bolabaden.outrider.probe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Checks that wait for one of a bounded number of places: of sockets, or of processes. When the system refuses one all the
 * same, nobody is let in for a moment; so a check is late by our own limits, and never fails by them. It has no clock.
 */
final class Admission {
    /** Long enough that some of ours are closed, or have ended, by then. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private final int places;
    private final Deque<Target> waiting = new ArrayDeque<>();
    private int taken;
    private boolean paused;
    private long pausedUntil;

    /** All of that many places are free. */
    Admission(int places) {
        this.places = places;
    }

    int taken() {
        return taken;
    }

    int waiting() {
        return waiting.size();
    }

    void add(Target target) {
        waiting.add(target);
    }

    void remove(Target target) {
        waiting.remove(target);
    }

    void clear() {
        waiting.clear();
    }

    /** Who has a place from now on; null: nobody waits, or may be let in. */
    @Nullable
    Target next(long now) {
        paused = paused && pausedUntil - now > 0;
        if (paused || taken >= places || waiting.isEmpty()) {
            return null;
        }
        taken++;
        return waiting.remove();
    }

    /** A place is free again. */
    void release() {
        taken--;
    }

    /** The system refused what the check, whose place is free again, needs: it is the first after a pause. */
    void refused(Target target, long now) {
        waiting.addFirst(target);
        paused = true;
        pausedUntil = now + PAUSE;
    }

    /** How long nobody can be let in, in nanoseconds; at most {@code longest}. */
    long idle(long now, long longest) {
        if (waiting.isEmpty() || taken >= places) {
            return longest;
        }
        return paused ? Math.min(longest, pausedUntil - now) : 0;
    }
}
