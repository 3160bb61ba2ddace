package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bolabaden.outrider.blackbox.NodesInNamespaces.address;
import static org.bolabaden.outrider.blackbox.NodesInNamespaces.name;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten nodes that tell each other through a Redis or an etcd, and share out who checks what: docs/PEERS.md. */
@Tag(Artefact.LONG)
class PeerStoreIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int NODES = 10;
    private static final int OBSERVERS = 3;
    private static final int STORE = 99;

    @TempDir
    Path directory;

    private NodesInNamespaces nodes;
    private Process store;

    /** What carries the exchange. */
    private enum Engine {
        REDIS("redis-server", "redis: {address: \"10.99.0.99:6379\"}"),
        ETCD("etcd", "etcd: {endpoints: [\"http://10.99.0.99:2379\"]}");

        private final String program;
        private final String settings;

        Engine(String program, String settings) {
            this.program = program;
            this.settings = settings;
        }

        private String peers() {
            return "via: " + name().toLowerCase(java.util.Locale.ROOT) + ", observers: " + OBSERVERS + ", " + settings
                    + ", ";
        }

        private String[] command(Path data) {
            return switch (this) {
                case REDIS ->
                    new String[] {
                        program,
                        "--bind",
                        "10.99.0.99",
                        "--protected-mode",
                        "no",
                        "--save",
                        "",
                        "--dir",
                        data.toString()
                    };
                case ETCD ->
                    new String[] {
                        program,
                        "--data-dir",
                        data.resolve("etcd").toString(),
                        "--listen-client-urls",
                        "http://10.99.0.99:2379",
                        "--advertise-client-urls",
                        "http://10.99.0.99:2379"
                    };
            };
        }
    }

    private void start(Engine engine) throws IOException {
        assumeTrue(isInstalled(engine.program), engine.program + " is not installed");
        nodes = new NodesInNamespaces(directory, NODES);
        nodes.network().host("store", STORE);
        startStore(engine);
        nodes.numbers().forEach(number -> {
            nodes.network().serve(name(number), 8080);
            sidecar(number)
                    .services(nodes.registry())
                    .write("watcher.yaml", nodes.watcher(number, engine.peers(), ""))
                    .launch();
        });
        nodes.numbers().forEach(number -> sidecar(number).awaitAnswer());
        awaitDuties(NODES, number -> true);
        everywhere(number -> true, 1, "up");
    }

    private static boolean isInstalled(String program) {
        return List.of("/usr/bin", "/usr/sbin", "/usr/local/bin").stream()
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    private void startStore(Engine engine) throws IOException {
        Path data = Files.createDirectories(directory.resolve("store"));
        store = nodes.network().start("store", data.resolve("log"), engine.command(data));
    }

    @AfterEach
    void stop() {
        if (nodes != null) {
            nodes.close();
        }
    }

    private Sidecar sidecar(int number) {
        return nodes.sidecar(number);
    }

    private IntStream those(IntPredicate which) {
        return nodes.numbers().filter(which);
    }

    private double metric(int number, String name) {
        return sidecar(number)
                .get("/metrics", "text/plain")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Until those share the duties: each backend has its observers among them, and the one that it runs on. */
    private void awaitDuties(int living, IntPredicate which) {
        int least = NODES * OBSERVERS;
        await().atMost(SOON).untilAsserted(() -> {
            double closely = those(which)
                    .mapToDouble(number -> metric(number, "outrider_backends_observed"))
                    .sum();
            assertThat(closely).isBetween((double) least, (double) least + living);
        });
    }

    private void awaitCloseEverywhere(IntPredicate which) {
        await().atMost(SOON)
                .untilAsserted(() -> those(which)
                        .forEach(number -> assertThat(metric(number, "outrider_backends_observed"))
                                .isEqualTo(NODES)));
    }

    private void everywhere(IntPredicate which, int backend, String status) {
        those(which).forEach(number -> sidecar(number).awaitStatus(address(backend) + ":8080", status));
    }

    private void awaitDrained(IntPredicate which, int node, boolean drained) {
        those(which)
                .forEach(number -> await().atMost(SOON)
                        .until(() -> sidecar(number)
                                        .backend(address(node) + ":8080")
                                        .path("state")
                                        .asText()
                                        .equals("drain")
                                == drained));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void whatAnObserverSeesEachNodeProvesForItselfAndDrainsAndDutiesFollowTheLiving(Engine engine) throws IOException {
        start(engine);

        nodes.network().linkDown(name(4));
        IntPredicate others = number -> number != 4;
        everywhere(others, 4, "down");
        those(others)
                .forEach(number -> assertThat(sidecar(number)
                                .backend(address(4) + ":8080")
                                .path("rule")
                                .asText())
                        .as("a verdict of its own")
                        .isEqualTo("fall"));
        awaitDuties(NODES - 1, others);
        those(others)
                .limit(2)
                .forEach(number -> sidecar(number)
                        .awaitEvent(
                                "peer_down",
                                event -> event.path("reason").asText().contains("node4")));
        nodes.network().linkUp(name(4));
        everywhere(number -> true, 4, "up");
        awaitDuties(NODES, number -> true);

        nodes.run(1, "drain", "node2", "--reason", "kernel update");
        awaitDrained(number -> true, 2, true);
        nodes.run(7, "undrain", "node2");
        awaitDrained(number -> true, 2, false);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void withoutTheStoreEveryNodeChecksEverythingAndWhatWasDrainedStays(Engine engine) throws IOException {
        start(engine);
        nodes.run(1, "drain", "node2");
        awaitDrained(number -> true, 2, true);

        store.descendants().forEach(ProcessHandle::destroyForcibly);
        store.destroyForcibly();
        awaitCloseEverywhere(number -> true);
        JsonNode lost = sidecar(5).awaitEvent("peer_store_lost", any -> true);
        assertThat(lost.path("reason").asText()).contains("10.99.0.99", "checks every backend itself");
        assertThat(metric(5, "outrider_peer_store_up")).isZero();
        nodes.network().linkDown(name(4));
        everywhere(number -> number != 4, 4, "down");
        awaitDrained(number -> number != 4, 2, true);
        nodes.network().linkUp(name(4));
        everywhere(number -> true, 4, "up");
        // Told to nobody yet.
        nodes.run(3, "drain", "node3");

        startStore(engine);
        awaitDuties(NODES, number -> true);
        sidecar(5).awaitEvent("peer_store_back", any -> true);
        awaitDrained(number -> true, 3, true);
        awaitDrained(number -> true, 2, true);
        assertThat(metric(5, "outrider_peer_store_up")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void aStoreThatHangsIsNoLongerTrusted(Engine engine) throws IOException {
        start(engine);
        Process engineProcess = store;
        long pid = engineProcess
                .descendants()
                .findFirst()
                .orElse(engineProcess.toHandle())
                .pid();
        signal("-STOP", pid);
        try {
            awaitCloseEverywhere(number -> true);
            nodes.network().linkDown(name(4));
            everywhere(number -> number != 4, 4, "down");
        } finally {
            signal("-CONT", pid);
        }
        awaitDuties(NODES - 1, number -> number != 4);
    }

    private static void signal(String signal, long pid) throws IOException {
        try {
            assertThat(new ProcessBuilder("kill", signal, Long.toString(pid))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
