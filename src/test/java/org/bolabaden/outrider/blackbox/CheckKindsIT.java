package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bolabaden.outrider.probe.TestingBind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of check through the program as it is shipped. */
class CheckKindsIT {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    Path directory;

    private final HealthStatusManager health = new HealthStatusManager();
    private Server grpc;
    private Nginx nginx;

    @AfterEach
    void stopAll() {
        if (grpc != null) {
            grpc.shutdownNow();
        }
        if (nginx != null) {
            nginx.close();
        }
    }

    private Artefact.Ended run(String... words) {
        return Artefact.runIn(directory, words);
    }

    /** What one check of a backend at that port says. */
    private JsonNode probe(int port, String check) throws Exception {
        Files.writeString(directory.resolve("watcher.yaml"), "node: n1\n");
        Files.writeString(directory.resolve("services.yaml"), """
                version: 1
                tcp:
                  app:
                    port: 1
                    check: {%s}
                    backends: [{host: 127.0.0.1, port: %d}]
                """.formatted(
                        check.contains("timeout:") ? check : "timeout: 10s, " + check, port));
        return MAPPER.readTree(run("probe", "app", "--json").out()).get(0);
    }

    private String outcome(int port, String check) throws Exception {
        JsonNode result = probe(port, check);
        return result.path("passed").asBoolean()
                ? "passed"
                : result.path("reason").asText();
    }

    @Test
    void aCommandIsToldWhomToCheckAndItsWordsAreShown() throws Exception {
        String script = "type: exec, command: [sh, -c, 'echo $OUTRIDER_NODE asks $OUTRIDER_BACKEND_ADDRESS; exit %d']";

        JsonNode passed = probe(5, script.formatted(0));
        assertThat(passed.path("passed").asBoolean()).isTrue();
        assertThat(passed.path("said").asText()).isEqualTo("n1 asks 127.0.0.1");

        assertThat(outcome(5, script.formatted(3))).isEqualTo("exec:exit 3");
        assertThat(run("probe", "app").out()).contains("exec:exit 3", "it said: n1 asks 127.0.0.1");
        assertThat(run("explain", "app").out()).contains("its last check said: n1 asks 127.0.0.1");
        assertThat(outcome(5, "type: exec, command: [/no/such/program]")).isEqualTo("exec:not_found");
    }

    @Test
    void aCommandThatHangsIsEndedWithItsChildren() throws Exception {
        Path pids = directory.resolve("pids");
        assertThat(outcome(
                        5,
                        "timeout: 300ms, type: exec, command: [sh, -c, 'sleep 307 & echo $$ $! > " + pids + "; wait']"))
                .isEqualTo("response_timeout");
        for (String pid : Files.readString(pids).strip().split(" ", -1)) {
            await().atMost(Sidecar.PATIENCE)
                    .until(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
        }
    }

    @Test
    void aGrpcServerIsAskedForItsHealth() throws Exception {
        health.setStatus("ill.v1.Service", ServingStatus.NOT_SERVING);
        grpc = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(health.getHealthService())
                .build()
                .start();

        assertThat(outcome(grpc.getPort(), "type: grpc")).isEqualTo("passed");
        assertThat(outcome(grpc.getPort(), "type: grpc, grpc_service: ill.v1.Service"))
                .isEqualTo("grpc:not_serving");
        assertThat(outcome(grpc.getPort(), "type: grpc, grpc_service: no.such.Service"))
                .isEqualTo("grpc:unknown_service");
    }

    @Test
    void aServerOfHttp2IsAskedInHttp2AndJudgedAsAnyOther() throws Exception {
        String check = "type: http, http_version: \"2\", path: /_healthz, expect: {body: %s}";
        nginx = new Nginx("web", directory).http2().start();
        assertThat(outcome(nginx.port(), check.formatted("ok"))).isEqualTo("passed");
        assertThat(outcome(nginx.port(), check.formatted("nonsense"))).isEqualTo("body_mismatch");
        assertThat(outcome(nginx.port(), "type: http")).isEqualTo("protocol");
        nginx.close();

        nginx = new Nginx("web", directory).health("return 503").http2().start();
        assertThat(outcome(nginx.port(), check.formatted("ok"))).isEqualTo("status:503");
        nginx.close();

        nginx = new Nginx("web", directory).start();
        assertThat(outcome(nginx.port(), check.formatted("ok"))).isEqualTo("protocol");
    }

    @Test
    void aNameServerIsAskedForARecord() throws Exception {
        try (TestingBind bind = new TestingBind(directory)) {
            String check = "type: dns, query: site.example.org, answer: %s, transport: %s";
            for (String transport : List.of("udp", "tcp")) {
                assertThat(outcome(bind.port(), check.formatted("192.0.2.11", transport)))
                        .isEqualTo("passed");
                assertThat(outcome(bind.port(), check.formatted("192.0.2.12", transport)))
                        .isEqualTo("dns_answer:mismatch");
            }
        }
    }

    @Test
    void severalChecksAreOneAndSayHowEachEnded() throws Exception {
        nginx = new Nginx("web", directory).start();
        String check = "%s: [{type: http, path: /_healthz}, {type: exec, command: [sh, -c, 'echo ill; exit 2']}]";

        assertThat(outcome(nginx.port(), check.formatted("any"))).isEqualTo("passed");
        JsonNode failed = probe(nginx.port(), check.formatted("all"));
        assertThat(failed.path("reason").asText()).isEqualTo("exec:exit 2");
        assertThat(failed.path("said").asText()).endsWith("exec exec:exit 2 (ill)");
    }

    @Test
    void whatSpeaksHttp2ButNoGrpcSaysSoByItsStatus() throws Exception {
        nginx = new Nginx("web", directory).http2().start();
        assertThat(outcome(nginx.port(), "type: grpc")).isEqualTo("protocol");
        nginx.close();

        nginx = new Nginx("web", directory).start();
        assertThat(outcome(nginx.port(), "type: grpc")).isEqualTo("protocol");
    }
}
