package org.bolabaden.outrider;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Starts the stages with Quarkus, and stops them with it. */
@ApplicationScoped
class Sidecar {
    private final Stages stages;
    private final Planning planning;

    Sidecar(Stages stages, Planning planning) {
        this.stages = stages;
        this.planning = planning;
    }

    void start(@Observes StartupEvent event) {
        stages.start(planning::because);
    }

    void stop(@Observes ShutdownEvent event) {
        planning.stop();
        stages.stop();
    }
}
