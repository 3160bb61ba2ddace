package org.bolabaden.outrider;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.api.SidecarState;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.systemd.ServiceManager;

/** What systemd is told of this sidecar, when it is one of its services. */
final class SystemdStage implements ServiceManager.Service {
    // As long as the first files wait for backends that do not answer.
    private static final Duration FIRST_CHECKS = Duration.ofSeconds(2);

    private final LatestPlan planned;
    private final SidecarState state;
    private final Vitals vitals;
    private final long began = System.nanoTime();

    private SystemdStage(LatestPlan planned, SidecarState state, Vitals vitals) {
        this.planned = planned;
        this.state = state;
        this.vitals = vitals;
    }

    static Optional<ServiceManager> start(LatestPlan planned, SidecarState state, Vitals vitals, EventSink events) {
        return ServiceManager.start(
                System.getenv(),
                new SystemdStage(planned, state, vitals),
                fault -> events.emit(Event.warn("systemd_notify_failed").reason(fault)));
    }

    @Override
    public boolean begun() {
        boolean patient = System.nanoTime() - began < FIRST_CHECKS.toNanos();
        return state.probing()
                && planned.get().filter(plan -> !patient || !plan.undecided()).isPresent();
    }

    @Override
    public Optional<String> fault() {
        return vitals.faults().entrySet().stream()
                .findFirst()
                .map(entry -> "thread " + entry.getKey() + " " + entry.getValue());
    }

    @Override
    public String status() {
        Map<?, BackendHealth> health = state.health();
        long up = health.values().stream()
                .filter(backend -> backend.verdict().up())
                .count();
        String haproxy = state.settings().haproxy().socket().isEmpty()
                ? ""
                : state.haproxy().isPresent() ? ", HAProxy answers" : ", HAProxy does not answer";
        return up + " of " + health.size() + " backends up" + haproxy;
    }
}
