package org.bolabaden.outrider.probe;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The numbers that other threads may look at. Written by the loop alone, and without fences, as a check costs little
 * more than one.
 */
final class Counters {
    private final AtomicLong backends = new AtomicLong();
    private final AtomicLong inFlight = new AtomicLong();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong postponed = new AtomicLong();
    private final AtomicLong lastLateness = new AtomicLong();
    private final AtomicLong maxLateness = new AtomicLong();
    private final AtomicLong lastTurn = new AtomicLong(System.nanoTime());

    void started(long lateNanos) {
        started.lazySet(started.getPlain() + 1);
        lastLateness.lazySet(lateNanos);
        if (lateNanos > maxLateness.getPlain()) {
            maxLateness.lazySet(lateNanos);
        }
    }

    void postponed() {
        postponed.lazySet(postponed.getPlain() + 1);
    }

    void turn(long now, int backendCount, int inFlightCount, int waitingCount) {
        lastTurn.lazySet(now);
        backends.lazySet(backendCount);
        inFlight.lazySet(inFlightCount);
        waiting.lazySet(waitingCount);
    }

    ProbeStatistics snapshot() {
        return new ProbeStatistics(
                Math.toIntExact(backends.get()),
                Math.toIntExact(inFlight.get()),
                Math.toIntExact(waiting.get()),
                started.get(),
                postponed.get(),
                Duration.ofNanos(lastLateness.get()),
                Duration.ofNanos(maxLateness.get()),
                Duration.ofNanos(System.nanoTime() - lastTurn.get()));
    }
}
