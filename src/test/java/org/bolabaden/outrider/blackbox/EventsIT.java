package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event log as Loki gets it: its schema, its file, and no flood. */
class EventsIT {
    @TempDir
    Path directory;

    private Sidecar sidecar;

    @AfterEach
    void stop() {
        sidecar.close();
    }

    /** A backend whose checks pass and fail in turn, ten times a second. */
    private Sidecar flapping() {
        Path turn = directory.resolve("turn");
        return new Sidecar(directory).watcher("""
                        node: n1
                        events: {file: log/events.jsonl, max_size: 100kB, keep: 1}
                        health_checks: {interval: 100ms, fast_interval: 100ms, consecutive_failures: 1, recovery: 1, flap: off}
                        """).services("""
                        version: 1
                        tcp:
                          site:
                            port: 8080
                            check: {type: exec, command: [sh, -c, 'if rm %s; then exit 1; else : > %s; fi']}
                            backends: [{host: 127.0.0.1, port: %d}]
                        """.formatted(turn, turn, Sidecar.freePort()));
    }

    private double suppressed() {
        return sidecar.get("/metrics", "text/plain")
                .body()
                .lines()
                .filter(line -> line.startsWith("outrider_events_suppressed_total{event=\"backend_down\"} "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private List<JsonNode> told(String event) {
        return sidecar.events().stream()
                .filter(line -> line.path("event").asText().equals(event))
                .toList();
    }

    @Test
    void aFlappingBackendIsNoFloodAndEveryLineFitsTheSchemaAndIsInTheFile() throws IOException {
        Path file = Files.createDirectories(directory.resolve("log")).resolve("events.jsonl");
        sidecar = flapping().start();
        await().atMost(Sidecar.PATIENCE).until(() -> suppressed() >= 5);
        sidecar.write("services.yaml", "version: 2\n");
        sidecar.awaitEvent("registry_rejected", event -> true);

        sidecar.stop();

        await().atMost(Sidecar.PATIENCE).until(() -> !told("events_suppressed").isEmpty());
        assertThat(told("events_suppressed").getFirst().path("reason").asText())
                .matches("suppressed [0-9]+ of backend_(up|down), which came too often; the last: .*");
        assertThat(told("backend_down")).hasSizeBetween(10, 20);
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Artefact.run("schema", "event").out());
        assertThat(sidecar.events())
                .allSatisfy(event -> assertThat(schema.validate(event.toString(), InputFormat.JSON))
                        .isEmpty());
        assertThat(Files.readAllLines(file))
                .containsAll(sidecar.events().stream().map(JsonNode::toString).toList());
    }

    @Test
    void aFileThatCannotBeWrittenStopsNothingAndIsTold() throws IOException {
        sidecar = flapping().start();

        JsonNode failed = sidecar.awaitEvent("event_file_failed", event -> true);
        assertThat(failed.path("reason").asText()).contains("log/events.jsonl", "directory is missing");
        Files.createDirectories(directory.resolve("log"));

        sidecar.awaitEvent("event_file_recovered", event -> true);
        assertThat(told("event_file_failed")).hasSize(1);
    }
}
