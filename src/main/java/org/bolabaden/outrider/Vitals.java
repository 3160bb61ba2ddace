package org.bolabaden.outrider;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bolabaden.outrider.api.SidecarState;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;

/**
 * Looks twice a second whether our own threads work, on a thread that does nothing else, and tells of each that stands still
 * and of its going on. What it finds decides over systemd's watchdog.
 */
final class Vitals implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(500);
    // A loop that is only busy answers within milliseconds, one that loads its classes on a busy machine within
    // seconds.
    private static final Duration LOOP = Duration.ofSeconds(5);
    private static final Duration OWN = Duration.ofSeconds(10);
    private static final String EVENT_LOOP = "vert.x-eventloop";
    private static final String PROBE_LOOP = "probe";

    private final SidecarState state;
    private final Vertx vertx;
    private final EventSink events;
    private final Thread thread;
    private volatile long looked = System.nanoTime();
    private volatile Map<String, String> stuck = Map.of();

    // Of the thread.
    private Map<String, String> suspected = Map.of();
    private AtomicBoolean turned = new AtomicBoolean(true);
    private long asked = System.nanoTime();

    private Vitals(SidecarState state, Vertx vertx, EventSink events) {
        this.state = state;
        this.vertx = vertx;
        this.events = events;
        this.thread = Thread.ofPlatform().name("vitals").daemon().unstarted(this::run);
    }

    static Vitals start(SidecarState state, Vertx vertx, EventSink events) {
        Vitals vitals = new Vitals(state, vertx, events);
        vitals.thread.start();
        return vitals;
    }

    /** The threads that stand still, each with how. Never blocks; any thread. */
    Map<String, String> faults() {
        return System.nanoTime() - looked > OWN.toNanos()
                ? Map.of(thread.getName(), "has not looked at the others for a while")
                : stuck;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PACE);
                look();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        Map<String, String> found = new TreeMap<>(state.faults());
        if (!state.probing()) {
            found.put(PROBE_LOOP, "has not turned for a while");
        }
        if (!eventLoopTurns()) {
            found.put(EVENT_LOOP, "has not answered for " + LOOP.toSeconds() + " s");
        }
        // Twice: after a machine was suspended, all of them seem to have stood still.
        Map<String, String> now = new TreeMap<>(found);
        now.keySet().retainAll(suspected.keySet());
        suspected = found;
        tell(stuck, now);
        stuck = Map.copyOf(now);
        looked = System.nanoTime();
    }

    /** The loop that answers over HTTP has no pulse: it is asked to do something. */
    private boolean eventLoopTurns() {
        if (turned.get()) {
            AtomicBoolean next = new AtomicBoolean();
            turned = next;
            asked = System.nanoTime();
            vertx.runOnContext(now -> next.set(true));
            return true;
        }
        return System.nanoTime() - asked < LOOP.toNanos();
    }

    private void tell(Map<String, String> before, Map<String, String> now) {
        now.forEach((name, how) -> {
            if (!before.containsKey(name)) {
                events.emit(Event.error("thread_stuck").reason("thread " + name + " " + how));
            }
        });
        before.forEach((name, how) -> {
            if (!now.containsKey(name)) {
                events.emit(Event.info("thread_unstuck").reason("thread " + name + " is at work again"));
            }
        });
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
