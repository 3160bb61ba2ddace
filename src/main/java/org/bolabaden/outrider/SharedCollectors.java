package org.bolabaden.outrider;

import io.prometheus.client.CollectorRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The one Prometheus registry that {@code /metrics} shows. */
@Singleton
class SharedCollectors {
    /** Replaces Quarkus' own producer, which makes a new registry for every injection: what is registered there is lost. */
    @Produces
    @Singleton
    CollectorRegistry collectors() {
        return new CollectorRegistry(true);
    }
}
