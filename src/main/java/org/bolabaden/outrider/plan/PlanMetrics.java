package org.bolabaden.outrider.plan;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.observe.Exposition;
import org.bolabaden.outrider.observe.Exposition.MetricType;
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
 * <p>Written from the present snapshots at each scrape: nothing is stored for a backend, and the series of one that left the
 * registry are gone with the next scrape.
 */
public final class PlanMetrics implements Exposition.Source {
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

    /** What a sample of a backend is, if it has one. */
    @FunctionalInterface
    private interface OfBackend {
        void write(Exposition out, ServerPlan server, Optional<BackendHealth> known);
    }

    @Override
    public void write(Exposition out) {
        Scrape scrape = new Scrape(out, plan.get(), health.get());
        Instant now = clock.instant();
        scrape.backends(
                MetricType.GAUGE,
                "outrider_backend_up",
                "1 while the backend is judged fit to serve.",
                (to, server, known) -> of(to, server).is(isUp(known) ? 1 : 0));
        scrape.backends(
                MetricType.GAUGE,
                "outrider_backend_weight",
                "Weight that the plan gives the backend, 0 to 256.",
                (to, server, known) -> of(to, server).is(server.weight().value()));
        scrape.backends(
                MetricType.GAUGE,
                "outrider_backend_state",
                "1 for the administrative state that the plan gives the backend, and for held while it is held for"
                        + " flapping.",
                PlanMetrics::state);
        scrape.backends(
                MetricType.GAUGE,
                "outrider_service_serving",
                "1 on each backend that serves the service now.",
                (to, server, known) -> of(to, server).is(server.serving() ? 1 : 0));
        scrape.services();
        scrape.backends(
                MetricType.COUNTER,
                "outrider_backend_transitions_total",
                "Changes of the backend's verdict, by what it became.",
                PlanMetrics::transitions);
        scrape.backends(
                MetricType.GAUGE,
                "outrider_backend_flap_penalty",
                "What is left of the backend's penalty for coming and going; 1000 a change.",
                (to, server, known) -> penalty(to, server, known, now));
        scrape.backends(
                MetricType.GAUGE,
                "outrider_tls_certificate_expiry_seconds",
                "Seconds until the end of the certificate that the backend showed to its last check; below 0 after it.",
                (to, server, known) -> certificate(to, server, known, now));
    }

    /** One writing of all series. */
    private record Scrape(Exposition out, Plan plan, Map<BackendId, BackendHealth> known) {
        void backends(MetricType type, String name, String help, OfBackend sample) {
            out.family(name, type, help);
            for (ServicePlan service : plan.services().values()) {
                for (ServerPlan server : service.servers()) {
                    sample.write(out, server, of(server));
                }
            }
        }

        void services() {
            out.family(
                    "outrider_service_healthy_backends",
                    MetricType.GAUGE,
                    "Backends of the service that are judged fit to serve.");
            for (ServicePlan service : plan.services().values()) {
                long healthy = service.servers().stream()
                        .filter(server -> isUp(of(server)))
                        .count();
                sample(service).is(healthy);
            }
            flags(
                    "outrider_service_panic",
                    "1 while too few backends are up, so that all serve as if they were.",
                    service -> service.panic().isPresent());
            flags(
                    "outrider_service_muted",
                    "1 while the events of all its backends are muted.",
                    service -> service.allMuted().isPresent());
        }

        private void flags(String name, String help, Predicate<ServicePlan> flag) {
            out.family(name, MetricType.GAUGE, help);
            for (ServicePlan service : plan.services().values()) {
                sample(service).is(flag.test(service) ? 1 : 0);
            }
        }

        private Exposition sample(ServicePlan service) {
            return out.sample().label("service", service.service().name().value());
        }

        private Optional<BackendHealth> of(ServerPlan server) {
            return Optional.ofNullable(known.get(server.backend().id()));
        }
    }

    private static Exposition of(Exposition out, ServerPlan server) {
        Backend backend = server.backend();
        return out.sample()
                .label("service", backend.id().service().value())
                .label("backend", backend.id().endpoint().toString())
                .label("node", backend.node().value());
    }

    private static boolean isUp(Optional<BackendHealth> known) {
        return known.map(found -> found.verdict().up()).orElse(false);
    }

    private static void state(Exposition out, ServerPlan server, Optional<BackendHealth> known) {
        of(out, server).label("state", server.admin().word()).is(1);
        if (known.isPresent() && known.get().verdict().status() == Verdict.Status.HELD) {
            of(out, server).label("state", Verdict.Status.HELD.word()).is(1);
        }
    }

    private static void transitions(Exposition out, ServerPlan server, Optional<BackendHealth> known) {
        if (known.isPresent()) {
            of(out, server).label("to", "up").is(known.get().transitions().up());
            of(out, server).label("to", "down").is(known.get().transitions().down());
        }
    }

    private static void penalty(Exposition out, ServerPlan server, Optional<BackendHealth> known, Instant now) {
        double left = known.map(found -> found.flap().penalty(now)).orElse(0.0);
        if (left > 0) {
            of(out, server).is(left);
        }
    }

    private static void certificate(Exposition out, ServerPlan server, Optional<BackendHealth> known, Instant now) {
        Optional<Instant> end = known.flatMap(BackendHealth::certificateExpiry);
        if (end.isPresent()) {
            of(out, server).is(Duration.between(now, end.get()).toMillis() / 1e3);
        }
    }
}
