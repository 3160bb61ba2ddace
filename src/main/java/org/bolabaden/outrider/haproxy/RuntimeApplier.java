package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.observe.Pulse;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.registry.BackendId;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a running HAProxy as the latest {@link Plan} wants it, from one thread of its own. Level-triggered: it compares
 * on each new plan, every two seconds, and as soon as another worker answers, and trusts no earlier command.
 *
 * <p>Stopping it changes nothing in HAProxy.
 */
public final class RuntimeApplier implements AutoCloseable {
    private static final long MILLI = 1_000_000;
    private static final long PID_CHECK = 250 * MILLI;
    private static final long FULL_PASS = 2_000 * MILLI;
    private static final long RETRY = 100 * MILLI;
    // Reading everything takes milliseconds; plans that come without a pause must not put it off for good.
    private static final long LONGEST_DEFERRAL = 250 * MILLI;
    // What is accepted within some 10 ms of the reload signal is lost, and the old worker may have taken it.
    private static final long REPLAY = 50 * MILLI;
    private static final int REPLAYS = 2;
    private static final long NOBODY = 0;
    // Some dozens of exchanges, each with a deadline of a second.
    private static final Duration LONGEST_TURN = Duration.ofMinutes(2);
    private static final long JOIN_MILLIS = 3_000;

    private final EventSink events;
    private final Ticks ticks;
    private final ApplierListener listener;
    private final FirstMeeting meeting;
    private final ExclusiveWatch watch;
    private final Convergence convergence;
    private final Thread thread;
    private final Pulse pulse;
    private final AtomicReference<@Nullable Submission> waiting = new AtomicReference<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile @Nullable ActualState actual;
    private volatile @Nullable Proof proof;
    private volatile Map<String, BackendId> bound = Map.of();
    private volatile @Nullable Statistics statistics;
    private volatile long followedBy = NOBODY;
    private volatile long delivered;
    private volatile boolean stopped;

    // Of the applier's thread alone.
    private Link link = Link.UNKNOWN;
    private Binding binding = Binding.NONE;
    private @Nullable Submission current;
    private boolean met;
    private long outdated;
    private boolean tried;
    private boolean proven;
    private long workerPid = NOBODY;
    private boolean faultReported;
    private int replaysLeft;
    private long pidCheckAt;
    private long fullPassAt;
    private long readAt;

    /** Looks at HAProxy once, when it first answers and before it is told anything. */
    @FunctionalInterface
    public interface FirstMeeting {
        /**
         * HAProxy, as it is without us.
         *
         * @return the sequence of the last plan that may have been made without this being known, and so is not applied;
         *     0: none
         */
        long met(ActualState found);
    }

    /** An applier that applies the first plan to whatever it finds. */
    RuntimeApplier(RuntimeSocket socket, EventSink events, ApplierListener listener) {
        this(socket, events, listener, found -> 0, ExclusiveWatch.NONE, Ticks.SYSTEM);
    }

    /** An applier that leaves the sessions of exclusive pools to themselves once it has switched. */
    RuntimeApplier(RuntimeSocket socket, EventSink events, ApplierListener listener, FirstMeeting meeting) {
        this(socket, events, listener, meeting, ExclusiveWatch.NONE, Ticks.SYSTEM);
    }

    /**
     * An applier; {@link #start()} begins the work.
     *
     * @param cutter goes on cutting where a switch has begun to; it is neither started nor closed by this one
     */
    public RuntimeApplier(
            RuntimeSocket socket,
            EventSink events,
            ApplierListener listener,
            FirstMeeting meeting,
            SessionCutter cutter) {
        this(socket, events, listener, meeting, cutter, Ticks.SYSTEM);
    }

    /** An applier in whose time the world goes by those ticks. */
    RuntimeApplier(
            RuntimeSocket socket,
            EventSink events,
            ApplierListener listener,
            FirstMeeting meeting,
            ExclusiveWatch watch,
            Ticks ticks) {
        this.ticks = ticks;
        this.events = events;
        this.listener = listener;
        this.meeting = meeting;
        this.watch = watch;
        this.convergence = new Convergence(socket, events, listener, watch, ticks);
        this.thread = Thread.ofPlatform().name("haproxy-applier").daemon().unstarted(this::run);
        this.pulse = new Pulse(thread, LONGEST_TURN);
    }

    /** Begins; once. Until a plan is submitted it only reads. */
    public void start() {
        thread.start();
    }

    /** Wants this from now on; what was submitted before and not yet applied is overtaken. Never blocks. */
    public void submit(Plan plan) {
        submit(plan, ticks.nanos());
    }

    /**
     * Wants this from now on; what was submitted before and not yet applied is overtaken. Never blocks.
     *
     * @param causedAtNanos {@link System#nanoTime()} of what made the plan different, such as a verdict
     */
    public void submit(Plan plan, long causedAtNanos) {
        waiting.accumulateAndGet(new Submission(plan, causedAtNanos), Submission::overtake);
        LockSupport.unpark(thread);
    }

    /** What HAProxy was when last read; empty: never, or it is gone. */
    public Optional<ActualState> actual() {
        return Optional.ofNullable(actual);
    }

    /** What is proven to be in force now; empty: nothing, because the worker or the plan is new, or HAProxy is gone. */
    public Optional<Proof> proven() {
        return Optional.ofNullable(proof);
    }

    /** The registry's backend of each server that is bound to one, by {@code backend/server}; empty while nobody answers. */
    Map<String, BackendId> bound() {
        return bound;
    }

    /** HAProxy's counters as last read, two seconds ago at most while it answers; empty: it does not. */
    Optional<Statistics> statistics() {
        return Optional.ofNullable(statistics);
    }

    /** Whether this worker was read to be as a plan wanted it, whatever has been planned since. */
    boolean followed(long pid) {
        return followedBy == pid;
    }

    /**
     * The files of the plans up to this number are written and live, or cannot be: what HAProxy lacks from now on is not
     * about to come with a reload, and is told. Never blocks.
     */
    public void delivered(long sequence) {
        delivered = sequence;
    }

    /** Looks at once, instead of when the time comes: for after a reload. Never blocks. */
    public void look() {
        looking.set(true);
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopped) {
            pulse.beat();
            turn();
            rest();
        }
    }

    /** One turn of the loop: does what is due, or what was asked for since the last one. */
    void turn() {
        try {
            step(ticks.nanos());
        } catch (IOException e) {
            lost(e);
        } catch (RuntimeException | Error e) {
            // A bug, or no memory; the loop goes on, since a stopped one would leave HAProxy with what it has for good.
            fault(e);
        }
    }

    /** How long the next turn may wait, in nanoseconds, unless it is asked for. */
    long patience() {
        long from = ticks.nanos();
        return link == Link.UP ? Math.min(pidCheckAt - from, fullPassAt - from) : RETRY;
    }

    /** Whether somebody waits for the next turn. While nobody answers, a new plan is no reason to try sooner. */
    boolean asked() {
        return link == Link.UP && (waiting.get() != null || looking.get());
    }

    private void step(long now) throws IOException {
        Submission next = upToDate(waiting.getAndSet(null));
        if (next != null) {
            current = current == null || tried ? next : Submission.overtake(current, next);
            tried = false;
            proven = false;
            proof = null;
        }
        if (next != null && mayWait(now)) {
            apply();
        } else if (looking.getAndSet(false) || link != Link.UP || now - fullPassAt >= 0) {
            fullPass();
        } else if (now - pidCheckAt >= 0 && anotherWorker()) {
            fullPass();
        } else if (next != null) {
            apply();
        }
    }

    private @Nullable Submission upToDate(@Nullable Submission submission) {
        return submission == null || submission.plan().sequence() <= outdated ? null : submission;
    }

    /** Whether the full pass that may be due can come after a new plan, which somebody is waiting for. */
    private boolean mayWait(long now) {
        return link == Link.UP && replaysLeft == 0 && !looking.get() && now - fullPassAt < LONGEST_DEFERRAL;
    }

    private boolean anotherWorker() throws IOException {
        pidCheckAt = ticks.nanos() + PID_CHECK;
        return convergence.worker().pid() != workerPid;
    }

    private void fullPass() throws IOException {
        ActualState found = convergence.refresh();
        readAt = ticks.nanos();
        WorkerInfo worker = found.worker();
        if (!met) {
            met = true;
            outdated = meeting.met(found);
            current = upToDate(current);
        }
        notice(worker);
        boolean replay = replaysLeft > 0;
        replaysLeft = Math.max(0, replaysLeft - 1);
        fullPassAt = ticks.nanos() + (replay ? REPLAY : FULL_PASS);
        pidCheckAt = ticks.nanos() + PID_CHECK;
        if (replay) {
            convergence.doubt();
        }
        apply();
        found(worker);
        faultReported = false;
    }

    private void apply() throws IOException {
        Submission wanted = current;
        convergence.delivered(delivered);
        Convergence.Outcome outcome = wanted == null ? null : convergence.converge(wanted.plan());
        actual = convergence.actual().orElse(null);
        convergence.actual().map(ActualState::worker).ifPresent(this::notice);
        statistics = convergence
                .actual()
                .map(read -> new Statistics(read, convergence.binding(), readAt))
                .orElse(null);
        if (wanted == null || outcome == null) {
            proof = new Proof(workerPid, 0);
            followedBy = workerPid;
            return;
        }
        tried = true;
        publish(convergence.binding());
        // While a worker is new, what was refused may have been refused by the one before it, which lacks a new server.
        boolean shown = outcome.proven() && !(outcome.refused() && replaysLeft > 0);
        proof = shown ? new Proof(workerPid, wanted.plan().sequence()) : null;
        followedBy = shown ? workerPid : followedBy;
        if (!proven && shown) {
            proven = true;
            listener.applied(
                    wanted.plan().sequence(), Duration.ofNanos(ticks.nanos() - wanted.causedAt()), outcome.commands());
        }
    }

    private void publish(Binding next) {
        if (next.equals(binding) && !bound.isEmpty()) {
            return;
        }
        binding = next;
        Map<String, BackendId> inverted = HashMap.newHashMap(next.servers().size());
        next.servers().forEach((backend, server) -> inverted.put(server.toString(), backend));
        bound = Map.copyOf(inverted);
    }

    /** Another worker than the last one knows nothing that the last one was told. */
    private void notice(WorkerInfo worker) {
        if (worker.pid() == workerPid) {
            return;
        }
        if (workerPid != NOBODY) {
            listener.workerChanged(workerPid, worker);
            events.emit(Event.info("haproxy_worker_changed").change(workerPid, worker.pid()));
            if (link == Link.UP) {
                watch.reloaded();
            }
        }
        workerPid = worker.pid();
        proof = null;
        followedBy = NOBODY;
        replaysLeft = REPLAYS;
        fullPassAt = ticks.nanos() + REPLAY;
        convergence.doubt();
    }

    private void found(WorkerInfo worker) {
        if (link != Link.UP) {
            link = Link.UP;
            listener.up(worker);
            events.emit(Event.info("haproxy_up")
                    .reason("HAProxy " + worker.version() + " answers, worker " + worker.pid()));
        }
    }

    private void lost(IOException e) {
        if (!stopped && link != Link.DOWN) {
            link = Link.DOWN;
            String reason = String.valueOf(e.getMessage());
            listener.down(reason);
            events.emit(Event.error("haproxy_down").reason(reason));
        }
        convergence.doubt();
        actual = null;
        bound = Map.of();
        statistics = null;
        proof = null;
    }

    private void fault(Throwable e) {
        fullPassAt = ticks.nanos() + FULL_PASS;
        if (!faultReported) {
            faultReported = true;
            events.emit(Event.error("haproxy_applier_fault").reason(e.toString()));
        }
    }

    private void rest() {
        long from = ticks.nanos();
        long until = patience();
        while (!stopped && !asked()) {
            long left = until - (ticks.nanos() - from);
            if (left <= 0) {
                return;
            }
            ticks.rest(left);
        }
    }

    /** Whether its thread is at work. */
    public Pulse pulse() {
        return pulse;
    }

    /** Stops the work, and waits for the exchange in flight to end. HAProxy stays as it is. */
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
