package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ran well is kept on disk: broken files, shrunk files, and the way back. */
@Tag(Artefact.LONG)
class LastGoodIT {
    @TempDir
    Path directory;

    private Path output;
    private Sidecar sidecar;

    @BeforeEach
    void configure() {
        output = directory.resolve("out.txt");
        sidecar = new Sidecar(directory)
                .write("t.tmpl", "{#for s in tcp}{s.name} {/for}")
                .watcher("node: n1\ntemplates: [{input: t.tmpl, output: " + output + "}]\n");
    }

    @AfterEach
    void stopAll() {
        sidecar.close();
    }

    private static String services(int from, int to) {
        return "version: 1\ntcp:\n"
                + IntStream.rangeClosed(from, to)
                        .mapToObj(i -> "  s%d: {port: %d, backends: [{host: 127.0.0.1, port: %d}]}%n"
                                .formatted(i, 7100 + i, 7200 + i))
                        .collect(Collectors.joining());
    }

    private static String names(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "s" + i + " ").collect(Collectors.joining());
    }

    private void awaitServed(String names) {
        await().atMost(Sidecar.PATIENCE)
                .until(() -> Files.exists(output) && Files.readString(output).equals(names));
    }

    private JsonNode registry() {
        return sidecar.get("/api/v1/status").json().path("registry");
    }

    private Artefact.Ended outrider(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = directory.toString();
        return Artefact.run(all);
    }

    @Test
    void aStartWithABrokenRegistryServesTheLastGoodOneAndSaysSo() {
        sidecar.services(services(1, 4)).start();
        awaitServed(names(1, 4));
        sidecar.stop();
        sidecar.services("version: 1\ntcp: {s1: {prot: 1}}\n").start();

        sidecar.awaitEvent("registry_last_good", event -> true);
        assertThat(sidecar.get("/api/v1/backends").json()).hasSize(4);
        assertThat(registry().path("last_good").asBoolean()).isTrue();
        assertThat(registry().path("error").asText()).contains("services.yaml:2:");
        assertThat(sidecar.get("/health/ready").body()).contains("last_good").contains("services.yaml:2:");
        assertThat(sidecar.get("/metrics", "text/plain").body()).contains("outrider_registry_serving_last_good 1");

        sidecar.services(services(1, 5));
        awaitServed(names(1, 5));
        assertThat(registry().path("last_good").asBoolean()).isFalse();
    }

    @Test
    void aMassShrinkingChangeIsHeldUntilItIsForced() {
        sidecar.services(services(1, 6)).start();
        awaitServed(names(1, 6));

        sidecar.services(services(1, 2));
        sidecar.awaitEvent(
                "registry_held", event -> event.path("reason").asText().contains("allow_shrink"));
        assertThat(sidecar.get("/api/v1/backends").json()).hasSize(6);
        assertThat(registry().path("error").asText()).isNotEmpty();

        assertThat(outrider("render", "--force").exit()).isZero();
        awaitServed(names(1, 2));
        assertThat(registry().has("error")).isFalse();
    }

    @Test
    void aShrinkingChangeThatTheFileConfirmsTakesEffect() {
        sidecar.services(services(1, 6)).start();
        awaitServed(names(1, 6));

        sidecar.services("allow_shrink: true\n" + services(1, 1));

        awaitServed(names(1, 1));
    }

    @Test
    void aStartWithAnEmptiedRegistryServesTheLastGoodOne() {
        sidecar.services(services(1, 6)).start();
        awaitServed(names(1, 6));
        sidecar.stop();
        sidecar.services("version: 1\n").start();

        sidecar.awaitEvent("registry_held", event -> true);
        assertThat(sidecar.get("/api/v1/backends").json()).hasSize(6);

        sidecar.stop();
        sidecar.services(services(1, 1)).start("--force");
        awaitServed(names(1, 1));
    }

    @Test
    void rollbackServesTheRegistryBeforeUntilTheFileChanges() {
        sidecar.services(services(1, 3)).start();
        awaitServed(names(1, 3));
        sidecar.services(services(1, 4));
        awaitServed(names(1, 4));

        Artefact.Ended back = outrider("rollback");
        assertThat(back.exit()).as(back.toString()).isZero();
        awaitServed(names(1, 3));
        assertThat(registry().path("last_good").asBoolean()).isTrue();
        sidecar.stop();
        sidecar.start();
        awaitServed(names(1, 3));

        sidecar.services(services(1, 5));
        awaitServed(names(1, 5));
        assertThat(registry().path("last_good").asBoolean()).isFalse();
    }

    @Test
    void rollbackWorksWithoutASidecar() {
        sidecar.services(services(1, 3)).start();
        awaitServed(names(1, 3));
        sidecar.services(services(1, 4));
        awaitServed(names(1, 4));
        sidecar.stop();

        Artefact.Ended back = outrider("rollback", "1");

        assertThat(back.exit()).as(back.toString()).isZero();
        assertThat(output).hasContent(names(1, 3));
        assertThat(outrider("rollback", "7").exit()).isEqualTo(2);
    }

    @Test
    void renderShowsWhatItWouldWriteAndWritesNothing() throws IOException {
        sidecar.services(services(1, 2));

        Artefact.Ended dry = outrider("render", "--dry-run");
        assertThat(dry.exit()).as(dry.toString()).isZero();
        assertThat(dry.out()).contains("s1 s2");
        assertThat(output).doesNotExist();

        assertThat(outrider("render").exit()).isZero();
        assertThat(output).hasContent(names(1, 2));
        Artefact.Ended same = outrider("render", "--diff");
        assertThat(same.exit()).as(same.toString()).isZero();

        sidecar.services(services(1, 3));
        Artefact.Ended diff = outrider("render", "--diff");
        assertThat(diff.exit()).isEqualTo(1);
        assertThat(diff.out()).contains("-s1 s2").contains("+s1 s2 s3");
        assertThat(Files.readString(output)).isEqualTo(names(1, 2));
    }

    @Test
    void simulateTellsWhoWouldServe() {
        sidecar.services("""
                version: 1
                tcp:
                  db: {port: 7001, backends: [{host: n1, port: 1}, {host: n2, port: 1}]}
                  lone: {port: 7002, backends: [{host: n2, port: 2}]}
                """);

        Artefact.Ended fine = outrider("simulate", "--down", "n1");
        assertThat(fine.exit()).as(fine.toString()).isZero();
        assertThat(fine.out()).contains("n2:1");

        Artefact.Ended bad = outrider("simulate", "--down", "n2", "--json");
        assertThat(bad.exit()).isEqualTo(1);
        assertThat(bad.out()).contains("\"lone\"");
        assertThat(outrider("simulate", "--down", "n9").exit()).isEqualTo(2);
    }
}
