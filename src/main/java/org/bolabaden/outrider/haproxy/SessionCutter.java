package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.observe.Pulse;
import org.bolabaden.outrider.registry.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the servers of exclusive pools that are not offered free of sessions, in the current worker and in old ones, from
 * a thread of its own. Level-triggered: after a switch and a reload it looks many times, then every two seconds. While
 * there is no exclusive pool it does nothing.
 *
 * <p>The applier shuts a server's sessions with the very line that takes it out; this is for those that it cannot reach
 * or that end late. Stopping it changes nothing in HAProxy.
 */
public final class SessionCutter implements ExclusiveWatch, AutoCloseable {
    // A second for each old worker that does not answer.
    private static final Duration LONGEST_TURN = Duration.ofMinutes(2);
    // So that the pulse beats now and then.
    private static final long LONGEST_REST = Duration.ofSeconds(30).toNanos();
    private static final long JOIN_MILLIS = 3_000;
    private static final String NOBODY = "none";

    private final CurrentWorker current;
    private final OldWorkerReach old;
    private final EventSink events;
    private final SwitchListener listener;
    private final Clock clock;
    private final Ticks ticks;
    private final Thread thread;
    private final Pulse pulse;
    private final Object lock = new Object();
    private final SessionCuts cuts = new SessionCuts();
    // Guarded by the lock; one a service at the most.
    private final Map<ServiceName, Untold> untold = new LinkedHashMap<>();
    private boolean faultReported;
    private volatile boolean stopped;

    /** A switch that HAProxy was read to have made, while sessions in old workers may go on for some milliseconds. */
    private record Untold(Switches.Switch move, long since) {}

    /**
     * A cutter; {@link #start()} begins the work.
     *
     * @param socket the current worker's runtime API
     * @param master the master's; empty: old workers cannot be reached, which is told when it matters
     * @param listener is told on the cutter's thread
     */
    public SessionCutter(
            RuntimeSocket socket,
            Optional<MasterSocket> master,
            EventSink events,
            SwitchListener listener,
            Clock clock) {
        this(socket, master, events, listener, clock, Ticks.SYSTEM);
    }

    /** A cutter in whose time the world goes by those ticks. */
    SessionCutter(
            RuntimeSocket socket,
            Optional<MasterSocket> master,
            EventSink events,
            SwitchListener listener,
            Clock clock,
            Ticks ticks) {
        this.ticks = ticks;
        this.current = new CurrentWorker(socket);
        this.old = new OldWorkerReach(master, events, ticks);
        this.events = events;
        this.listener = listener;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("haproxy-cuts").daemon().unstarted(this::run);
        this.pulse = new Pulse(thread, LONGEST_TURN);
    }

    /** Begins; once. */
    public void start() {
        thread.start();
    }

    @Override
    public void wanted(ExclusivePools pools) {
        synchronized (lock) {
            if (pools.equals(cuts.pools())) {
                return;
            }
            cuts.want(pools, ticks.nanos());
        }
        LockSupport.unpark(thread);
    }

    @Override
    public void switched(Switches.Switch move, Map<ServerRef, Integer> sessions) {
        synchronized (lock) {
            long now = ticks.nanos();
            move.left().forEach(server -> cuts.left(server, sessions.getOrDefault(server, 0), move.news(), now));
            if (move.news()) {
                untold.put(move.service(), new Untold(move, now));
                cuts.disturb(now);
            }
        }
        LockSupport.unpark(thread);
    }

    /** Once a look that began after the switch has shut what lived in old workers: then nothing is sent there any more. */
    private void tellSwitches(long began) {
        List<Switches.Switch> moves = new ArrayList<>();
        synchronized (lock) {
            untold.values().removeIf(one -> one.since() - began <= 0 && moves.add(one.move()));
        }
        moves.forEach(move -> {
            events.emit(told(move));
            listener.switched(move.service(), move.from(), move.to(), clock.instant());
        });
    }

    private static Event told(Switches.Switch move) {
        String from = move.from().orElse(NOBODY);
        String to = move.to().orElse(NOBODY);
        Event event = Event.info("primary_switched")
                .service(move.service())
                .change(from, to)
                .reason("HAProxy sends new sessions to " + (move.to().isPresent() ? to : "nobody"));
        return move.to().isPresent() ? event.backend(to) : event;
    }

    @Override
    public void reloaded() {
        synchronized (lock) {
            cuts.disturb(ticks.nanos());
        }
        old.reloaded();
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopped) {
            pulse.beat();
            try {
                ticks.rest(turn());
            } catch (RuntimeException | Error bug) {
                fault(bug);
            }
        }
    }

    /** Looks, if it is due; else tells how long it need not be asked, in nanoseconds. */
    long turn() {
        ExclusivePools pools;
        long wait;
        long began = ticks.nanos();
        synchronized (lock) {
            pools = cuts.pools();
            wait = cuts.idle() ? Long.MAX_VALUE : cuts.dueIn(began);
        }
        if (wait > 0) {
            return Math.min(wait, LONGEST_REST);
        }
        SessionCuts.Look look = look(pools);
        List<SessionCuts.Report> reports;
        synchronized (lock) {
            reports = cuts.looked(look, began, ticks.nanos());
        }
        tellSwitches(began);
        reports.forEach(this::tell);
        faultReported = false;
        return 0;
    }

    private SessionCuts.Look look(ExclusivePools pools) {
        CurrentWorker.@Nullable Found found = inCurrent(pools);
        OldWorkers.Found others = old.cut(this::stale, found == null ? 0 : found.pid(), found != null);
        return new SessionCuts.Look(
                found == null ? Map.of() : found.sessions(), others.sessions(), found != null && others.whole());
    }

    private CurrentWorker.@Nullable Found inCurrent(ExclusivePools pools) {
        try {
            return current.cut(Set.copyOf(pools.pools().keySet()), this::stale);
        } catch (IOException gone) {
            // The applier reports it.
            return null;
        }
    }

    /** As of this moment: a server that is offered again while a look is on its way is left alone. */
    private boolean stale(ServerRef server) {
        synchronized (lock) {
            return cuts.pools().stale(server);
        }
    }

    private void tell(SessionCuts.Report report) {
        switch (report) {
            case SessionCuts.Report.Done done -> {
                events.emit(Event.info("sessions_cut")
                        .service(done.service())
                        .backend(done.endpoint())
                        .reason(done.inCurrent() + " in the current worker, " + old.words(done.inOld()))
                        .took(done.took()));
                listener.cut(done.service(), done.endpoint(), done.inCurrent(), done.inOld(), clock.instant());
            }
            case SessionCuts.Report.Late late ->
                events.emit(Event.warn("sessions_not_cut")
                        .service(late.service())
                        .backend(late.endpoint())
                        .reason(
                                late.whole()
                                        ? late.left() + " are left, though they are shut again and again"
                                        : "not every worker of HAProxy answers, so nobody knows whether some are left")
                        .took(late.since()));
        }
    }

    private void fault(Throwable bug) {
        if (!faultReported) {
            faultReported = true;
            events.emit(Event.error("haproxy_cuts_fault").reason(bug.toString()));
        }
        ticks.rest(SessionCuts.SWEEP.toNanos());
    }

    /** Whether its thread is at work. */
    public Pulse pulse() {
        return pulse;
    }

    /** Stops the work, and waits for the exchange in flight to end. */
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
