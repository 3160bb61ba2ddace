package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the contract, their output and exit codes. */
class CommandLineIT {
    @TempDir
    Path directory;

    private Nginx alive;
    private Sidecar sidecar;
    private int closedPort;

    @BeforeEach
    void aRegistryWithOneLivingAndOneDeadBackend() {
        alive = new Nginx("alive", directory).start();
        closedPort = Sidecar.freePort();
        sidecar = new Sidecar(directory).watcher("node: n1\n").services("""
                version: 1
                http:
                  site.example.org:
                    aliases: [www.site.example.org]
                    backends:
                      - {host: 127.0.0.1, port: %d}
                      - {host: localhost, port: %d}
                tcp:
                  gone: {port: 6379, backends: [{host: 127.0.0.1, port: %d}]}
                """.formatted(
                        alive.port(), closedPort, closedPort));
    }

    @AfterEach
    void stopAll() {
        sidecar.close();
        alive.close();
    }

    private Artefact.Ended run(String... words) {
        return Artefact.runIn(directory, words);
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void versionNamesTheProgram() {
        Artefact.Ended ended = Artefact.run("version");

        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).matches("outrider [0-9]+\\.[0-9]+\\.[0-9]+ \\(.*\\)\\R");
    }

    @Test
    void versionIsToldAsJsonToo() throws Exception {
        assertThat(json(Artefact.run("version", "--json").out()).path("version").asText())
                .matches("[0-9]+\\.[0-9]+\\.[0-9]+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "lint",
                "render",
                "rollback",
                "simulate",
                "probe",
                "status",
                "explain",
                "events",
                "drain",
                "notify"
            })
    void eachCommandExplainsItself(String command) {
        Artefact.Ended ended = Artefact.run(command, "--help");

        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).contains("outrider " + command).contains("--help");
    }

    @Test
    void whoAskedForJsonIsToldInJsonWhatIsWrong() throws Exception {
        Artefact.Ended explained = run("explain", "nobody", "--json");
        assertThat(explained.exit()).isEqualTo(2);
        assertThat(json(explained.out()).path("error").asText()).contains("nobody");

        Artefact.Ended simulated = run("simulate", "--down", "nobody", "--json");
        assertThat(simulated.exit()).isEqualTo(2);
        assertThat(json(simulated.out()).path("error").asText()).contains("nobody");
    }

    @Test
    void aSecondSidecarIsKeptOffTheStateOfTheFirst() {
        sidecar.start();
        sidecar.awaitStatus("127.0.0.1:" + alive.port(), "up");

        Artefact.Ended second = run("run");

        assertThat(second.exit()).isEqualTo(2);
        assertThat(second.err())
                .contains("another sidecar, process ", "state_dir")
                .hasLineCount(1);
        assertThat(run("lint").exit()).isZero();
    }

    @Test
    void lintSaysThatAllIsWell() {
        assertThat(run("lint").exit()).isZero();
    }

    @Test
    void probeTellsTimingsAndReasons() throws Exception {
        Artefact.Ended passed = run("probe", "site.example.org/127.0.0.1:" + alive.port());
        assertThat(passed.exit()).isZero();
        assertThat(passed.out()).contains("passed", "connect", "first byte", "total");

        Artefact.Ended failed = run("probe", "gone", "--json");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(json(failed.out()).get(0).path("reason").asText()).isEqualTo("refused");

        assertThat(run("probe", "nobody").exit()).isEqualTo(2);
    }

    @Test
    void explainTellsWhoWouldServeWithAndWithoutASidecar() {
        Artefact.Ended alone = run("explain", "www.site.example.org");
        assertThat(alone.exit()).isZero();
        assertThat(alone.out()).contains("127.0.0.1:" + alive.port());

        sidecar.start();
        sidecar.awaitStatus("127.0.0.1:" + alive.port(), "up");
        Artefact.Ended asked = run("explain", "site.example.org");
        assertThat(asked.exit()).isZero();
        assertThat(asked.out()).contains("→ 127.0.0.1:" + alive.port());
        assertThat(run("explain", "gone").exit()).isEqualTo(1);
        assertThat(run("explain", "nobody").exit()).isEqualTo(2);
    }

    @Test
    void statusShowsEachBackendAndFailsWhenAServiceHasNone() throws Exception {
        Artefact.Ended nobody = run("status");
        assertThat(nobody.exit()).isEqualTo(2);
        assertThat(nobody.err().lines()).hasSize(1);

        sidecar.start();
        sidecar.awaitStatus("127.0.0.1:" + alive.port(), "up");
        sidecar.awaitStatus("127.0.0.1:" + closedPort, "down");
        Artefact.Ended table = run("status");
        assertThat(table.exit()).isEqualTo(1);
        assertThat(table.out()).contains("site.example.org", "gone", "nobody serves", "refused");
        assertThat(json(run("status", "--json").out()).path("node").asText()).isEqualTo("n1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"services", "watcher", "distribution", "event"})
    void schemaPrintsAJsonSchema(String file) throws Exception {
        Artefact.Ended ended = Artefact.run("schema", file);

        assertThat(ended.exit()).isZero();
        assertThat(json(ended.out()).path("$schema").asText()).contains("json-schema.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "schema nonsense", "probe", "status --nonsense", "simulate --down ,"})
    void badUsageIsExitCode2WithoutAStackTrace(String words) {
        Artefact.Ended ended = Artefact.run(words.split(" "));

        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err()).isNotBlank().doesNotContain("Exception", "\tat ");
    }
}
