package org.bolabaden.outrider.otlp;

import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.OpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bolabaden.outrider.health.VerdictChange;
import org.bolabaden.outrider.observe.EventLog;
import org.bolabaden.outrider.observe.Exposition;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.NodeSettings.Otlp;

/**
 * Sends metrics, traces and logs to a collector over OTLP/HTTP (protobuf, as of OTLP 1.x), in the background: what is told
 * to it never waits, queues are bounded, and what a collector does not take in time is lost.
 */
@RegisterForReflection(classNames = "io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider")
public final class OtlpExport implements AutoCloseable {
    private static final String SCOPE = "org.bolabaden.outrider";
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final long PARTING_MS = 2_000;

    private final InstantSource clock;
    private final OpenTelemetrySdk sdk;
    private final Optional<VerdictSpans> spans;
    private final Runnable unfollow;
    private VerdictWays ways;

    /**
     * All series of this process.
     *
     * @param meters those that are kept
     * @param sources those that are made anew each time
     */
    public record Series(CollectorRegistry meters, Supplier<List<Exposition.Source>> sources) {}

    private OtlpExport(
            NodeSettings settings, URI endpoint, String version, EventLog events, Series series, InstantSource clock) {
        this.clock = clock;
        this.ways = new VerdictWays(settings.haproxy().socket().isPresent());
        Otlp otlp = settings.otlp();
        Resource resource = Resource.builder()
                .put("service.name", "outrider")
                .put("service.version", version)
                .put("service.instance.id", settings.node().value())
                .put("host.name", settings.node().value())
                .build();
        Receiver receiver = new Receiver(
                endpoint,
                otlp.headersFile()
                        .map(file -> new Headers(file, events))
                        .<Supplier<Map<String, String>>>map(headers -> headers::read)
                        .orElse(Map::of));
        OpenTelemetrySdkBuilder builder = OpenTelemetrySdk.builder();
        if (otlp.signals().contains(Otlp.Signal.METRICS)) {
            builder.setMeterProvider(metrics(receiver, resource, otlp.interval(), events, series));
        }
        if (otlp.signals().contains(Otlp.Signal.LOGS)) {
            builder.setLoggerProvider(logs(receiver, resource, events));
        }
        if (otlp.signals().contains(Otlp.Signal.TRACES)) {
            builder.setTracerProvider(traces(receiver, resource, events));
        }
        sdk = builder.build();
        spans = otlp.signals().contains(Otlp.Signal.TRACES)
                ? Optional.of(new VerdictSpans(sdk.getTracer(SCOPE)))
                : Optional.empty();
        unfollow = otlp.signals().contains(Otlp.Signal.LOGS)
                ? events.follow(new EventRecords(sdk.getLogsBridge().get(SCOPE))::write)
                : () -> {};
    }

    /** Whom all of it goes to. */
    private record Receiver(URI endpoint, Supplier<Map<String, String>> headers) {
        String path(String signal) {
            return endpoint.resolve("/v1/" + signal).toString();
        }
    }

    /**
     * Begins to send; empty: no collector is configured, and nothing of this is loaded.
     *
     * @param version ours
     */
    public static Optional<OtlpExport> start(
            NodeSettings settings, String version, EventLog events, Series series, InstantSource clock) {
        return settings.otlp()
                .endpoint()
                .map(endpoint -> new OtlpExport(settings, endpoint, version, events, series, clock));
    }

    private static SdkTracerProvider traces(Receiver receiver, Resource resource, EventLog events) {
        OtlpHttpSpanExporter to = OtlpHttpSpanExporter.builder()
                .setEndpoint(receiver.path("traces"))
                .setHeaders(receiver.headers())
                .setTimeout(DEADLINE)
                .build();
        return SdkTracerProvider.builder()
                .setResource(resource)
                .addSpanProcessor(BatchSpanProcessor.builder(new WatchedSpans(to, new Outage(events, "traces")))
                        .setScheduleDelay(SOON)
                        .build())
                .build();
    }

    private static SdkLoggerProvider logs(Receiver receiver, Resource resource, EventLog events) {
        OtlpHttpLogRecordExporter to = OtlpHttpLogRecordExporter.builder()
                .setEndpoint(receiver.path("logs"))
                .setHeaders(receiver.headers())
                .setTimeout(DEADLINE)
                .build();
        return SdkLoggerProvider.builder()
                .setResource(resource)
                .addLogRecordProcessor(
                        BatchLogRecordProcessor.builder(new WatchedRecords(to, new Outage(events, "logs")))
                                .setScheduleDelay(SOON)
                                .build())
                .build();
    }

    private SdkMeterProvider metrics(
            Receiver receiver, Resource resource, Duration interval, EventLog events, Series series) {
        OtlpHttpMetricExporter to = OtlpHttpMetricExporter.builder()
                .setEndpoint(receiver.path("metrics"))
                .setHeaders(receiver.headers())
                .setTimeout(DEADLINE)
                .build();
        long began = nanos(clock.instant());
        return SdkMeterProvider.builder()
                .setResource(resource)
                .registerMetricReader(
                        PeriodicMetricReader.builder(new WatchedMetrics(to, new Outage(events, "metrics")))
                                .setInterval(interval)
                                .build())
                .registerMetricProducer(of -> look(
                        new MetricFrame(of, InstrumentationScopeInfo.create(SCOPE), began, nanos(clock.instant())),
                        series))
                .build();
    }

    private static List<MetricData> look(MetricFrame frame, Series series) {
        List<MetricData> all = new ArrayList<>(new MeterFamilies(series.meters()).all(frame));
        CollectedFamilies families = new CollectedFamilies(frame);
        series.sources().get().forEach(source -> source.write(families));
        all.addAll(families.all());
        return all;
    }

    private static long nanos(Instant at) {
        return TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
    }

    /**
     * A verdict changed. Any thread.
     *
     * @param last the check that decided it; empty: none did
     */
    public void judged(VerdictChange change, Optional<ProbeResult> last) {
        if (spans.isEmpty() || change.before().status() == change.after().status()) {
            return;
        }
        VerdictWay way = new VerdictWay(
                change.backend().id().service().value(),
                change.backend().id().endpoint().toString(),
                change.before().status().word(),
                change.after().status().word(),
                change.after().reason(),
                last.map(check -> new VerdictWay.Span(
                        check.at(), check.at().plusNanos(check.timings().total()))),
                clock.instant(),
                Optional.empty(),
                Optional.empty());
        synchronized (this) {
            ways = ways.judged(way);
        }
    }

    /**
     * A plan was made. Any thread.
     *
     * @param began when it looked at the verdicts
     */
    public void planned(long sequence, Instant began) {
        write(take(before -> before.planned(sequence, began, clock.instant())));
    }

    /** HAProxy was read to follow that plan. Any thread. */
    public void proven(long sequence) {
        write(take(before -> before.proven(sequence, clock.instant())));
    }

    private synchronized List<VerdictWay> take(java.util.function.Function<VerdictWays, VerdictWays.Step> turn) {
        VerdictWays.Step step = turn.apply(ways);
        ways = step.next();
        return step.done();
    }

    private void write(List<VerdictWay> done) {
        spans.ifPresent(to -> done.forEach(to::write));
    }

    /** Sends what is left, for two seconds at the most. */
    @Override
    public void close() {
        unfollow.run();
        sdk.shutdown().join(PARTING_MS, TimeUnit.MILLISECONDS);
    }
}
