package org.bolabaden.outrider.plan;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.observe.Exposition;
import org.bolabaden.outrider.observe.Exposition.MetricType;
import org.bolabaden.outrider.observe.LabelSet;
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

    /** A backend, and what its samples are made of. */
    private record OneBackend(LabelSet labels, ServerPlan server, Optional<BackendHealth> known) {
        Exposition in(Exposition out) {
            return out.sample().labels(labels);
        }
    }

    /** What a sample of a backend is, if it has one. */
    @FunctionalInterface
    private interface OfBackend {
        void write(Exposition out, OneBackend backend);
    }

    @Override
    public void write(Exposition out) {
        Scrape scrape = Scrape.of(out, plan.get(), health.get());
        Instant now = clock.instant();
        scrape.backends(
                MetricType.GAUGE,
                "outrider_backend_up",
                "1 while the backend is judged fit to serve.",
                (to, one) -> one.in(to).is(isUp(one.known()) ? 1 : 0));
        scrape.backends(
                MetricType.GAUGE,
                "outrider_backend_weight",
                "Weight that the plan gives the backend, 0 to 256.",
                (to, one) -> one.in(to).is(one.server().weight().value()));
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
                (to, one) -> one.in(to).is(one.server().serving() ? 1 : 0));
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
                (to, one) -> penalty(to, one, now));
        scrape.backends(
                MetricType.GAUGE,
                "outrider_tls_certificate_expiry_seconds",
                "Seconds until the end of the certificate that the backend showed to its last check; below 0 after it.",
                (to, one) -> certificate(to, one, now));
    }

    /** One writing of all series. */
    private record Scrape(Exposition out, Plan plan, List<OneBackend> all, Map<BackendId, BackendHealth> known) {
        static Scrape of(Exposition out, Plan plan, Map<BackendId, BackendHealth> known) {
            List<OneBackend> all = plan.services().values().stream()
                    .flatMap(service -> service.servers().stream())
                    .map(server -> new OneBackend(
                            server.labels(),
                            server,
                            Optional.ofNullable(known.get(server.backend().id()))))
                    .toList();
            return new Scrape(out, plan, all, known);
        }

        void backends(MetricType type, String name, String help, OfBackend sample) {
            out.family(name, type, help);
            all.forEach(backend -> sample.write(out, backend));
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
            return out.sample().labels(service.labels());
        }

        private Optional<BackendHealth> of(ServerPlan server) {
            return Optional.ofNullable(known.get(server.backend().id()));
        }
    }

    private static boolean isUp(Optional<BackendHealth> known) {
        return known.map(found -> found.verdict().up()).orElse(false);
    }

    private static void state(Exposition out, OneBackend one) {
        one.in(out).label("state", one.server().admin().word()).is(1);
        if (one.known().isPresent() && one.known().get().verdict().status() == Verdict.Status.HELD) {
            one.in(out).label("state", Verdict.Status.HELD.word()).is(1);
        }
    }

    private static void transitions(Exposition out, OneBackend one) {
        if (one.known().isPresent()) {
            one.in(out).label("to", "up").is(one.known().get().transitions().up());
            one.in(out).label("to", "down").is(one.known().get().transitions().down());
        }
    }

    private static void penalty(Exposition out, OneBackend one, Instant now) {
        double left = one.known().map(found -> found.flap().penalty(now)).orElse(0.0);
        if (left > 0) {
            one.in(out).is(left);
        }
    }

    private static void certificate(Exposition out, OneBackend one, Instant now) {
        Optional<Instant> end = one.known().flatMap(BackendHealth::certificateExpiry);
        if (end.isPresent()) {
            one.in(out).is(Duration.between(now, end.get()).toMillis() / 1e3);
        }
    }
}
