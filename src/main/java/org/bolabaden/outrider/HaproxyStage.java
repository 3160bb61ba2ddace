package org.bolabaden.outrider;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bolabaden.outrider.haproxy.ActualState;
import org.bolabaden.outrider.haproxy.ApplierListener;
import org.bolabaden.outrider.haproxy.MasterSocket;
import org.bolabaden.outrider.haproxy.RuntimeApplier;
import org.bolabaden.outrider.haproxy.RuntimeSocket;
import org.bolabaden.outrider.haproxy.SessionCount;
import org.bolabaden.outrider.haproxy.SessionCutter;
import org.bolabaden.outrider.haproxy.SwitchListener;
import org.bolabaden.outrider.haproxy.TrafficMetrics;
import org.bolabaden.outrider.haproxy.TrafficSignal;
import org.bolabaden.outrider.haproxy.TrafficWatch;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.observe.Exposition;
import org.bolabaden.outrider.observe.Pulse;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.NodeSettings;

/** What drives one running HAProxy: the applier of plans, the cutter of sessions, and the watch of its counters. */
final class HaproxyStage {
    private final SessionCutter cutter;
    private final RuntimeApplier applier;
    private final TrafficWatch traffic;
    private final SessionCount sessions;

    /** Who wants to know what happens in HAProxy; each is called on a thread of the stage, and must be quick. */
    record Listeners(
            ApplierListener applier,
            SwitchListener switches,
            RuntimeApplier.FirstMeeting meeting,
            BiConsumer<BackendId, TrafficSignal> suspicions) {}

    private HaproxyStage(String socket, Optional<String> master, EventSink events, Listeners listeners) {
        cutter = new SessionCutter(
                new RuntimeSocket(socket),
                master.map(address -> new MasterSocket(address, RuntimeSocket.DEFAULT_DEADLINE)),
                events,
                listeners.switches(),
                Clock.systemUTC());
        applier =
                new RuntimeApplier(new RuntimeSocket(socket), events, listeners.applier(), listeners.meeting(), cutter);
        traffic = new TrafficWatch(new RuntimeSocket(socket), applier, listeners.suspicions(), events);
        sessions = new SessionCount(
                new RuntimeSocket(socket),
                master.map(address -> new MasterSocket(address, RuntimeSocket.DEFAULT_DEADLINE)),
                applier);
    }

    /** The stage; empty: no socket is configured. {@link #start()} begins the work. */
    static Optional<HaproxyStage> of(NodeSettings settings, EventSink events, Listeners listeners) {
        return settings.haproxy()
                .socket()
                .map(socket -> new HaproxyStage(socket, settings.haproxy().masterSocket(), events, listeners));
    }

    void start() {
        cutter.start();
        applier.start();
        traffic.start();
    }

    /** What carries plans out, and proves reloads. */
    RuntimeApplier applier() {
        return applier;
    }

    /** What HAProxy was when last read; empty: it does not answer. */
    Optional<ActualState> actual() {
        return applier.actual();
    }

    /**
     * What each backend's server has to do at this moment.
     *
     * @throws IOException when HAProxy does not answer
     */
    Map<BackendId, SessionCount.Busy> busy() throws IOException {
        return sessions.read();
    }

    /** What HAProxy counts of the traffic of that plan's services. */
    Exposition.Source series(Supplier<Plan> plan) {
        return new TrafficMetrics(applier, plan);
    }

    Stream<Pulse> pulses() {
        return Stream.of(applier.pulse(), cutter.pulse(), traffic.pulse());
    }

    /** Has nobody checked any more because of what users meet. */
    void stopWatching() {
        traffic.close();
    }

    /** Ends the work; HAProxy stays as it is. */
    void stop() {
        applier.close();
        cutter.close();
    }
}
