package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bolabaden.outrider.blackbox.Sidecar.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.bolabaden.outrider.haproxy.HaproxyProcess;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taking something out by hand and giving it back, with users on it: docs/DRAIN.md. */
class DrainIT {
    private static final String NODE = "127.0.0.11";
    private static final String TOKEN = "s3cret";

    @TempDir
    static Path directory;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static Nginx one;
    private static Nginx two;
    private static HaproxyProcess haproxy;
    private static Sidecar sidecar;

    /** A user who keeps a connection: one session in HAProxy for as long as it is open. */
    private static final class Guest implements AutoCloseable {
        private final Socket socket = new Socket();

        private Guest() throws IOException {
            socket.connect(new InetSocketAddress("127.0.0.1", haproxy.port("edge")), 5_000);
            socket.setSoTimeout(10_000);
        }

        /** One whom nginx {@code n1} serves. */
        static Guest ofOne() throws IOException {
            while (true) {
                Guest guest = new Guest();
                if (guest.ask().equals("n1")) {
                    return guest;
                }
                guest.close();
            }
        }

        /** Who answers on this connection. */
        String ask() throws IOException {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: site\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            StringBuilder answer = new StringBuilder();
            // The body is a name and a line's end.
            while (!answer.toString().matches("(?s).*\r\n\r\n..\n")) {
                int octet = in.read();
                if (octet < 0) {
                    throw new IOException("cut off after: " + answer);
                }
                answer.append((char) octet);
            }
            return answer.substring(answer.length() - 3, answer.length() - 1);
        }

        void leave() throws IOException {
            socket.close();
        }

        @Override
        public void close() throws IOException {
            leave();
        }
    }

    @BeforeAll
    static void twoNodesBehindHaproxy() throws IOException {
        one = new Nginx("n1", directory, NODE, Sidecar.freePort()).start();
        two = new Nginx("n2", directory, "127.0.0.12", Sidecar.freePort()).start();
        haproxy = HaproxyProcess.of(HaproxyVersion.V2_6)
                .section(
                        "defaults", List.of("mode tcp", "timeout connect 1s", "timeout client 5m", "timeout server 5m"))
                .frontend("edge", "site")
                .backend("site", "balance roundrobin")
                .start();
        Path token = Files.writeString(directory.resolve("token"), TOKEN + "\n");
        sidecar = new Sidecar(directory).services("""
                        version: 1
                        tcp:
                          site:
                            port: 8080
                            check: {type: http, path: /_healthz}
                            backends:
                              - {host: 127.0.0.11, port: %d}
                              - {host: 127.0.0.12, port: %d}
                        """.formatted(one.port(), two.port()));
        sidecar.write(
                "watcher.yaml", """
                        node: elsewhere
                        api: {listen: "127.0.0.1:%d", token_file: %s}
                        state_dir: %s
                        haproxy: {socket: %s}
                        health_checks: {interval: 500ms, timeout: 300ms}
                        """.formatted(sidecar.port(), token, directory.resolve("state"), haproxy.socket()));
        sidecar.start();
    }

    @AfterAll
    static void stopAll() {
        sidecar.close();
        haproxy.close();
        one.close();
        two.close();
    }

    @BeforeEach
    void nothingIsDrained() {
        for (JsonNode drain : drains()) {
            undrain(drain.path("target").asText());
        }
        await().atMost(PATIENCE).until(() -> answerers().equals(Set.of("n1", "n2")));
    }

    private static Set<String> answerers() {
        return new Client(haproxy.port("edge")).answerers(6);
    }

    private static JsonNode drains() {
        return sidecar.get("/api/v1/drains").json();
    }

    private static Sidecar.Answer change(String method, String path, String body, boolean withToken) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + sidecar.port() + "/api/v1/drains/" + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (withToken) {
            request.header("Authorization", "Bearer " + TOKEN);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Sidecar.Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private static Sidecar.Answer drain(String target, String body) {
        return change("PUT", target, body, true);
    }

    private static Sidecar.Answer undrain(String target) {
        return change("DELETE", target, "", true);
    }

    private static Artefact.Ended outrider(String... arguments) {
        return Artefact.runIn(directory, arguments);
    }

    private static Admin state(Nginx node) {
        return haproxy.server("site", node.endpoint()).admin();
    }

    @Test
    void sessionsOnADrainedNodeEndByThemselvesWhileNewOnesGoElsewhere() throws IOException {
        Client visitors = new Client(haproxy.port("edge"));
        try (Guest guest = Guest.ofOne();
                Client.Load load = visitors.every(10)) {
            JsonNode drained = drain(NODE, "{\"reason\": \"new kernel\", \"for\": \"30m\"}")
                    .json();

            assertThat(drained.path("target").asText()).isEqualTo(NODE);
            assertThat(drained.path("kind").asText()).isEqualTo("node");
            assertThat(drained.path("reason").asText()).isEqualTo("new kernel");
            assertThat(drained.path("until").asText())
                    .isGreaterThan(drained.path("since").asText());
            await().atMost(PATIENCE).until(() -> state(one) == Admin.DRAIN);
            assertThat(answerers()).containsExactly("n2");
            assertThat(guest.ask()).isEqualTo("n1");
            await().atMost(PATIENCE)
                    .until(() -> drains().get(0).path("sessions").asLong() == 1);
            assertThat(sidecar.backend(one.endpoint()).path("state").asText()).isEqualTo("drain");
            assertThat(sidecar.backend(one.endpoint()).path("plan_reason").asText())
                    .contains("drained since ", ": new kernel, until ");
            assertThat(sidecar.get("/metrics", "text/plain").body()).contains("outrider_drains 1.0");

            Artefact.Ended impatient = outrider("drain", NODE, "--wait", "--timeout", "1s");
            assertThat(impatient.exit()).isEqualTo(1);
            assertThat(impatient.out()).contains("1 session is left after 1 s; the drain stays in force");

            sidecar.stop();
            assertThat(guest.ask()).isEqualTo("n1");
            sidecar.start();
            sidecar.awaitStatus(two.endpoint(), "up");
            sidecar.awaitStatus(one.endpoint(), "up");
            assertThat(sidecar.backend(one.endpoint()).path("state").asText()).isEqualTo("drain");
            assertThat(answerers()).containsExactly("n2");
            assertThat(guest.ask()).isEqualTo("n1");

            guest.leave();
            Artefact.Ended patient = outrider("drain", NODE, "--wait", "--json");
            assertThat(patient.exit()).isZero();
            assertThat(patient.out()).contains("\"sessions\":0");

            Artefact.Ended back = outrider("undrain", NODE);
            assertThat(back.exit()).isZero();
            await().atMost(PATIENCE).until(() -> answerers().equals(Set.of("n1", "n2")));
            load.stop();
            assertThat(load.failures(Set.of("n1", "n2"))).isEmpty();
        }
        sidecar.awaitEvent(
                "drain_ended",
                event ->
                        event.path("reason").asText().startsWith(NODE + " undrained on elsewhere; was drained since "));
    }

    @Test
    void aDrainEndsByItself() {
        Sidecar.Answer answer = drain("site%2F" + one.endpoint(), "{\"for\": \"2s\"}");

        assertThat(answer.json().path("target").asText()).isEqualTo("site/" + one.endpoint());
        await().atMost(PATIENCE).until(() -> state(one) == Admin.DRAIN);
        JsonNode ended = sidecar.awaitEvent(
                "drain_ended", event -> event.path("reason").asText().contains("expired at"));
        assertThat(ended.path("service").asText()).isEqualTo("site");
        assertThat(ended.path("backend").asText()).isEqualTo(one.endpoint());
        await().atMost(PATIENCE).until(() -> state(one) == Admin.READY);
        assertThat(drains()).isEmpty();
    }

    @Test
    void theLastHealthyBackendIsDrainedByForceAlone() {
        drain("site/" + one.endpoint(), "");

        Sidecar.Answer refused = drain(two.endpoint().split(":")[0], "");
        Artefact.Ended told = outrider("drain", "site", "--json");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.type()).startsWith("application/problem+json");
        assertThat(refused.json().path("detail").asText()).contains("nobody else is healthy for site");
        assertThat(told.exit()).isEqualTo(2);
        assertThat(told.out()).contains("{\"error\":\"outrider: draining site is refused");
        assertThat(answerers()).containsExactly("n2");

        assertThat(drain("site", "{\"force\": true}").status()).isEqualTo(200);
        await().atMost(PATIENCE).until(() -> state(one) == Admin.DRAIN && state(two) == Admin.DRAIN);
        Artefact.Ended listed = outrider("drains");
        assertThat(listed.out()).contains("service site is drained since ", ", forced, by elsewhere");
        assertThat(outrider("status").out()).contains("service site is drained since ");
        Artefact.Ended simulated = outrider("simulate", "--down", "127.0.0.12");
        assertThat(simulated.exit()).isEqualTo(1);
        assertThat(simulated.out()).contains("drained: " + one.endpoint());
    }

    @Test
    void whoMayNotChangeAnythingDrainsNothing() {
        assertThat(change("PUT", NODE, "", false).status()).isEqualTo(401);
        assertThat(change("DELETE", NODE, "", false).status()).isEqualTo(401);
        assertThat(drains()).isEmpty();
    }

    @Test
    void whatIsWrongIsAnsweredWithWhatIsRight() {
        assertThat(drain("nobody", "").status()).isEqualTo(404);
        assertThat(drain("nobody", "").json().path("detail").asText()).contains("nodes: 127.0.0.11, 127.0.0.12");
        assertThat(drain("site/127.0.0.11:1", "").status()).isEqualTo(404);
        assertThat(drain(NODE, "{\"for\": \"soon\"}").status()).isEqualTo(400);
        assertThat(drain(NODE + "?kind=cluster", "").status()).isEqualTo(400);
        assertThat(undrain(NODE).status()).isEqualTo(404);
        assertThat(undrain(NODE).json().path("detail").asText())
                .isEqualTo("node 127.0.0.11 is not drained; drained: nothing");
        assertThat(drain(NODE, "").status()).isEqualTo(200);
        assertThat(undrain(NODE).status()).isEqualTo(204);
        assertThat(sidecar.get("/openapi").body()).contains("/api/v1/drains/{target}", "DrainRequest");
    }
}
