package org.bolabaden.outrider;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bolabaden.outrider.api.SidecarState;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.systemd.ServiceManager;

/** What systemd is told of this sidecar, when it is one of its services. */
final class SystemdStage implements ServiceManager.Service {
    // A loop that is only busy answers within milliseconds.
    private static final Duration LOOP = Duration.ofSeconds(2);
    // As long as the first files wait for backends that do not answer.
    private static final Duration FIRST_CHECKS = Duration.ofSeconds(2);

    private final LatestPlan planned;
    private final SidecarState state;
    private final Vertx vertx;
    private final long began = System.nanoTime();

    private SystemdStage(LatestPlan planned, SidecarState state, Vertx vertx) {
        this.planned = planned;
        this.state = state;
        this.vertx = vertx;
    }

    static Optional<ServiceManager> start(LatestPlan planned, SidecarState state, Vertx vertx, EventSink events) {
        return ServiceManager.start(
                System.getenv(),
                new SystemdStage(planned, state, vertx),
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
        if (!state.probing()) {
            return Optional.of("the check loop has not turned for a while");
        }
        Optional<String> thread = state.faults().entrySet().stream()
                .findFirst()
                .map(entry -> "thread " + entry.getKey() + " " + entry.getValue());
        return thread.isPresent() ? thread : loopFault();
    }

    // The loop that answers over HTTP has no pulse: it is asked to do something.
    private Optional<String> loopFault() {
        CompletableFuture<Void> turned = new CompletableFuture<>();
        vertx.runOnContext(now -> turned.complete(null));
        try {
            turned.get(LOOP.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException late) {
            return Optional.of("the event loop has not answered for " + LOOP.toSeconds() + " s");
        }
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
