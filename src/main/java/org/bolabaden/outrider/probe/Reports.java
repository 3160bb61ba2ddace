package org.bolabaden.outrider.probe;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;

/** Hands results to whoever wants them, and survives a listener that throws. Confined to the loop's thread. */
final class Reports {
    // A listener that asks for no delay at all would make us a flood.
    private static final long LEAST_DELAY = TimeUnit.MILLISECONDS.toNanos(10);

    private final ProbeListener listener;
    private final Edge broken;
    private final Counters counters;

    Reports(ProbeListener listener, EventSink events, Counters counters) {
        this.listener = listener;
        this.broken = new Edge(events);
        this.counters = counters;
    }

    void started(Target target, long lateNanos) {
        counters.started(lateNanos);
        if (target.regular) {
            try {
                listener.onStart(target.plan.backend, lateNanos);
            } catch (RuntimeException e) {
                complain(e);
            }
        }
    }

    /** Reports the result; returns the delay from the start of this check to the next in nanoseconds. */
    long finished(Target target, ProbeResult result) {
        answer(target, result);
        if (!target.regular && target.echoOf == null) {
            return LEAST_DELAY;
        }
        try {
            Duration delay = listener.onResult(target.plan.backend, result);
            return Math.max(LEAST_DELAY, delay.toNanos());
        } catch (RuntimeException e) {
            complain(e);
            return target.plan.intervalNanos;
        }
    }

    private static void answer(Target target, ProbeResult result) {
        if (target.askers.isEmpty()) {
            return;
        }
        List<CompletableFuture<ProbeResult>> askers = List.copyOf(target.askers);
        target.askers.clear();
        // What hangs on these futures is not ours to run on the loop.
        Thread.startVirtualThread(() -> askers.forEach(asker -> asker.complete(result)));
    }

    private void complain(RuntimeException failure) {
        broken.seen(Event.error("probe_listener_failed").reason(failure.toString()), System.nanoTime());
    }
}
