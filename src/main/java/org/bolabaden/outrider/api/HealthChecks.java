package org.bolabaden.outrider.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Locale;
import java.util.Map;
import org.bolabaden.outrider.health.Isolation;
import org.bolabaden.outrider.registry.Registry;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * What orchestrators ask: live means that the probe loop and the threads that act on its verdicts run, ready that a registry is loaded and HAProxy answers (when
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
    @Liveness
    HealthCheck threads() {
        return () -> {
            Map<String, String> faults = state.faults();
            HealthCheckResponseBuilder response =
                    HealthCheckResponse.named("threads").status(faults.isEmpty());
            faults.forEach(response::withData);
            return response.build();
        };
    }

    @Produces
    @ApplicationScoped
    @Readiness
    HealthCheck registry() {
        return () -> HealthCheckResponse.named("registry")
                .status(loaded())
                .withData("version", state.registry().version())
                .withData("last_good", state.servingLastGood())
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

    /** Says whether the node seems cut off; what runs goes on, so that this is no reason to take it out either. */
    @Produces
    @ApplicationScoped
    @Readiness
    HealthCheck network() {
        return () -> HealthCheckResponse.named("network")
                .up()
                .withData("isolated", state.isolation().isPresent())
                .withData("reason", state.isolation().map(Isolation::reason).orElse(""))
                .build();
    }

    /** Says how the files stand; what is not live is no reason to take the node out, since the last good ones serve. */
    @Produces
    @ApplicationScoped
    @Readiness
    HealthCheck outputs() {
        return () -> {
            HealthCheckResponseBuilder response =
                    HealthCheckResponse.named("outputs").up();
            state.outputs()
                    .forEach(output -> response.withData(
                            output.template().output().toString(),
                            output.state().name().toLowerCase(Locale.ROOT)));
            return response.build();
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
