package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bolabaden.outrider.blackbox.Sidecar.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bolabaden.outrider.haproxy.HaproxyProcess;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP interface and the metrics: names that others rely on. */
class HttpInterfaceIT {
    @TempDir
    static Path directory;

    private static HaproxyProcess haproxy;
    private static Nginx alive;
    private static Sidecar sidecar;
    private static int closedPort;

    @BeforeAll
    static void aSidecarWithOneLivingAndOneDeadBackend() {
        alive = new Nginx("alive", directory).start();
        closedPort = Sidecar.freePort();
        haproxy = HaproxyProcess.of(HaproxyVersion.V2_6)
                .frontend("edge", "site")
                .backend("site", "balance roundrobin")
                .start();
        sidecar = new Sidecar(directory).watcher("node: n1\nhaproxy: {socket: %s}\n".formatted(haproxy.socket()));
        services(", weight: 7");
        sidecar.start();
        sidecar.awaitStatus(alive.endpoint(), "up");
        sidecar.awaitStatus("127.0.0.1:" + closedPort, "down");
        sidecar.awaitEvent("haproxy_up", event -> true);
        // What HAProxy is given as it is met says nothing of how fast it follows, and is not counted.
        services("");
        await().atMost(PATIENCE)
                .until(() -> sidecar.backend(alive.endpoint()).path("weight").asInt() == 100);
        await().atMost(PATIENCE)
                .until(() -> sidecar.get("/metrics", "text/plain")
                        .body()
                        .lines()
                        .anyMatch(line -> line.matches("outrider_apply_seconds_count [1-9].*")));
    }

    private static void services(String weight) {
        sidecar.services("""
                version: 1
                tcp:
                  site:
                    port: 8080
                    check: {type: http, path: /_healthz}
                    backends:
                      - {host: 127.0.0.1, port: %d%s}
                      - {host: 127.0.0.1, port: %d}
                """.formatted(alive.port(), weight, closedPort));
    }

    @AfterAll
    static void stopAll() {
        sidecar.close();
        haproxy.close();
        alive.close();
    }

    @Test
    void statusSumsUp() {
        JsonNode status = sidecar.get("/api/v1/status").json();

        assertThat(status.path("status").asText()).isEqualTo("ok");
        assertThat(status.path("node").asText()).isEqualTo("n1");
        assertThat(status.path("haproxy").path("up").asBoolean()).isTrue();
        assertThat(status.path("haproxy").path("pid").asLong())
                .isEqualTo(haproxy.read().worker().pid());
        assertThat(status.path("backends").path("total").asInt()).isEqualTo(2);
        assertThat(status.path("backends").path("healthy").asInt()).isEqualTo(1);
        assertThat(status.path("unhealthy").get(0).path("reason").asText()).contains("refused");
    }

    @Test
    void servicesAndBackendsTellStateWeightAndWhy() {
        JsonNode service = sidecar.get("/api/v1/services/site").json();
        assertThat(service.path("serving").get(0).asText()).isEqualTo(alive.endpoint());
        assertThat(sidecar.get("/api/v1/services").json()).hasSize(1);

        JsonNode up = sidecar.backend(alive.endpoint());
        assertThat(up.path("state").asText()).isEqualTo("ready");
        assertThat(up.path("weight").asInt()).isEqualTo(100);
        assertThat(up.path("last_check").path("total_ms").asDouble()).isPositive();
        JsonNode down = sidecar.backend("127.0.0.1:" + closedPort);
        assertThat(down.path("state").asText()).isEqualTo("maint");
        assertThat(down.path("last_check").path("reason").asText()).isEqualTo("refused");
    }

    @Test
    void clientsThatResetInMidRequestLeaveNothingInTheLog() throws IOException {
        for (int i = 0; i < 5; i++) {
            try (Socket client = new Socket("127.0.0.1", sidecar.port())) {
                client.setSoLinger(true, 0);
                client.getOutputStream().write("GET /api/v1/".getBytes(StandardCharsets.US_ASCII));
                client.getOutputStream().flush();
            }
        }

        // One event loop serves all connections, in the order in which they have something to say.
        assertThat(sidecar.get("/health/live").status()).isEqualTo(200);
        assertThat(sidecar.errors()).noneMatch(line -> line.contains("Connection reset"));
    }

    @Test
    void thePlanListsEveryServer() {
        JsonNode plan = sidecar.get("/api/v1/plan").json();

        assertThat(plan.path("sequence").asLong()).isPositive();
        assertThat(plan.path("servers")).hasSize(2);
    }

    @Test
    void eventsAreOneJsonObjectEachWithStableFields() {
        List<JsonNode> events = new ArrayList<>();
        sidecar.get("/api/v1/events").json().forEach(events::add);

        assertThat(events).anySatisfy(event -> {
            assertThat(event.path("event").asText()).isEqualTo("backend_down");
            assertThat(event.path("node").asText()).isEqualTo("n1");
            assertThat(event.path("service").asText()).isEqualTo("site");
            assertThat(event.path("backend").asText()).isEqualTo("127.0.0.1:" + closedPort);
            assertThat(event.path("to").asText()).isEqualTo("down");
            assertThat(event.path("ts").asText()).endsWith("Z");
            assertThat(event.path("level").asText()).isEqualTo("warn");
            assertThat(event.path("reason").asText()).contains("refused");
        });
        assertThat(sidecar.events())
                .anySatisfy(event -> assertThat(event.path("event").asText()).isEqualTo("backend_down"));
        assertThat(sidecar.get("/api/v1/events?limit=1").json()).hasSize(1);
    }

    @Test
    void healthIsForOrchestrators() {
        for (String probe : List.of("live", "ready", "started")) {
            assertThat(sidecar.get("/health/" + probe).status()).as(probe).isEqualTo(200);
        }
    }

    @Test
    void metricsHaveTheNamesOfTheContract() {
        String metrics = sidecar.get("/metrics", "text/plain").body();
        String labels = "\\{service=\"site\",backend=\"" + alive.endpoint() + "\",node=\"127.0.0.1\"";

        for (String pattern : List.of(
                "outrider_build_info\\{version=\"[0-9.]+\",?\\} 1",
                "outrider_probes_total\\{type=\"http\",outcome=\"success\",\\} [1-9]",
                "outrider_probe_failures_total\\{type=\"http\",reason=\"refused\",\\} [1-9]",
                "outrider_probe_duration_seconds_bucket\\{type=\"http\",le=\"0.5\",\\} ",
                "outrider_probe_lateness_seconds_bucket\\{le=\"0.1\",\\} [1-9]",
                "outrider_backend_up" + labels + ",?\\} 1",
                "outrider_backend_weight" + labels + ",?\\} 100",
                "outrider_backend_state" + labels + ",state=\"ready\",?\\} 1",
                "outrider_backend_transitions_total" + labels + ",to=\"up\",?\\} 1",
                "outrider_service_healthy_backends\\{service=\"site\",?\\} 1",
                "outrider_service_serving" + labels + ",?\\} 1",
                "outrider_haproxy_up 1",
                "outrider_haproxy_commands_total\\{result=\"success\",?\\} [1-9]",
                "outrider_haproxy_drift_total ",
                "outrider_apply_seconds_count [1-9]",
                "outrider_registry_loads_total\\{result=\"success\",?\\} [1-9]",
                "outrider_registry_last_good_timestamp_seconds [1-9]",
                "outrider_events_total\\{event=\"started\",level=\"info\"\\} 1")) {
            assertThat(metrics).containsPattern("(?m)^" + pattern);
        }
    }

    @Test
    void errorsAreProblemJson() {
        Sidecar.Answer answer = sidecar.get("/api/v1/services/nobody");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.type()).startsWith("application/problem+json");
        assertThat(answer.json().path("detail").asText()).contains("nobody");
        assertThat(sidecar.get("/api/v1/events?limit=0").status()).isEqualTo(400);
    }

    @Test
    void theInterfaceDescribesItself() {
        assertThat(sidecar.get("/openapi").body()).contains("/api/v1/status");
    }

    @Test
    void nothingButEventsIsOnStandardOutput() {
        assertThat(sidecar.errors()).isEmpty();
    }

    @Test
    void whoDoesNotSayWhatHeWantsGetsTheListOfEvents() {
        assertThat(sidecar.get("/api/v1/events", "*/*").json().isArray()).isTrue();
    }
}
