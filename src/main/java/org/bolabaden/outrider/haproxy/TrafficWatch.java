package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.observe.Pulse;
import org.bolabaden.outrider.registry.BackendId;

/**
 * Looks at HAProxy's own counters several times a second, from a thread of its own: users' requests meet a fault before
 * a check does. What it sees makes that backend be asked at once, and nothing more.
 *
 * <p>A reading costs HAProxy and us time that grows with the number of servers, so the pause is a hundred times what the
 * last one took, and 100 ms at least.
 */
public final class TrafficWatch implements AutoCloseable {
    private static final long SHORTEST_PAUSE = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(2).toNanos();
    private static final int SHARE = 100;
    private static final Duration LONGEST_TURN = Duration.ofMinutes(1);
    private static final long JOIN_MILLIS = 2_000;

    private final RuntimeSocket socket;
    private final RuntimeApplier applier;
    private final BiConsumer<BackendId, TrafficSignal> suspected;
    private final EventSink events;
    private final Suspicions suspicions = new Suspicions();
    private final Thread thread;
    private final Pulse pulse;
    private Map<String, TrafficCounters> before = Map.of();
    private boolean faultReported;
    private volatile boolean stopped;

    /**
     * A watch; {@link #start()} begins the work.
     *
     * @param applier knows whether HAProxy answers, and which of its servers is whose
     * @param suspected is told of each backend that gives a sign, on the watch's thread; must not block
     */
    public TrafficWatch(
            RuntimeSocket socket,
            RuntimeApplier applier,
            BiConsumer<BackendId, TrafficSignal> suspected,
            EventSink events) {
        this.socket = socket;
        this.applier = applier;
        this.suspected = suspected;
        this.events = events;
        this.thread = Thread.ofPlatform().name("haproxy-traffic").daemon().unstarted(this::run);
        this.pulse = new Pulse(thread, LONGEST_TURN);
    }

    /** Begins; once. */
    public void start() {
        thread.start();
    }

    private void run() {
        while (!stopped) {
            long began = System.nanoTime();
            pulse.beat();
            try {
                look(began);
            } catch (IOException gone) {
                // The applier reports it, and counters of another worker would say nothing about these.
                before = Map.of();
            } catch (RuntimeException | Error bug) {
                fault(bug);
            }
            long took = System.nanoTime() - began;
            LockSupport.parkNanos(Math.clamp(took * SHARE, SHORTEST_PAUSE, LONGEST_PAUSE));
        }
    }

    private void look(long now) throws IOException {
        Map<String, BackendId> bound = applier.bound();
        if (bound.isEmpty()) {
            before = Map.of();
            return;
        }
        Map<String, TrafficCounters> earlier = before;
        before = TrafficCounters.parse(socket.ask(TrafficCounters.QUESTION).getFirst());
        before.forEach((server, counters) -> {
            TrafficCounters then = earlier.get(server);
            BackendId backend = bound.get(server);
            if (then != null && backend != null) {
                TrafficSignal.between(then, counters)
                        .filter(signal -> suspicions.admits(backend, now))
                        .ifPresent(signal -> suspected.accept(backend, signal));
            }
        });
        suspicions.forget(now);
        faultReported = false;
    }

    private void fault(Throwable bug) {
        if (!faultReported) {
            faultReported = true;
            events.emit(Event.error("haproxy_traffic_fault").reason(bug.toString()));
        }
    }

    /** Whether its thread is at work. */
    public Pulse pulse() {
        return pulse;
    }

    /** Stops the work, and waits for the reading in flight to end. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
