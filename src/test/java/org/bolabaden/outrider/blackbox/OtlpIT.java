package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bolabaden.outrider.blackbox.Sidecar.PATIENCE;

import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.bolabaden.outrider.haproxy.HaproxyProcess;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collector that speaks OTLP gets to see. */
class OtlpIT {
    @TempDir
    Path directory;

    private final OtlpReceiver receiver = new OtlpReceiver();
    private Nginx backend;
    private HaproxyProcess haproxy;
    private Sidecar sidecar;

    @BeforeEach
    void aSidecarThatSendsEverything() throws IOException {
        Files.writeString(directory.resolve("otlp-headers"), "Authorization: Bearer of-the-collector\n");
        backend = new Nginx("one", directory).start();
        haproxy = HaproxyProcess.of(HaproxyVersion.V2_6)
                .frontend("edge", "site")
                .backend("site", "balance roundrobin")
                .start();
        sidecar = new Sidecar(directory)
                .watcher("""
                        node: n1
                        haproxy: {socket: %s}
                        otlp: {endpoint: "%s", interval: 1s, headers_file: %s}
                        """.formatted(haproxy.socket(), receiver.url(), directory.resolve("otlp-headers")))
                .services("""
                        version: 1
                        tcp:
                          site:
                            port: 8080
                            check: {type: http, path: /_healthz, interval: 500ms}
                            backends: [{host: 127.0.0.1, port: %d}]
                        """.formatted(backend.port()));
        sidecar.start();
        sidecar.awaitStatus(backend.endpoint(), "up");
    }

    @AfterEach
    void stopAll() {
        sidecar.close();
        haproxy.close();
        backend.close();
        receiver.close();
    }

    @Test
    void aVerdictsWayIsOneTraceFromTheCheckToHaproxy() {
        backend.kill();

        Span verdict = await().atMost(PATIENCE)
                .until(
                        () -> span(span -> span.getName().equals("verdict") && to(span).equals("down")),
                        found -> found != null);
        await().atMost(PATIENCE).until(() -> children(verdict).size() == 3);
        assertThat(children(verdict)).extracting(Span::getName).containsExactlyInAnyOrder("check", "plan", "apply");
        assertThat(children(verdict)).allSatisfy(child -> {
            assertThat(child.getTraceId()).isEqualTo(verdict.getTraceId());
            assertThat(child.getStartTimeUnixNano()).isGreaterThanOrEqualTo(verdict.getStartTimeUnixNano());
            assertThat(child.getEndTimeUnixNano()).isLessThanOrEqualTo(verdict.getEndTimeUnixNano());
        });
        assertThat(OtlpReceiver.value(verdict.getAttributesList(), "outrider.backend"))
                .isEqualTo(backend.endpoint());
        assertThat(receiver.services).containsOnly("outrider n1");
        assertThat(receiver.authorizations).containsOnly("Bearer of-the-collector");
    }

    @Test
    void eventsAndSeriesAreSentAsTheyAreWrittenElsewhere() {
        backend.kill();

        LogRecord down = await().atMost(PATIENCE)
                .until(
                        () -> receiver.records.stream()
                                .filter(record -> record.getEventName().equals("backend_down"))
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
        assertThat(down.getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_WARN);
        assertThat(OtlpReceiver.value(down.getAttributesList(), "backend")).isEqualTo(backend.endpoint());
        assertThat(down.getBody().getStringValue()).contains("refused");
        await().atMost(PATIENCE)
                .until(() -> series("outrider_backend_up")
                        .anyMatch(metric -> metric.getGauge().getDataPoints(0).getAsDouble() == 0));
        assertThat(series("outrider_probes"))
                .allSatisfy(
                        metric -> assertThat(metric.getSum().getIsMonotonic()).isTrue());
        await().atMost(PATIENCE)
                .until(() -> series("outrider_apply_seconds")
                        .anyMatch(metric -> metric.getUnit().equals("s")
                                && metric.getHistogram().getDataPoints(0).getCount() > 0));
    }

    @Test
    void aReceiverThatFailsIsToldOnceAndSlowsNothing() {
        receiver.refuse(true);
        sidecar.awaitEvent("otlp_failed", event -> event.path("reason").asText().startsWith("metrics cannot"));

        backend.kill();
        sidecar.awaitStatus(backend.endpoint(), "down");
        receiver.refuse(false);
        sidecar.awaitEvent(
                "otlp_recovered", event -> event.path("reason").asText().startsWith("metrics are"));
        assertThat(sidecar.events())
                .filteredOn(event -> event.path("event").asText().equals("otlp_failed")
                        && event.path("reason").asText().startsWith("metrics"))
                .hasSize(1);
        assertThat(sidecar.errors()).isEmpty();
    }

    private static String to(Span span) {
        return OtlpReceiver.value(span.getAttributesList(), "outrider.to");
    }

    private Span span(Predicate<Span> fits) {
        return receiver.spans.stream().filter(fits).findFirst().orElse(null);
    }

    private List<Span> children(Span parent) {
        return receiver.spans.stream()
                .filter(span -> span.getParentSpanId().equals(parent.getSpanId()))
                .toList();
    }

    private java.util.stream.Stream<Metric> series(String name) {
        return receiver.metrics.stream().filter(metric -> metric.getName().equals(name));
    }
}
