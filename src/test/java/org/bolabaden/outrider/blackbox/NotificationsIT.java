package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bolabaden.outrider.notify.deliver.ReceivingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told when a backend dies, and when it is back. */
class NotificationsIT {
    @TempDir
    Path directory;

    private ReceivingServer receiver;
    private ReceivingServer hanging;
    private Nginx one;
    private Nginx two;
    private Sidecar sidecar;

    @BeforeEach
    void start() throws Exception {
        receiver = new ReceivingServer();
        hanging = new ReceivingServer();
        hanging.hangs();
        Files.writeString(directory.resolve("token"), "tk-4711\n");
        Files.writeString(directory.resolve("slack-url"), hanging.url("/services/T0/sEcReT") + "\n");
        one = new Nginx("one", directory).start();
        two = new Nginx("two", directory).start();
        sidecar = new Sidecar(directory)
                .watcher("""
                        node: n1
                        health_checks: {interval: 500ms}
                        notify:
                          - {name: hook, webhook: {url: "%s", token_file: token}, events: [backend_down], group_for: 3s, repeat_after: off}
                          - {slack: {url_file: slack-url}, group_for: 0s}
                        """.formatted(receiver.url("/hook")))
                .services("""
                        version: 1
                        http:
                          site.example.org:
                            backends: [{host: 127.0.0.1, port: %d}, {host: 127.0.0.1, port: %d}]
                        """.formatted(one.port(), two.port()));
    }

    @AfterEach
    void stop() {
        sidecar.close();
        one.close();
        two.close();
        receiver.close();
        hanging.close();
    }

    private List<JsonNode> messages() {
        return receiver.posted().stream().map(ReceivingServer.Posted::json).toList();
    }

    @Test
    void killedBackendsAreOneMessageTheirReturnAnotherAndAHangingReceiverDelaysNothing() {
        sidecar.start();
        sidecar.awaitStatus(one.endpoint(), "up");
        sidecar.awaitStatus(two.endpoint(), "up");

        one.kill();
        two.kill();
        await().atMost(Sidecar.PATIENCE).until(() -> !messages().isEmpty());

        JsonNode down = messages().getFirst();
        assertThat(down.path("node").asText()).isEqualTo("n1");
        assertThat(down.path("items"))
                .extracting(item ->
                        item.path("event").asText() + " " + item.path("backend").asText())
                .containsExactlyInAnyOrder("backend_down " + one.endpoint(), "backend_down " + two.endpoint());

        one.start();
        two.start();
        await().atMost(Sidecar.PATIENCE).until(() -> messages().size() >= 2);

        assertThat(messages().get(1).path("items"))
                .extracting(item -> item.path("kind").asText())
                .containsExactly("over", "over");
        assertThat(messages()).hasSize(2);
        assertThat(receiver.posted())
                .allMatch(posted -> posted.headers().get("Authorization").equals(List.of("Bearer tk-4711")));
        sidecar.awaitEvent(
                "notification_failed", event -> event.path("backend").asText().equals("slack"));
        assertThat(sidecar.get("/metrics", "text/plain").body())
                .containsPattern(
                        "outrider_notifications_total\\{[^}]*receiver=\"hook\"[^}]*result=\"success\"[^}]*} 2");
        assertThat(sidecar.events().toString() + sidecar.errors()).doesNotContain("sEcReT", "tk-4711");
    }

    @Test
    void aTestMessageShowsWhatTheReceiverAnswers() throws Exception {
        receiver.answers(403, Map.of(), "wrong token tk-4711");
        Artefact.Ended refused = Artefact.runIn(directory, "notify", "--test", "hook");
        receiver.answers(200, Map.of(), "thanks");
        Artefact.Ended taken = Artefact.runIn(directory, "notify", "--test", "hook", "--json");

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out()).contains("✘ hook (webhook): HTTP 403: wrong token …");
        assertThat(taken.exit()).isZero();
        JsonNode answer = new ObjectMapper().readTree(taken.out()).get(0);
        assertThat(answer.path("answer").asText()).isEqualTo("HTTP 200: thanks");
        assertThat(messages().getLast().path("test").asBoolean()).isTrue();
        assertThat(Artefact.runIn(directory, "notify", "--test", "nobody").exit())
                .isEqualTo(2);
        assertThat(Artefact.runIn(directory, "notify").out()).contains("hook", "slack");
    }
}
