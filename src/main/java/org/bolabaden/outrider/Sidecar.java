package org.bolabaden.outrider;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.Optional;
import org.bolabaden.outrider.api.AgentCheck;
import org.bolabaden.outrider.api.Listener;
import org.bolabaden.outrider.api.SidecarState;
import org.bolabaden.outrider.systemd.ServiceManager;

/** Starts the stages with Quarkus, and stops them with it. */
@ApplicationScoped
class Sidecar {
    private final Stages stages;
    private final Planning planning;
    private final SidecarState state;
    private final Vertx vertx;
    private final MeterRegistry meters;
    private final Listener listener;
    private Optional<AgentCheck> agentCheck = Optional.empty();
    private Optional<Vitals> vitals = Optional.empty();
    private Optional<ServiceManager> systemd = Optional.empty();

    Sidecar(
            Stages stages,
            Planning planning,
            SidecarState state,
            Vertx vertx,
            MeterRegistry meters,
            Listener listener) {
        this.stages = stages;
        this.planning = planning;
        this.state = state;
        this.vertx = vertx;
        this.meters = meters;
        this.listener = listener;
    }

    void start(@Observes StartupEvent event) throws IOException {
        stages.start(planning::because);
        listener.open();
        agentCheck = state.settings().api().agentCheck().map(listen -> AgentCheck.start(vertx, listen, state));
        Vitals watch = Vitals.start(state, vertx, stages.events());
        vitals = Optional.of(watch);
        Gauge.builder("outrider.threads.stuck", watch, now -> now.faults().size())
                .description("Threads of this sidecar that stand still.")
                .register(meters);
        systemd = SystemdStage.start(stages.planned(), state, watch, stages.events());
    }

    void stop(@Observes ShutdownEvent event) {
        systemd.ifPresent(ServiceManager::close);
        vitals.ifPresent(Vitals::close);
        agentCheck.ifPresent(AgentCheck::close);
        listener.close();
        planning.stop();
        stages.stop();
    }
}
