package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.bolabaden.outrider.probe.TestingHttpServer;
import org.bolabaden.outrider.probe.TestingHttpServer.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backends that mean harm, beside good ones: each is found out, and nobody else notices. */
@Tag(Artefact.LONG)
class HostileTargetsIT {
    private static final long GIGABYTE = 1L << 30;
    private static final int GOOD = 20;

    /** Far less than what the hostile ones send in a second. A JVM may fill its heap of 64 MiB with garbage first. */
    private static final long ROOM_KIB = 72 * 1024;

    /** One that does harm, how it is checked, and the reason that its failure has. */
    private record Villain(Script script, String check, String reason) {}

    @TempDir
    Path directory;

    private final Map<String, Villain> villains = new LinkedHashMap<>();
    private final Map<String, TestingHttpServer> servers = new LinkedHashMap<>();
    private Sidecar sidecar;
    private int servicePort = 7000;

    private static Script raw(byte[] bytes) {
        return connection -> connection.getOutputStream().write(bytes);
    }

    /** That many bytes of body, as fast as they are taken. */
    private static Script body(long length, String more) {
        byte[] piece = more.repeat(8192 / more.length()).getBytes(StandardCharsets.ISO_8859_1);
        return connection -> {
            String head = "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n";
            connection.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            for (long sent = 0; sent < length; sent += piece.length) {
                connection.getOutputStream().write(piece);
            }
        };
    }

    /** 64 MiB of zeros in a few bytes. */
    private static byte[] bomb() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                zip.write(zeros);
            }
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return packed.toByteArray();
    }

    private static Script compressed() {
        byte[] bomb = bomb();
        return connection -> {
            String head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n";
            connection.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            connection.getOutputStream().write(bomb);
        };
    }

    private static byte[] tlsGarbage() {
        byte[] garbage = new byte[65_536];
        Arrays.fill(garbage, (byte) 0xff);
        garbage[0] = 22;
        garbage[1] = 3;
        garbage[2] = 3;
        return garbage;
    }

    @BeforeEach
    void hostileOnes() {
        String http = "type: http";
        villains.put(
                "endless-headers",
                new Villain(
                        TestingHttpServer.flood("HTTP/1.1 200 OK\r\n", "X-Filler: yyyyyyyy\r\n"), http, "protocol"));
        villains.put("huge-body", new Villain(body(GIGABYTE, "x"), http + ", expect: {body: ok}", "body_mismatch"));
        villains.put(
                "huge-body-for-expression",
                new Villain(body(GIGABYTE, "a"), http + ", expect: {body_regex: \"(a+)+b\"}", "body_mismatch"));
        villains.put(
                "huge-json", new Villain(body(GIGABYTE, "["), http + ", expect: {json: {/a: b}}", "body_mismatch"));
        villains.put(
                "a-byte-at-a-time",
                new Villain(
                        TestingHttpServer.drip("HTTP/1.1 200 OK\r\nX: " + "y".repeat(5000), Duration.ofMillis(100)),
                        http,
                        "response_timeout"));
        villains.put("bomb", new Villain(compressed(), http + ", expect: {body: ok}", "protocol:compressed"));
        villains.put(
                "redirect-loop",
                new Villain(
                        TestingHttpServer.raw("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
                        http + ", follow_redirects: true",
                        "redirect:loop"));
        villains.put("tls-garbage", new Villain(raw(tlsGarbage()), http, "protocol"));
        villains.put("silence", new Villain(TestingHttpServer.rawThenSilence(""), http, "response_timeout"));
        villains.put("no-http2", new Villain(raw(tlsGarbage()), http + ", http_version: \"2\"", "protocol"));
        villains.put("no-tls", new Villain(raw(tlsGarbage()), "type: tls", "tls"));
        villains.put("no-grpc", new Villain(raw(tlsGarbage()), "type: grpc", "protocol"));
    }

    @AfterEach
    void stopAll() {
        if (sidecar != null) {
            sidecar.close();
        }
        servers.values().forEach(TestingHttpServer::close);
    }

    private String services() {
        StringBuilder yaml =
                new StringBuilder("version: 1\ndefaults: {check: {interval: 500ms, timeout: 400ms}}\ntcp:\n");
        villains.forEach((name, villain) -> {
            TestingHttpServer server = TestingHttpServer.answering(villain.script);
            servers.put(name, server);
            yaml.append(service(name, villain.check, server.port()));
        });
        TestingHttpServer good = TestingHttpServer.answering(TestingHttpServer.status(200, "ok"));
        servers.put("good", good);
        IntStream.range(0, GOOD)
                .forEach(i -> yaml.append(service("good" + i, "type: http, expect: {body: ok}", good.port())));
        return yaml.toString();
    }

    /** The service's own port is nobody's here: no proxy runs. */
    private String service(String name, String check, int port) {
        return "  %s: {port: %d, check: {%s}, backends: [{host: 127.0.0.1, port: %d}]}%n"
                .formatted(name, ++servicePort, check, port);
    }

    @Test
    void eachIsFoundOutAndNobodyElseNotices() throws IOException {
        String services = services();
        sidecar =
                new Sidecar(directory).watcher("node: n1\n").services(services).start();
        villains.forEach((name, villain) -> await().alias(name)
                .atMost(Sidecar.PATIENCE)
                .untilAsserted(() -> assertThat(reason(name)).startsWith(villain.reason)));
        await().atMost(Sidecar.PATIENCE).until(() -> checks() > 500);
        long before = rss();

        double seen = checks();
        await().atMost(Duration.ofMinutes(2)).until(() -> checks() > seen + 2000);

        assertThat(rss() - before).as("KiB more than after the first checks").isLessThan(ROOM_KIB);
        assertThat(sidecar.events())
                .filteredOn(event -> event.path("service").asText().startsWith("good"))
                .noneMatch(event -> event.path("event").asText().equals("backend_down"));
        assertThat(sidecar.events())
                .extracting(event -> event.path("event").asText())
                .doesNotContain("probe_loop_failed", "probe_limited");
        IntStream.range(0, GOOD)
                .forEach(i ->
                        assertThat(health("good" + i).path("status").asText()).isEqualTo("up"));
    }

    private JsonNode health(String service) {
        for (JsonNode backend : sidecar.get("/api/v1/backends").json()) {
            if (backend.path("service").asText().equals(service)) {
                return backend;
            }
        }
        throw new AssertionError("no backend of " + service);
    }

    private String reason(String service) {
        JsonNode backend = health(service);
        return backend.path("status").asText().equals("down")
                ? backend.path("last_check").path("reason").asText(backend.toString())
                : backend.toString();
    }

    private double checks() {
        return sidecar.get("/metrics", "text/plain")
                .body()
                .lines()
                .filter(line -> line.startsWith("outrider_probes_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private long rss() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + sidecar.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}
