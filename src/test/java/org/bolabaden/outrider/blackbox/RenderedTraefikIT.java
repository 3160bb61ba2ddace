package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.bolabaden.outrider.traefik.TraefikProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** services.yaml becomes Traefik's dynamic file, with every verdict in it: with the real Traefik. */
class RenderedTraefikIT {
    @TempDir
    Path directory;

    private TraefikProcess traefik;
    private Nginx local;
    private Nginx peer;
    private Sidecar sidecar;
    private Path output;

    @BeforeEach
    void start() {
        traefik = TraefikProcess.traefik()
                .entryPoint("web")
                .settings("metrics: {prometheus: {}}\n")
                .start();
        output = traefik.provided().resolve("bolabaden.yaml");
        local = new Nginx("local", directory, "127.0.0.11", Sidecar.freePort()).start();
        peer = new Nginx("peer", directory, "127.0.0.12", Sidecar.freePort()).start();
        sidecar = new Sidecar(directory)
                .watcher("node: 127.0.0.11%ntraefik: {metrics: \"%s\"}%n".formatted(traefik.metrics())
                        + "templates: [{input: \"builtin:traefik-http\", output: %s}]%n".formatted(output))
                .services(services(""))
                .start();
        awaitAnswerers("site.example.org", "local");
    }

    @AfterEach
    void stopAll() {
        sidecar.close();
        traefik.close();
        local.close();
        peer.close();
    }

    private String services(String more) {
        return """
                version: 1
                http:
                  site.example.org:
                    aliases: [other.example.org]
                    check: {path: /_healthz}
                    backends:
                      - {host: 127.0.0.11, port: %d}
                      - {host: 127.0.0.12, port: %d}
                """.formatted(local.port(), peer.port()) + more;
    }

    private Client visitors(String host) {
        return new Client(traefik.port("web"), host);
    }

    private void awaitAnswerers(String host, String... names) {
        await().atMost(Sidecar.PATIENCE).until(() -> visitors(host).answerers(6).equals(Set.of(names)));
    }

    @Test
    void aChangeOfTheRegistryIsLiveInTraefik() {
        awaitAnswerers("other.example.org", "local");

        sidecar.services(
                services("  new.example.org: {backends: [{host: 127.0.0.12, port: %d}]}%n".formatted(peer.port())));

        awaitAnswerers("new.example.org", "peer");
        awaitAnswerers("site.example.org", "local");
    }

    @Test
    void whatTraefikCountsIsInTheMetricsAndPromtoolHasNothingToSay() {
        await().atMost(Sidecar.PATIENCE)
                .untilAsserted(() -> assertThat(metrics())
                        .contains("outrider_traefik_up 1.0")
                        .containsPattern(
                                "outrider_traefik_requests_total\\{service=\"site.example.org\",code=\"2xx\"} [1-9]")
                        .containsPattern(
                                "outrider_traefik_response_seconds_sum\\{service=\"site.example.org\"} [0-9]"));
        Promtool.acceptsWithoutAWord(metrics());
    }

    private String metrics() {
        return sidecar.get("/metrics", "text/plain").body();
    }

    @Test
    void aDeadLocalBackendMakesWayForItsPeerAndComesBack() {
        local.kill();
        awaitAnswerers("site.example.org", "peer");

        local.start();
        awaitAnswerers("site.example.org", "local");
    }

    @Test
    void anUnhealthyBackendIsTakenOutByTheVerdictAlthoughItAnswers() throws IOException {
        local.close();
        local.health("return 503").start();

        awaitAnswerers("site.example.org", "peer");
        await().atMost(Sidecar.PATIENCE)
                .until(() ->
                        Files.readString(output).contains("service: \"site.example.org:peers\"\n        fallback:"));
    }

    @Test
    void aFileThatWouldDropTheProviderIsNeverWritten() throws IOException {
        String before = Files.readString(output);
        sidecar.write("bad.tmpl", "http:\n  routers:\n    r: {rule: \"Host(`x.example.org`)\", service: nowhere}\n")
                .watcher("node: 127.0.0.11%ntemplates:%n  - {input: \"builtin:traefik-http\", output: %s}%n"
                                .formatted(output)
                        + "  - {input: bad.tmpl, output: %s}%n"
                                .formatted(Files.createDirectories(directory.resolve("traefik"))
                                        .resolve("bad.yaml")));

        sidecar.awaitEvent(
                "output_rejected", event -> event.path("reason").asText().contains("nowhere"));
        assertThat(directory.resolve("traefik/bad.yaml")).doesNotExist();
        assertThat(Files.readString(output)).isEqualTo(before);
        awaitAnswerers("site.example.org", "local");
    }
}
