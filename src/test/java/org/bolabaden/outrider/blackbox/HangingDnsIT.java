package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The name server takes every question and answers none: what needs no name server notices nothing. Takes root. */
@Tag(Artefact.LONG)
class HangingDnsIT {
    private static final String NAME_SERVER = "127.0.77.53";
    private static final int HANGING = 12;

    @TempDir
    Path directory;

    private final AtomicInteger asked = new AtomicInteger();
    private DatagramSocket nameServer;
    private Nginx nginx;
    private Sidecar sidecar;

    @BeforeEach
    void world() throws IOException {
        nameServer = new DatagramSocket(new InetSocketAddress(NAME_SERVER, 53));
        Thread.ofVirtual().start(this::swallow);
        nginx = new Nginx("one", directory).start();
        Files.writeString(directory.resolve("resolv.conf"), "nameserver " + NAME_SERVER + "\n");
        Files.writeString(directory.resolve("hosts"), "127.0.0.1 localhost known.test\n");
        Files.writeString(directory.resolve("password"), "s3cret\n");
        StringBuilder services = new StringBuilder("""
                version: 1
                nodes: {other: {address: peer.test}}
                tcp:
                """);
        for (int i = 0; i < HANGING; i++) {
            services.append(
                    "  hangs%d: {port: %d, backends: [{host: hangs%d.test, port: 1}]}%n".formatted(i, 7000 + i, i));
        }
        services.append("""
                  literal: {port: 7100, check: {type: http, path: /_healthz}, backends: [{host: 127.0.0.1, port: %1$d}]}
                  known: {port: 7101, check: {type: http, path: /_healthz}, backends: [{host: known.test, port: %1$d}]}
                  redis:
                    port: 7102
                    sentinel: {master: m, sentinels: ["s1.test:26379", "s2.test:26379", "s3.test:26379"]}
                    backends: [{host: r1.test, port: 6379}, {host: r2.test, port: 6379}]
                """.formatted(nginx.port()));
        sidecar = new Sidecar(directory).watcher("""
                        node: elsewhere
                        health_checks: {interval: 500ms, timeout: 5s}
                        peers: {list: [{node: other, url: "http://peer.test:9180"}]}
                        notify: [{webhook: {url: "http://notify.test/hook"}}]
                        """).services(services.toString());
        sidecar.through(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount --bind " + directory.resolve("resolv.conf") + " /etc/resolv.conf && mount --bind "
                        + directory.resolve("hosts") + " /etc/hosts && exec \"$@\"",
                "sh");
    }

    @AfterEach
    void stopAll() {
        sidecar.close();
        nginx.close();
        nameServer.close();
    }

    private void swallow() {
        try {
            while (true) {
                nameServer.receive(new DatagramPacket(new byte[512], 512));
                asked.incrementAndGet();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private JsonNode of(String service) {
        for (JsonNode backend : sidecar.get("/api/v1/backends").json()) {
            if (backend.path("service").asText().equals(service)) {
                return backend;
            }
        }
        throw new AssertionError("no backend of " + service);
    }

    private Instant checkedAt(String service) {
        return Instant.parse(of(service).path("last_check").path("at").asText());
    }

    @Test
    void whatNeedsNoNameServerIsCheckedAndTheStopIsPrompt() {
        sidecar.start();

        await().atMost(Sidecar.PATIENCE)
                .until(() -> of("literal").path("status").asText().equals("up"));
        await().atMost(Sidecar.PATIENCE)
                .until(() -> of("known").path("status").asText().equals("up"));
        assertThat(asked).hasPositiveValue();
        // Longer than a look-up hangs, so that each name has failed and is asked for again.
        for (int i = 0; i < 30; i++) {
            Instant literal = checkedAt("literal");
            Instant known = checkedAt("known");
            await().atMost(Sidecar.PATIENCE)
                    .until(() -> checkedAt("literal").isAfter(literal)
                            && checkedAt("known").isAfter(known));
        }
        assertThat(of("literal").path("status").asText()).isEqualTo("up");
        assertThat(of("known").path("status").asText()).isEqualTo("up");
        assertThat(sidecar.get("/health/live").status()).isEqualTo(200);
        assertThat(sidecar.events())
                .noneMatch(event -> event.path("event").asText().equals("backend_down")
                        && !event.path("service").asText().startsWith("hangs")
                        && !event.path("service").asText().equals("redis"));

        long since = System.nanoTime();
        assertThat(sidecar.stop()).isZero();
        // A look-up hangs for ten seconds and more, and so would a stop that waited for it.
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(30));
    }
}
