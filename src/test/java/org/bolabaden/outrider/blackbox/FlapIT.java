package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend that comes and goes is not trusted for a while, unless there is no other. */
@Tag(Artefact.LONG)
class FlapIT {
    @TempDir
    Path directory;

    private Nginx steady;
    private Nginx flapping;
    private Sidecar sidecar;

    @BeforeEach
    void start() {
        steady = new Nginx("steady", directory, "127.0.0.11", Sidecar.freePort()).start();
        flapping = new Nginx("flapping", directory, "127.0.0.12", Sidecar.freePort()).start();
        sidecar = new Sidecar(directory)
                .watcher("node: elsewhere\nhealth_checks: {flap: {half_life: 8s, suppress: 1800, reuse: 1500}}\n")
                .services("""
                        version: 1
                        tcp:
                          site:
                            port: 8080
                            backends:
                              - {host: 127.0.0.11, port: %d}
                              - {host: 127.0.0.12, port: %d}
                        """.formatted(steady.port(), flapping.port()))
                .start();
        sidecar.awaitStatus(flapping.endpoint(), "up");
    }

    @AfterEach
    void stop() {
        sidecar.close();
        steady.close();
        flapping.close();
    }

    private void flap() {
        flapping.kill();
        sidecar.awaitStatus(flapping.endpoint(), "down");
        flapping.start();
        sidecar.awaitStatus(flapping.endpoint(), "up");
        flapping.kill();
        sidecar.awaitStatus(flapping.endpoint(), "down");
        flapping.start();
        sidecar.awaitStatus(flapping.endpoint(), "held");
    }

    private String metrics() {
        return sidecar.get("/metrics", "text/plain").body();
    }

    @Test
    void afterTheThirdFlipItIsHeldAndWhenItIsSteadyReleased() {
        flap();

        sidecar.awaitEvent("backend_held", event -> event.path("from").asText().equals("down"));
        JsonNode held = sidecar.backend(flapping.endpoint());
        assertThat(held.path("rule").asText()).isEqualTo("flap");
        assertThat(held.path("up").asBoolean()).isFalse();
        assertThat(held.path("serving").asBoolean()).isFalse();
        assertThat(held.path("flap_penalty").asInt()).isGreaterThan(1_500);
        assertThat(held.path("evidence").hasNonNull("held_down_since")).isTrue();
        assertThat(metrics()).containsPattern("outrider_backend_state\\{[^}]*state=\"held\",?} 1");
        assertThat(metrics()).containsPattern("outrider_backend_flap_penalty\\{[^}]*127.0.0.12[^}]*} [1-9]");

        sidecar.awaitEvent(
                "backend_released", event -> event.path("to").asText().equals("up"));
        sidecar.awaitStatus(flapping.endpoint(), "up");
    }

    @Test
    void whileNobodyElseIsUpAHeldBackendServes() {
        flap();

        steady.kill();

        await().atMost(Sidecar.PATIENCE)
                .until(() ->
                        sidecar.backend(flapping.endpoint()).path("serving").asBoolean());
        JsonNode serving = sidecar.backend(flapping.endpoint());
        assertThat(serving.path("status").asText()).isIn("held", "up");
        assertThat(serving.path("state").asText()).isEqualTo("ready");
    }

    @Test
    void explainNamesTheRuleOfEachVerdict() {
        Artefact.Ended explained = Artefact.run("explain", "site", "--config", directory.toString());

        assertThat(explained.out()).contains("up since ", " by rule first_check: its first check passed");
    }
}
