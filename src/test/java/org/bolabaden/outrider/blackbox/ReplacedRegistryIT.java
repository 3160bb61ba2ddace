package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.bolabaden.outrider.probe.TestingHttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two thousand backends give way to two thousand others in one change of the file. */
@Tag(Artefact.LONG)
class ReplacedRegistryIT {
    private static final int SERVICES = 100;
    private static final int BACKENDS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    // A JVM may fill its heap of 64 MiB before it looks.
    private static final long ROOM_KIB = 72 * 1024;

    @TempDir
    Path directory;

    private final int firstPort = 21_000;
    private TestingHttpServer server;
    private int dead;
    private Edge edge;
    private Sidecar sidecar;

    @BeforeEach
    void world() {
        server = TestingHttpServer.on("0.0.0.0", TestingHttpServer.status(200, "ok"));
        dead = Sidecar.freePort();
        edge = new Edge(HaproxyVersion.V2_6, directory.resolve("haproxy.cfg"));
        sidecar = new Sidecar(directory)
                .watcher("node: elsewhere\n" + edge.settings() + "templates: [{input: \"builtin:haproxy-tcp\", output: "
                        + directory.resolve("haproxy.cfg") + "}]\n");
    }

    @AfterEach
    void stopAll() {
        sidecar.close();
        edge.close();
        server.close();
    }

    /** All of them on hosts that begin so; of the second kind half is not there. */
    private String services(String kind, int net, boolean half) {
        StringBuilder yaml = new StringBuilder("version: 1\ntcp:\n");
        for (int i = 0; i < SERVICES; i++) {
            yaml.append("  %s%d:%n    port: %d%n    backends:%n".formatted(kind, i, firstPort + i));
            for (int j = 0; j < BACKENDS; j++) {
                int port = half && j % 2 == 1 ? dead : server.port();
                yaml.append("      - {host: 127.%d.%d.%d, port: %d}%n".formatted(net, i + 1, j + 1, port));
            }
        }
        return yaml.toString();
    }

    /** How many servers there are of each status, among those that begin so. */
    private Map<String, Integer> statuses(String begin) {
        Map<String, Integer> found = new HashMap<>();
        for (List<String> row : rows()) {
            if (row.get(0).startsWith(begin) && !List.of("FRONTEND", "BACKEND").contains(row.get(1))) {
                found.merge(row.get(17), 1, Integer::sum);
            }
        }
        return found;
    }

    private List<List<String>> rows() {
        return edge.ask("show stat")
                .lines()
                .map(line -> List.of(line.split(",", -1)))
                .filter(row -> row.size() > 17)
                .toList();
    }

    /** Whether one that nobody has reached yet may have sessions. */
    private boolean isAnyDeadOneReady() {
        return rows().stream()
                .anyMatch(row -> row.get(1).endsWith(":" + dead) && !row.get(17).startsWith("MAINT"));
    }

    private long count(String status) {
        return sidecar.get("/metrics", "text/plain")
                .body()
                .lines()
                .filter(line -> line.startsWith("outrider_backend_up{") && line.endsWith(" " + status))
                .count();
    }

    @Test
    void theOthersTakeOverAndNothingOfTheFirstIsLeft() throws IOException {
        int all = SERVICES * BACKENDS;
        sidecar.services(services("first", 1, false)).start();
        edge.start();
        await().atMost(PATIENCE).until(() -> statuses("first").getOrDefault("UP", 0) == all);
        await().atMost(PATIENCE).until(() -> count("1") == all || count("1.0") == all);
        Footprint before = Footprint.of(sidecar);
        AtomicBoolean early = new AtomicBoolean();

        sidecar.services(services("second", 2, true));
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            early.compareAndSet(false, isAnyDeadOneReady());
            Map<String, Integer> now = statuses("second");
            return now.getOrDefault("UP", 0) == all / 2 && now.getOrDefault("MAINT", 0) == all / 2;
        });

        assertThat(early).as("one that is dead was given sessions").isFalse();
        assertThat(statuses("first")).isEmpty();
        assertThat(sidecar.events())
                .extracting(event -> event.path("event").asText())
                .doesNotContain("registry_held", "reload_failed", "output_rejected", "probe_limited", "thread_stuck");
        await().atMost(PATIENCE).until(() -> Footprint.of(sidecar).isLike(before));
        assertThat(Footprint.of(sidecar).residentKib() - before.residentKib()).isLessThan(ROOM_KIB);
        assertThat(sidecar.get("/api/v1/backends").json()).hasSize(all);
    }
}
