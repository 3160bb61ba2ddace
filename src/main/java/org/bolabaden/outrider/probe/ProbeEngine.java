package org.bolabaden.outrider.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;

/**
 * Checks backends on their schedules, on one thread and one selector: thousands of checks a second cost little more than
 * the system calls that they are made of.
 *
 * <p>Each check has its own connection. Two checks of one backend overlap only while it is {@linkplain #suspect suspected};
 * a backend that hangs delays no other.
 * All methods may be called from any thread and return at once.
 */
public final class ProbeEngine implements AutoCloseable {
    private static final int MOST_ASKERS = 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ProbeSettings settings;
    private final Workers workers;
    private final Counters counters = new Counters();
    private final Map<Long, CompletableFuture<ProbeResult>> askers = new ConcurrentHashMap<>();
    private final AtomicLong asked = new AtomicLong();
    private final Loop loop;
    private final Thread thread;

    private ProbeEngine(ProbeSettings settings, ProbeListener listener, EventSink events, Workers workers)
            throws IOException {
        this.settings = settings;
        this.workers = workers;
        this.loop = new Loop(settings, workers, listener, counters, events);
        this.thread = Thread.ofPlatform()
                .name("probe")
                .daemon()
                .uncaughtExceptionHandler((dead, bug) ->
                        events.emit(Event.error("probe_loop_died").reason(bug.toString())))
                .unstarted(loop);
    }

    /**
     * Starts an engine with nothing on its schedule.
     *
     * @param listener takes the results of scheduled checks and says when the next is due
     * @param events hears of {@code probe_limited} and {@code probe_unlimited} (the system refuses sockets: checks are
     *     late), {@code probe_listener_failed} and {@code probe_loop_failed} (bugs; the loop goes on)
     * @throws UncheckedIOException when the system has no descriptor left for a selector
     */
    public static ProbeEngine start(ProbeSettings settings, ProbeListener listener, EventSink events) {
        return start(settings, listener, events, NameService.ofTheMachine());
    }

    static ProbeEngine start(ProbeSettings settings, ProbeListener listener, EventSink events, NameService names) {
        try {
            ProbeEngine engine = new ProbeEngine(settings, listener, events, Workers.start(names));
            engine.thread.start();
            return engine;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the checks: no selector", e);
        }
    }

    /**
     * Makes these backends the schedule. Those that are on it with the same check go on undisturbed, removed ones end
     * without a further result, and the first checks of new ones are spread over the first interval.
     *
     * @param backends in the registry's order, ids unique
     */
    public void replace(List<Backend> backends) {
        loop.schedule(backends.stream()
                .map(backend -> CheckPlan.of(backend, settings))
                .toList());
    }

    /** Checks the backend now if it is on the schedule and no check of it is under way. */
    public void probeSoon(BackendId id) {
        loop.soon(id);
    }

    /**
     * Has each of those checked within that time, spread over it by chance; what is due sooner stays so.
     *
     * @param backends those that are not on the schedule are left out
     */
    public void within(Collection<BackendId> backends, Duration time) {
        loop.within(List.copyOf(backends), time.toNanos());
    }

    /**
     * Checks a backend several times in short succession, for somebody has seen a sign that it fails: the one that is due
     * next starts at once, the others beside it, so that a backend that hangs is known after one timeout and not after one
     * a check. The results count as those of any check. Nothing happens when it is not on the schedule, or while that
     * succession is under way already.
     *
     * @param checks how many; at least 1
     * @param spacing from start to start
     */
    public void suspect(BackendId id, int checks, Duration spacing) {
        loop.suspect(id, checks, spacing.toNanos());
    }

    /**
     * Checks a backend once, on the schedule or not. One that is on it is not checked twice at once: the result of the
     * check under way is the answer.
     *
     * @return the result, also when it is a failure; exceptional only when the engine closes (cancelled), when 1,024 are
     *     waiting already, or when the schedule has the backend with another check
     */
    public CompletionStage<ProbeResult> probeOnce(Backend backend) {
        if (askers.size() >= MOST_ASKERS) {
            return CompletableFuture.failedFuture(
                    new RejectedExecutionException("already " + MOST_ASKERS + " single checks under way"));
        }
        CheckPlan plan = CheckPlan.of(backend, settings);
        CompletableFuture<ProbeResult> asker = new CompletableFuture<>();
        long number = asked.incrementAndGet();
        askers.put(number, asker);
        CompletableFuture<ProbeResult> answer = asker.whenComplete((result, failure) -> askers.remove(number));
        loop.post(() -> loop.roster().once(plan, asker, loop.now()));
        if (!thread.isAlive()) {
            asker.cancel(false);
        }
        return answer;
    }

    /** How it is doing. */
    public ProbeStatistics statistics() {
        return counters.snapshot();
    }

    /** Stops all checks; what is in flight ends without a result. */
    @Override
    public void close() {
        loop.close();
        workers.close();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        askers.values().forEach(asker -> asker.cancel(false));
    }
}
