package org.bolabaden.outrider;

import jakarta.enterprise.context.ApplicationScoped;
import org.bolabaden.outrider.sentinel.ServiceSignal;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes what sentinels and Redis servers say from the channel {@code sentinel-signals} to the stage. */
@ApplicationScoped
class SentinelSignals {
    private final Stages stages;

    SentinelSignals(Stages stages) {
        this.stages = stages;
    }

    @Incoming("sentinel-signals")
    void heard(ServiceSignal signal) {
        stages.primaryStage().heard(signal);
    }
}
