package org.bolabaden.outrider.traefik;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.observe.Exposition;
import org.bolabaden.outrider.observe.Exposition.MetricType;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.traefik.TraefikCounters.OfService;
import org.jspecify.annotations.Nullable;

/**
 * What Traefik counts of the registry's services, for Prometheus: {@code outrider_traefik_up}, {@code
 * outrider_traefik_requests_total{service,code}} and the summary {@code outrider_traefik_response_seconds}. Nothing while
 * no URL is set.
 *
 * <p>Read every ten seconds by a thread of its own, so that no scrape waits for Traefik; counters are Traefik's own and
 * begin at 0 when it starts.
 */
public final class TraefikMetrics implements Exposition.Source, AutoCloseable {
    private static final long INTERVAL = Duration.ofSeconds(10).toNanos();
    private static final long OLDEST = 3 * INTERVAL;
    // At the start it may come up after us.
    private static final int TOLD_AT = 3;
    private static final long JOIN_MILLIS = 500;

    private final Supplier<Optional<URI>> url;
    private final Supplier<Set<ServiceName>> services;
    private final EventSink events;
    private final Thread thread;
    private int failures;
    private volatile @Nullable Reading last;
    private volatile boolean stopped;

    /**
     * A reading.
     *
     * @param counters what Traefik counted
     * @param at when, by the nano clock
     */
    private record Reading(TraefikCounters counters, long at) {}

    /**
     * Reads nothing before {@link #start()}.
     *
     * @param url where the metrics are now; empty: nowhere
     * @param services the registry's, now
     */
    public TraefikMetrics(Supplier<Optional<URI>> url, Supplier<Set<ServiceName>> services, EventSink events) {
        this.url = url;
        this.services = services;
        this.events = events;
        this.thread = Thread.ofPlatform().name("traefik-metrics").daemon().unstarted(this::run);
    }

    /** Begins; once. */
    public void start() {
        thread.start();
    }

    private void run() {
        while (!stopped) {
            try {
                look();
            } catch (RuntimeException | Error bug) {
                failed(bug.toString());
            }
            LockSupport.parkNanos(INTERVAL);
        }
    }

    /** Reads once, if there is a URL. */
    void look() {
        Optional<URI> from = url.get();
        if (from.isEmpty()) {
            last = null;
            failures = 0;
            return;
        }
        try {
            String page = MetricsPage.fetch(from.get());
            last = new Reading(TraefikCounters.read(page), System.nanoTime());
            if (failures >= TOLD_AT) {
                events.emit(Event.info("traefik_metrics_recovered").reason(from.get() + " answers"));
            }
            failures = 0;
        } catch (IOException gone) {
            failed(from.get() + ": " + gone);
        }
    }

    private void failed(String why) {
        last = null;
        if (++failures == TOLD_AT) {
            events.emit(Event.warn("traefik_metrics_failed").reason("Traefik's metrics cannot be read: " + why));
        }
    }

    @Override
    public void write(Exposition out) {
        if (url.get().isEmpty()) {
            return;
        }
        Reading read = last;
        boolean up = read != null && System.nanoTime() - read.at() < OLDEST;
        out.family("outrider_traefik_up", MetricType.GAUGE, "1 while Traefik's metrics can be read.");
        out.sample().is(up ? 1 : 0);
        if (read != null && up) {
            write(out, read.counters());
        }
    }

    private void write(Exposition out, TraefikCounters counters) {
        Map<String, OfService> present = new LinkedHashMap<>();
        for (ServiceName service : services.get()) {
            OfService counted = counters.services().get(service.value());
            if (counted != null) {
                present.put(service.value(), counted);
            }
        }
        out.family(
                "outrider_traefik_requests_total",
                MetricType.COUNTER,
                "Requests that Traefik sent to the service, by class of the response's code.");
        present.forEach((service, counted) -> counted.requests()
                .forEach((code, count) -> out.sample()
                        .label("service", service)
                        .label("code", code)
                        .is(count)));
        out.family(
                "outrider_traefik_response_seconds",
                MetricType.SUMMARY,
                "Time in which the service answered Traefik's requests.");
        present.forEach((service, counted) -> {
            out.sample("_sum").label("service", service).is(counted.seconds());
            out.sample("_count").label("service", service).is(counted.responses());
        });
    }

    /** Ends the reading. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
