package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.cli.Deliveries;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.haproxy.HaproxyMetrics;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.plan.Circumstances;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.Planner;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.PoolRules;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.render.RenderMetrics;
import org.bolabaden.outrider.sentinel.Primary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputStageTest {
    @TempDir
    Path directory;

    private NodeSettings settings;
    private Registry registry;
    private OutputStage stage;

    @BeforeEach
    void aFileOfWhoIsReady() throws Exception {
        Files.writeString(directory.resolve("watcher.yaml"), """
                node: node9
                state_dir: state
                templates: [{input: ready.tmpl, output: ready.txt}]
                """);
        Files.writeString(
                directory.resolve("ready.tmpl"),
                "{#for s in tcp}{s.name}:{#for v in s.servers}{#if v.up} {v.node}{/if}{/for};{/for}");
        Files.writeString(directory.resolve("services.yaml"), """
                version: 1
                tcp:
                  redis: {port: 6379, primary: role, backends: [{host: node1, port: 1}, {host: node2, port: 1}]}
                  web: {port: 80, backends: [{host: node1, port: 2}, {host: node2, port: 2}]}
                """);
        ConfigurationDirectory files = new ConfigurationDirectory(directory, Map.of());
        settings = files.settings();
        registry = files.registry(settings);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        stage = new OutputStage(
                Deliveries.outputs(
                        settings, Optional.empty(), event -> {}, new RenderMetrics(meters), new HaproxyMetrics(meters)),
                event -> {},
                delivered -> {});
        stage.start();
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    private void submit(String primary, String up) {
        List<Backend> backends = registry.backends();
        Map<BackendId, Verdict> verdicts = new java.util.HashMap<>();
        backends.forEach(backend -> verdicts.put(
                backend.id(),
                new Verdict(
                        backend.id().service().value().equals("redis")
                                        || up.contains(backend.node().value())
                                ? Status.UP
                                : Status.DOWN,
                        Instant.EPOCH,
                        "test",
                        Optional.empty())));
        BackendId one = backends.stream()
                .map(Backend::id)
                .filter(id -> id.toString().startsWith("redis/" + primary))
                .findFirst()
                .orElseThrow();
        Primary offered = new Primary.Offered(one, Instant.EPOCH, Optional.empty(), "test");
        Plan plan = Planner.plan(
                        1,
                        Circumstances.judged(
                                registry,
                                PoolRules.NONE,
                                verdicts,
                                Map.of(new ServiceName("redis"), offered),
                                Drains.NONE,
                                Instant.EPOCH))
                .plan();
        stage.submit(new OutputStage.Wanted(settings, registry.version(), plan, false));
    }

    private void awaitFile(Duration within, String content) {
        Path file = directory.resolve("ready.txt");
        Awaitility.await()
                .atMost(within)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Files.exists(file) && Files.readString(file).equals(content));
    }

    @Test
    void aPrimaryThatMovesIsInTheFileAtOnceAndVerdictsWaitTheirTime() throws Exception {
        submit("node1", "node1 node2");
        awaitFile(Duration.ofSeconds(10), "redis: node1;web: node1 node2;");
        long written = System.nanoTime();

        submit("node2", "node1 node2");
        awaitFile(Duration.ofMillis(1_500), "redis: node2;web: node1 node2;");

        submit("node2", "node1");
        awaitFile(Duration.ofSeconds(10), "redis: node2;web: node1;");
        assertThat(System.nanoTime() - written)
                .isGreaterThan(RenderPace.BETWEEN_REWRITES.minusMillis(50).toNanos());
    }
}
