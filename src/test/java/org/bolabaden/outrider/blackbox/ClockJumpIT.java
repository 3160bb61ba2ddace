package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.bolabaden.outrider.haproxy.HaproxyProcess;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall clock of the sidecar jumps by hours and days, both ways: the clock by which its timers go does not. */
@Tag(Artefact.LONG)
class ClockJumpIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    private HaproxyProcess haproxy;
    private Nginx one;
    private Nginx two;
    private Sidecar sidecar;

    @BeforeEach
    void world() throws IOException {
        one = new Nginx("one", directory, "127.0.0.11", Sidecar.freePort()).start();
        two = new Nginx("two", directory, "127.0.0.12", Sidecar.freePort()).start();
        haproxy = HaproxyProcess.of(HaproxyVersion.V2_6)
                .frontend("edge", "site")
                .backend("site", "balance roundrobin", "server one " + one.endpoint(), "server two " + two.endpoint())
                .start();
        jump(Duration.ZERO);
        sidecar = new Sidecar(directory)
                .watcher("""
                        node: elsewhere
                        health_checks: {interval: 500ms, timeout: 5s}
                        haproxy: {socket: %s}
                        templates: [{input: t.tmpl, output: %s}]
                        """.formatted(haproxy.socket(), directory.resolve("out.txt")))
                .write("t.tmpl", "{#for s in tcp}{s.name} {/for}")
                .services(services("site"));
        // As in the tests of acceptance; without it the loader says so, and the jump is not seen.
        sidecar.environment("LD_PRELOAD", "/usr/$LIB/faketime/libfaketimeMT.so.1")
                .environment(
                        "FAKETIME_TIMESTAMP_FILE", directory.resolve("clock").toString())
                .environment("FAKETIME_CACHE_DURATION", "1")
                .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .environment("FAKETIME_FORCE_MONOTONIC_FIX", "0");
        sidecar.start();
        awaitAnswerers("one", "two");
    }

    @AfterEach
    void stopAll() {
        sidecar.close();
        haproxy.close();
        one.close();
        two.close();
    }

    private String services(String name) {
        return """
                version: 1
                tcp:
                  %s:
                    port: 8080
                    check: {type: http, path: /_healthz}
                    backends: [{host: 127.0.0.11, port: %d}, {host: 127.0.0.12, port: %d}]
                """.formatted(name, one.port(), two.port());
    }

    private void awaitAnswerers(String... names) {
        await().atMost(Sidecar.PATIENCE)
                .until(() -> new Client(haproxy.port("edge")).answerers(8).equals(Set.of(names)));
    }

    private void jump(Duration by) throws IOException {
        Path next = Files.writeString(directory.resolve("clock.next"), "%+d%n".formatted(by.toSeconds()));
        Files.move(
                next, directory.resolve("clock"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void awaitJump(Duration by) {
        await().atMost(Sidecar.PATIENCE)
                .until(() -> Duration.between(Instant.now().plus(by), checkedAt())
                                .abs()
                                .compareTo(Duration.ofMinutes(10))
                        < 0);
    }

    private Instant checkedAt() {
        return Instant.parse(
                sidecar.backend(one.endpoint()).path("last_check").path("at").asText());
    }

    private int drain(String target, String body) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + sidecar.port() + "/api/v1/drains/" + target))
                                .PUT(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private boolean isDrained(String target) {
        for (JsonNode drain : sidecar.get("/api/v1/drains").json()) {
            if (drain.path("target").asText().equals(target)) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(longs = {3, -3, 72, -72})
    void verdictsStayAndTimersGoOn(long hours) throws Exception {
        Duration by = Duration.ofHours(hours);
        assertThat(drain("site/" + two.endpoint(), "{\"reason\": \"lasts\"}")).isEqualTo(200);
        awaitAnswerers("one");

        jump(by);
        awaitJump(by);
        assertThat(isDrained("site/" + two.endpoint())).isTrue();
        awaitAnswerers("one");
        assertThat(sidecar.events())
                .noneMatch(event -> event.path("event").asText().equals("backend_down"));
        // What fails after the jump is found, and what comes back is.
        two.kill();
        sidecar.awaitEvent("backend_down", event -> true);
        two.start();
        sidecar.awaitEvent("backend_up", event -> event.path("from").asText().equals("down"));
        sidecar.services(services("other"));
        await().atMost(Sidecar.PATIENCE)
                .until(() -> Files.readString(directory.resolve("out.txt")).contains("other"));
        assertThat(sidecar.get("/health/live").status()).isEqualTo(200);
        assertThat(sidecar.stop()).isZero();
    }

    @Test
    void aDrainThatEndsDoesSoByTheWallClock() throws Exception {
        assertThat(drain("site/" + two.endpoint(), "{\"for\": \"2h\"}")).isEqualTo(200);

        jump(Duration.ofHours(-24));
        awaitJump(Duration.ofHours(-24));
        assertThat(isDrained("site/" + two.endpoint())).isTrue();

        jump(Duration.ofHours(3));
        awaitJump(Duration.ofHours(3));
        await().atMost(Sidecar.PATIENCE).until(() -> !isDrained("site/" + two.endpoint()));
        awaitAnswerers("one", "two");
        sidecar.awaitEvent("drain_ended", event -> event.path("reason").asText().contains("expired"));
    }
}
