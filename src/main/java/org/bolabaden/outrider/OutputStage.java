package org.bolabaden.outrider;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.bolabaden.outrider.cli.Deliveries;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.observe.Pulse;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.render.OutputStatus;
import org.bolabaden.outrider.render.Outputs;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the proxies' files as the latest plan wants them, from one thread of its own, which may wait for disks, commands
 * and reloads. Level-triggered: only the latest plan counts, and files are compared every few seconds even when nothing
 * changed. {@link RenderPace} says when.
 */
final class OutputStage implements AutoCloseable {
    // Users' commands have half a minute each, and so has the proof of a reload.
    private static final Duration LONGEST_ROUND = Duration.ofMinutes(5);
    private static final long JOIN_MILLIS = 3_000;
    private static final long LAST_MILLIS = 1_000;

    private final Outputs outputs;
    private final EventSink events;
    private final LongConsumer delivered;
    private final Thread thread;
    private final Pulse pulse;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile List<OutputStatus> statuses = List.of();

    // Guarded by the lock.
    private @Nullable Wanted wanted;
    private RenderPace pace = new RenderPace(System.nanoTime(), RenderPace.NEVER, RenderPace.NEVER, false, true);
    private boolean forced;
    private List<CompletableFuture<List<OutputStatus>>> waiting = new ArrayList<>();
    private boolean stopped;

    /**
     * What the files shall be made of.
     *
     * @param registryVersion of the registry that the plan is for
     * @param undecided whether a backend waits for its first check
     */
    record Wanted(NodeSettings settings, String registryVersion, Plan plan, boolean undecided) {
        boolean sameConfiguration(@Nullable Wanted other) {
            return other != null && settings.equals(other.settings) && registryVersion.equals(other.registryVersion);
        }

        boolean samePrimaries(@Nullable Wanted other) {
            return other != null && plan.primaries().equals(other.plan.primaries());
        }
    }

    private record Round(Wanted wanted, boolean forced, List<CompletableFuture<List<OutputStatus>>> waiting) {}

    /**
     * A stage; {@link #start()} begins the work.
     *
     * @param delivered is told the number of a plan, on the stage's thread, once its files are live or known not to be
     */
    OutputStage(Outputs outputs, EventSink events, LongConsumer delivered) {
        this.outputs = outputs;
        this.events = events;
        this.delivered = delivered;
        outputs.whenJudged(this::look);
        this.thread = Thread.ofPlatform().name("outputs").daemon().unstarted(this::run);
        this.pulse = new Pulse(thread, LONGEST_ROUND);
    }

    void start() {
        thread.start();
    }

    /** Wants this from now on. Never blocks. */
    void submit(Wanted next) {
        locked(() -> {
            long now = System.nanoTime();
            boolean configured = !next.sameConfiguration(wanted) || !next.samePrimaries(wanted);
            pace = pace.wanted(configured, next.undecided(), now);
            wanted = next;
        });
    }

    /** A template was edited, or something else that no plan tells: compares at once. Never blocks. */
    void look() {
        locked(() -> pace = pace.at(System.nanoTime()));
    }

    /**
     * Compares at once, and tells how it ended.
     *
     * @param force overwrite what someone else edited
     */
    CompletionStage<List<OutputStatus>> now(boolean force) {
        CompletableFuture<List<OutputStatus>> done = new CompletableFuture<>();
        locked(() -> {
            forced |= force;
            waiting.add(done);
            pace = pace.at(System.nanoTime());
        });
        return done;
    }

    /** Whether its thread is at work. */
    Pulse pulse() {
        return pulse;
    }

    /** The files that a template included. */
    Set<Path> included(String input) {
        return outputs.included(input);
    }

    /** How each output stands. */
    List<OutputStatus> statuses() {
        return statuses;
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (Optional<Round> round = next(); round.isPresent(); round = next()) {
                pulse.beat();
                render(round.get());
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Round> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!stopped) {
                pulse.beat();
                long left = pace.due() - System.nanoTime();
                Wanted now = wanted;
                if (now != null && left <= 0) {
                    Round round = new Round(now, forced, waiting);
                    forced = false;
                    waiting = new ArrayList<>();
                    pace = pace.ran(System.nanoTime());
                    return Optional.of(round);
                }
                if (now == null) {
                    changed.await();
                } else {
                    changed.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(10)));
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void render(Round round) {
        try {
            statuses = outputs.apply(
                    round.wanted().settings().templates(),
                    Deliveries.models(
                            round.wanted().settings(),
                            round.wanted().registryVersion(),
                            round.wanted().plan()),
                    round.forced() ? Outputs.Mode.FORCE : Outputs.Mode.NORMAL);
            if (statuses.stream().noneMatch(status -> status.state() == OutputStatus.State.CHECKING)) {
                delivered.accept(round.wanted().plan().sequence());
            }
            round.waiting().forEach(done -> done.complete(statuses));
        } catch (RuntimeException | Error fault) {
            // A bug; the next round comes, and what is written stays.
            String at = outputs.inHand().map(output -> output + ": ").orElse("");
            events.emit(Event.error("outputs_fault").reason(at + fault));
            round.waiting().forEach(done -> done.completeExceptionally(fault));
        }
    }

    /**
     * Stops after the round at work, if that ends soon; else the users' commands are ended, and a reload that was on its
     * way counts as unproven. The files stay as they are.
     */
    @Override
    public void close() {
        locked(() -> stopped = true);
        try {
            thread.join(JOIN_MILLIS);
            outputs.close();
            thread.join(LAST_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
