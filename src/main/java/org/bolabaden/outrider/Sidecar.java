package org.bolabaden.outrider;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.bolabaden.outrider.api.AgentCheck;
import org.bolabaden.outrider.api.SidecarState;
import org.bolabaden.outrider.systemd.ServiceManager;

/** Starts the stages with Quarkus, and stops them with it. */
@ApplicationScoped
class Sidecar {
    private final Stages stages;
    private final Planning planning;
    private final SidecarState state;
    private final Vertx vertx;
    private Optional<AgentCheck> agentCheck = Optional.empty();
    private Optional<ServiceManager> systemd = Optional.empty();

    Sidecar(Stages stages, Planning planning, SidecarState state, Vertx vertx) {
        this.stages = stages;
        this.planning = planning;
        this.state = state;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        stages.start(planning::because);
        agentCheck = state.settings().api().agentCheck().map(listen -> AgentCheck.start(vertx, listen, state));
        systemd = SystemdStage.start(stages.planned(), state, vertx, stages.events());
    }

    void stop(@Observes ShutdownEvent event) {
        systemd.ifPresent(ServiceManager::close);
        agentCheck.ifPresent(AgentCheck::close);
        planning.stop();
        stages.stop();
    }
}
