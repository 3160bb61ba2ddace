package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input: one clear line each, exit code 2, and what runs goes on running. */
class ConfigurationIT {
    private static final Pattern PLACE = Pattern.compile("\\S+services\\.yaml:[0-9]+:[0-9]+: \\S.*");

    @TempDir
    Path directory;

    private Sidecar sidecar;

    @AfterEach
    void stopAll() {
        if (sidecar != null) {
            sidecar.close();
        }
    }

    private static String good(int port) {
        return "version: 1\ntcp:\n  redis: {port: 6379, backends: [{host: 127.0.0.1, port: " + port + "}]}\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version: 1\ntcp:\n  redis: {port: 99999, backends: [{host: a, port: 1}]}\n",
                "version: 1\ntcp:\n  redis: {prot: 1, backends: [{host: a, port: 1}]}\n",
                "version: 1\ntcp: [oops]\n",
                "version: 1\ntcp:\n  redis: {port: 1, backends: [{host: 'a b', port: 1}]}\n",
                "version: 1\ntcp:\n  a: {port: 1, backends: [{host: a, port: 1}]}\n  b: {port: 1, backends: [{host: a, port: 2}]}\n",
                "version: 1\nversion: 1\n",
                "version: 1\ninclude: [/etc/passwd]\n",
                "version: 1\ninclude: [../x.yaml]\n",
                "version: 1\ninclude: [missing.yaml]\n",
                "version: 1\nhttp: {unclosed: [\n",
                "\tversion: 1\n",
                "",
            })
    void everyMistakeIsALineWithItsPlaceAndExitCode2(String services) {
        new Sidecar(directory).services(services);

        for (String command : new String[] {"lint", "run"}) {
            Artefact.Ended ended = Artefact.run(command, "--config", directory.toString());

            assertThat(ended.exit()).as(command + ended).isEqualTo(2);
            assertThat(ended.err()).isNotBlank();
            assertThat(ended.err().lines()).allMatch(line -> PLACE.matcher(line).matches(), "FILE:LINE:COLUMN: …");
            assertThat(ended.out()).doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    void allMistakesOfAFileComeInOneGo() {
        new Sidecar(directory).services("""
                version: 1
                tcp:
                  redis:
                    port: 0
                    balance: random
                    backends:
                      - {host: node1, port: 70000}
                      - {host: node1, port: 6379, wieght: 3}
                """);

        Artefact.Ended ended = Artefact.run("lint", "--config", directory.toString());

        assertThat(ended.err().lines()).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void aFileCanBeCheckedBeforeItIsPutInPlace() {
        new Sidecar(directory).services(good(7001)).write("next.yaml", "version: 1\ntcp: {redis: {port: 0}}\n");

        Artefact.Ended ended =
                Artefact.run("lint", directory.resolve("next.yaml").toString());

        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err()).contains("next.yaml:2:");
    }

    @Test
    void aRunningSidecarKeepsItsLastGoodConfigurationAndSaysSo() {
        sidecar = new Sidecar(directory)
                .watcher("node: n1\n")
                .services(good(7001))
                .start();

        sidecar.services("version: 1\ntcp: {redis: {port: 6379, backends: [{host: 127.0.0.1, prot: 7002}]}}\n");

        sidecar.awaitEvent(
                "registry_rejected", event -> event.path("reason").asText().contains("services.yaml:2:"));
        assertThat(sidecar.get("/api/v1/backends").json()).hasSize(1);
        assertThat(sidecar.backend("127.0.0.1:7001").path("service").asText()).isEqualTo("redis");
        assertThat(sidecar.get("/api/v1/status")
                        .json()
                        .path("registry")
                        .path("error")
                        .asText())
                .contains("services.yaml:2:");

        sidecar.services(good(7003));
        await().atMost(Sidecar.PATIENCE)
                .untilAsserted(
                        () -> assertThat(sidecar.get("/api/v1/backends").body()).contains("127.0.0.1:7003"));
        assertThat(sidecar.get("/api/v1/status").json().path("registry").has("error"))
                .isFalse();
    }

    @Test
    void aFileThatAppearsUnderAGlobTakesEffect() throws IOException {
        sidecar = new Sidecar(directory)
                .watcher("node: n1\n")
                .services("include: [\"services.d/*.yaml\"]\n" + good(7001))
                .start();

        Files.createDirectories(directory.resolve("services.d"));
        Files.writeString(
                directory.resolve("services.d/more.yaml"),
                "tcp: {more: {port: 6380, backends: [{host: 127.0.0.1, port: 7009}]}}\n");

        await().atMost(Sidecar.PATIENCE)
                .untilAsserted(
                        () -> assertThat(sidecar.get("/api/v1/services/more").status())
                                .isEqualTo(200));
    }

    @Test
    void aVanishedRegistryChangesNothing() throws IOException {
        sidecar = new Sidecar(directory)
                .watcher("node: n1\n")
                .services(good(7001))
                .start();

        Files.delete(directory.resolve("services.yaml"));

        sidecar.awaitEvent("registry_rejected", event -> true);
        assertThat(sidecar.get("/api/v1/backends").json()).hasSize(1);
    }

    @Test
    void aRestartWithABrokenFileServesTheLastGoodRegistry() {
        sidecar = new Sidecar(directory)
                .watcher("node: n1\n")
                .services(good(7001))
                .start();
        await().until(() -> Files.exists(directory.resolve("state/registry/0001")));
        sidecar.kill();
        sidecar.services("version: 1\ntcp: [oops]\n").start();

        assertThat(sidecar.backend("127.0.0.1:7001").path("service").asText()).isEqualTo("redis");
        sidecar.awaitEvent("registry_last_good", event -> true);
        assertThat(sidecar.get("/metrics", "text/plain").body()).contains("outrider_registry_serving_last_good 1");

        sidecar.services(good(7003));
        await().atMost(Sidecar.PATIENCE)
                .untilAsserted(
                        () -> assertThat(sidecar.get("/api/v1/backends").body()).contains("127.0.0.1:7003"));
        assertThat(sidecar.get("/metrics", "text/plain").body()).contains("outrider_registry_serving_last_good 0");
    }

    @Test
    void anEmptiedRegistryIsHeldAndARolledBackOneServed() throws IOException {
        sidecar = new Sidecar(directory)
                .watcher("node: n1\n")
                .services(good(7001))
                .start();
        sidecar.services(good(7002));
        await().atMost(Sidecar.PATIENCE)
                .untilAsserted(
                        () -> assertThat(sidecar.get("/api/v1/backends").body()).contains("127.0.0.1:7002"));

        sidecar.services("version: 1\n");

        sidecar.awaitEvent(
                "registry_held", event -> event.path("reason").asText().contains("1 of 1 services (redis)"));
        assertThat(sidecar.get("/api/v1/backends").json()).hasSize(1);

        String overridden = sidecar.get("/api/v1/status")
                .json()
                .path("registry")
                .path("version")
                .asText();
        Files.writeString(
                directory.resolve("state/registry/pinned.json"),
                "{\"generation\": 1, \"overrides\": \"" + overridden + "\"}");
        await().atMost(Sidecar.PATIENCE)
                .untilAsserted(
                        () -> assertThat(sidecar.get("/api/v1/backends").body()).contains("127.0.0.1:7001"));
        sidecar.awaitEvent("registry_rolled_back", event -> true);
    }
}
