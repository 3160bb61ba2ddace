package org.bolabaden.outrider.plan;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;

/**
 * What is held and decided, for Prometheus: one series a backend for {@code outrider_backend_up}, {@code
 * outrider_backend_weight}, {@code outrider_backend_state}, {@code outrider_service_serving} and two for {@code
 * outrider_backend_transitions_total}; one a service for {@code outrider_service_healthy_backends}, {@code
 * outrider_service_panic} and {@code outrider_service_muted}. A backend that comes and goes has a series of {@code
 * outrider_backend_flap_penalty} until that has decayed, and one of {@code outrider_backend_state} while it is held, and
 * one that speaks TLS one of {@code outrider_tls_certificate_expiry_seconds}.
 *
 * <p>Made from the present snapshots at each scrape: nothing is stored for a backend, and the series of one that left the
 * registry are gone with the next scrape.
 */
public final class PlanMetrics extends Collector {
    private final Supplier<Plan> plan;
    private final Supplier<Map<BackendId, BackendHealth>> health;
    private final InstantSource clock;

    /**
     * Reads the two snapshots anew at each scrape.
     *
     * @param clock tells how far penalties have decayed
     */
    public PlanMetrics(Supplier<Plan> plan, Supplier<Map<BackendId, BackendHealth>> health, InstantSource clock) {
        this.plan = plan;
        this.health = health;
        this.clock = clock;
    }

    /** The families of one scrape, being filled. */
    private static final class Series {
        private static final List<String> BACKEND = List.of("service", "backend", "node");

        private final GaugeMetricFamily up =
                new GaugeMetricFamily("outrider_backend_up", "1 while the backend is judged fit to serve.", BACKEND);
        private final GaugeMetricFamily weight = new GaugeMetricFamily(
                "outrider_backend_weight", "Weight that the plan gives the backend, 0 to 256.", BACKEND);
        private final GaugeMetricFamily state = new GaugeMetricFamily(
                "outrider_backend_state",
                "1 for the administrative state that the plan gives the backend, and for held while it is held for"
                        + " flapping.",
                List.of("service", "backend", "node", "state"));
        private final GaugeMetricFamily serving = new GaugeMetricFamily(
                "outrider_service_serving", "1 on each backend that serves the service now.", BACKEND);
        private final GaugeMetricFamily healthy = new GaugeMetricFamily(
                "outrider_service_healthy_backends",
                "Backends of the service that are judged fit to serve.",
                List.of("service"));
        private final GaugeMetricFamily panic = new GaugeMetricFamily(
                "outrider_service_panic",
                "1 while too few backends are up, so that all serve as if they were.",
                List.of("service"));
        private final GaugeMetricFamily muted = new GaugeMetricFamily(
                "outrider_service_muted", "1 while the events of all its backends are muted.", List.of("service"));
        private final CounterMetricFamily transitions = new CounterMetricFamily(
                "outrider_backend_transitions",
                "Changes of the backend's verdict, by what it became.",
                List.of("service", "backend", "node", "to"));

        private final GaugeMetricFamily penalty = new GaugeMetricFamily(
                "outrider_backend_flap_penalty",
                "What is left of the backend's penalty for coming and going; 1000 a change.",
                BACKEND);

        private final GaugeMetricFamily certificate = new GaugeMetricFamily(
                "outrider_tls_certificate_expiry_seconds",
                "Until the end of the certificate that the backend showed to its last check over TLS; below 0 after it.",
                BACKEND);

        private void add(ServerPlan server, boolean isUp, Optional<BackendHealth> health, Instant now) {
            Backend backend = server.backend();
            String service = backend.id().service().value();
            String endpoint = backend.id().endpoint().toString();
            String node = backend.node().value();
            List<String> labels = List.of(service, endpoint, node);
            up.addMetric(labels, isUp ? 1 : 0);
            weight.addMetric(labels, server.weight().value());
            state.addMetric(List.of(service, endpoint, node, server.admin().word()), 1);
            serving.addMetric(labels, server.serving() ? 1 : 0);
            health.flatMap(BackendHealth::certificateExpiry)
                    .ifPresent(end -> certificate.addMetric(
                            labels, Duration.between(now, end).toMillis() / 1e3));
            health.map(BackendHealth::transitions).ifPresent(counted -> {
                transitions.addMetric(List.of(service, endpoint, node, "up"), (double) counted.up());
                transitions.addMetric(List.of(service, endpoint, node, "down"), (double) counted.down());
            });
            health.map(BackendHealth::verdict)
                    .filter(verdict -> verdict.status() == Verdict.Status.HELD)
                    .ifPresent(held -> state.addMetric(
                            List.of(service, endpoint, node, held.status().word()), 1));
            health.map(known -> known.flap().penalty(now))
                    .filter(left -> left > 0)
                    .ifPresent(left -> penalty.addMetric(labels, left));
        }

        private void add(ServicePlan service, int up) {
            List<String> labels = List.of(service.service().name().value());
            healthy.addMetric(labels, up);
            panic.addMetric(labels, service.panic().isPresent() ? 1 : 0);
            muted.addMetric(labels, service.allMuted().isPresent() ? 1 : 0);
        }

        private List<MetricFamilySamples> families() {
            return List.of(up, weight, state, serving, healthy, panic, muted, transitions, penalty, certificate);
        }
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Series series = new Series();
        Instant now = clock.instant();
        Map<BackendId, BackendHealth> known = health.get();
        for (ServicePlan service : plan.get().services().values()) {
            int healthy = 0;
            for (ServerPlan server : service.servers()) {
                Optional<BackendHealth> backend =
                        Optional.ofNullable(known.get(server.backend().id()));
                boolean up = backend.map(found -> found.verdict().up()).orElse(false);
                healthy += up ? 1 : 0;
                series.add(server, up, backend, now);
            }
            series.add(service, healthy);
        }
        return series.families();
    }
}
