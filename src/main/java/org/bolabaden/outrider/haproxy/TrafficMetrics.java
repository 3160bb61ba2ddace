package org.bolabaden.outrider.haproxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.bolabaden.outrider.observe.Exposition;
import org.bolabaden.outrider.observe.Exposition.MetricType;
import org.bolabaden.outrider.observe.LabelSet;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServicePlan;

/**
 * What HAProxy counts of the traffic, for Prometheus: {@code outrider_service_requests_total}, {@code
 * outrider_service_sessions}, {@code outrider_service_errors_total{kind}} and {@code outrider_upstream_queue} of a
 * service; {@code outrider_upstream_requests_total}, {@code outrider_upstream_errors_total{kind}}, {@code
 * outrider_upstream_sessions}, {@code outrider_upstream_connect_seconds} and {@code outrider_upstream_response_seconds}
 * of a backend.
 *
 * <p>Written at a scrape from what the applier read last, which it does every two seconds anyway: a scrape asks HAProxy
 * for nothing and waits for nobody. Counters are HAProxy's own and begin at 0 with each worker. What is nobody's in the
 * plan has no series, and none has one while HAProxy does not answer.
 */
public final class TrafficMetrics implements Exposition.Source {
    // Five readings that did not come: then the applier is stuck, and what it read says nothing of now.
    private static final long OLDEST = Duration.ofSeconds(10).toNanos();
    private static final double MILLIS = 1e3;

    private final Supplier<Optional<Statistics>> statistics;
    private final Supplier<Plan> plan;
    private final LongSupplier nanoTime;

    /** Writes what that applier reads, of the services of the present plan. */
    public TrafficMetrics(RuntimeApplier applier, Supplier<Plan> plan) {
        this(applier::statistics, plan, System::nanoTime);
    }

    TrafficMetrics(Supplier<Optional<Statistics>> statistics, Supplier<Plan> plan, LongSupplier nanoTime) {
        this.statistics = statistics;
        this.plan = plan;
        this.nanoTime = nanoTime;
    }

    private record OfService(LabelSet labels, Traffic traffic) {}

    private record OfBackend(LabelSet labels, Traffic traffic) {}

    @Override
    public void write(Exposition out) {
        Optional<Statistics> read = statistics.get().filter(found -> nanoTime.getAsLong() - found.readAt() < OLDEST);
        if (read.isPresent()) {
            new Scrape(out, read.get(), plan.get()).write();
        }
    }

    /** One writing of all series. */
    private static final class Scrape {
        private final Exposition out;
        private final List<OfService> services = new ArrayList<>();
        private final List<OfBackend> backends = new ArrayList<>();

        Scrape(Exposition out, Statistics read, Plan plan) {
            this.out = out;
            for (ServicePlan service : plan.services().values()) {
                read.of(service.service().name())
                        .ifPresent(traffic -> services.add(new OfService(service.labels(), traffic)));
                for (ServerPlan server : service.servers()) {
                    read.of(server.backend())
                            .ifPresent(traffic -> backends.add(new OfBackend(server.labels(), traffic)));
                }
            }
        }

        void write() {
            services(
                    MetricType.COUNTER,
                    "outrider_service_requests_total",
                    "Requests of the service that HAProxy took, or sessions where it does not speak HTTP.",
                    Traffic::requests);
            services(
                    MetricType.GAUGE,
                    "outrider_service_sessions",
                    "Sessions of the service that are open in HAProxy.",
                    Traffic::sessions);
            serviceErrors();
            services(
                    MetricType.GAUGE,
                    "outrider_upstream_queue",
                    "Requests of the service that wait in HAProxy for a server.",
                    Traffic::queued);
            backends(
                    MetricType.COUNTER,
                    "outrider_upstream_requests_total",
                    "Requests that HAProxy sent to the backend, or sessions where it does not speak HTTP.",
                    Traffic::requests);
            backendErrors();
            backends(
                    MetricType.GAUGE,
                    "outrider_upstream_sessions",
                    "Sessions to the backend that are open in HAProxy.",
                    Traffic::sessions);
            times();
        }

        private void services(MetricType type, String name, String help, ToLongFunction<Traffic> value) {
            out.family(name, type, help);
            services.forEach(service -> sample(service).is(value.applyAsLong(service.traffic())));
        }

        private void backends(MetricType type, String name, String help, ToLongFunction<Traffic> value) {
            out.family(name, type, help);
            backends.forEach(backend -> sample(backend).is(value.applyAsLong(backend.traffic())));
        }

        private void serviceErrors() {
            out.family(
                    "outrider_service_errors_total",
                    MetricType.COUNTER,
                    "What went wrong in HAProxy with requests of the service, by kind.");
            for (OfService service : services) {
                Traffic traffic = service.traffic();
                sample(service).label("kind", "connect").is(traffic.connectErrors());
                sample(service).label("kind", "response").is(traffic.responseErrors());
                if (traffic.http()) {
                    sample(service).label("kind", "http_5xx").is(traffic.responses5xx());
                }
                sample(service).label("kind", "retry").is(traffic.retries());
                sample(service).label("kind", "redispatch").is(traffic.redispatches());
            }
        }

        private void backendErrors() {
            out.family(
                    "outrider_upstream_errors_total",
                    MetricType.COUNTER,
                    "What went wrong in HAProxy with requests to the backend, by kind.");
            for (OfBackend backend : backends) {
                Traffic traffic = backend.traffic();
                sample(backend).label("kind", "connect").is(traffic.connectErrors());
                sample(backend).label("kind", "response").is(traffic.responseErrors());
                if (traffic.http()) {
                    sample(backend).label("kind", "http_5xx").is(traffic.responses5xx());
                }
            }
        }

        /** Of those that had a request: HAProxy says 0 of the others, which would be a very good time. */
        private void times() {
            out.family(
                    "outrider_upstream_connect_seconds",
                    MetricType.GAUGE,
                    "Mean time in which the backend took HAProxy's last 1024 connections.");
            backends.stream()
                    .filter(backend -> backend.traffic().requests() > 0)
                    .forEach(backend -> sample(backend).is(backend.traffic().connectMillis() / MILLIS));
            out.family(
                    "outrider_upstream_response_seconds",
                    MetricType.GAUGE,
                    "Mean time in which the backend answered HAProxy's last 1024 requests.");
            backends.stream()
                    .filter(backend ->
                            backend.traffic().http() && backend.traffic().requests() > 0)
                    .forEach(backend -> sample(backend).is(backend.traffic().responseMillis() / MILLIS));
        }

        private Exposition sample(OfService service) {
            return out.sample().labels(service.labels());
        }

        private Exposition sample(OfBackend of) {
            return out.sample().labels(of.labels());
        }
    }
}
