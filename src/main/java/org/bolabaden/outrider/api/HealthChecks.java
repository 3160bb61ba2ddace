package org.bolabaden.outrider.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.bolabaden.outrider.registry.Registry;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * What orchestrators ask: live means that the probe loop runs, ready that a registry is loaded and HAProxy answers (when
 * there is one to drive), started that the first registry was loaded.
 */
@ApplicationScoped
class HealthChecks {
    private final SidecarState state;

    HealthChecks(SidecarState state) {
        this.state = state;
    }

    @Produces
    @ApplicationScoped
    @Liveness
    HealthCheck probing() {
        return () -> HealthCheckResponse.named("probes").status(state.probing()).build();
    }

    @Produces
    @ApplicationScoped
    @Readiness
    HealthCheck registry() {
        return () -> HealthCheckResponse.named("registry")
                .status(loaded())
                .withData("version", state.registry().version())
                .withData("error", state.registryError().orElse(""))
                .build();
    }

    @Produces
    @ApplicationScoped
    @Readiness
    HealthCheck haproxy() {
        return () -> {
            boolean configured = state.settings().haproxy().socket().isPresent();
            return HealthCheckResponse.named("haproxy")
                    .status(!configured || state.haproxy().isPresent())
                    .withData("configured", configured)
                    .build();
        };
    }

    @Produces
    @ApplicationScoped
    @Startup
    HealthCheck started() {
        return () -> HealthCheckResponse.named("started").status(loaded()).build();
    }

    private boolean loaded() {
        return !state.registry().version().equals(Registry.EMPTY.version());
    }
}
