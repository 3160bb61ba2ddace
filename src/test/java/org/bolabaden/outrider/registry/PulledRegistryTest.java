package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code method: git}, the registry is read from where the commit's files are. */
class PulledRegistryTest {
    @TempDir
    Path directory;

    private ConfigurationFiles files;

    @BeforeEach
    void gitIsConfigured() {
        files = new ConfigurationFiles(directory)
                .with("watcher.yaml", "state_dir: state")
                .with("distribution.yaml", "method: git", "repo: git@example.org:me/infra.git");
    }

    private void fetched(String commit, String name, String service) throws IOException {
        files.with(
                "state/distribution/exports/" + commit + "/" + name,
                "version: 1",
                "tcp: {" + service + ": {port: 1, backends: [{host: n1, port: 1}]}}");
        Path current = directory.resolve("state/distribution/current");
        Files.deleteIfExists(current);
        Files.createSymbolicLink(current, Path.of("exports/" + commit));
    }

    @Test
    void theFilesOfTheCommitCountAndNotTheLocalOnes() throws Exception {
        files.with("services.yaml", "version: 1", "oops: 1");
        fetched("c1", "services.yaml", "one");

        assertThat(files.registry().services().keySet())
                .extracting(ServiceName::value)
                .containsExactly("one");
        assertThat(files.lint()).isEmpty();
    }

    @Test
    void theSourceIsAtTheSamePlaceWhereverItIsWritten() throws Exception {
        fetched("c1", "edge/list.yaml", "one");
        files.with("watcher.yaml", "state_dir: state", "source: edge/list.yaml");
        assertThat(files.registry().services()).hasSize(1);

        files.with("watcher.yaml", "state_dir: state", "source: " + directory.resolve("edge/list.yaml"));
        assertThat(files.registry().services()).hasSize(1);
    }

    @Test
    void aSourceOutsideContradictsGit() throws Exception {
        fetched("c1", "services.yaml", "one");
        files.with("watcher.yaml", "state_dir: state", "source: /srv/services.yaml");

        assertThat(files.lint())
                .singleElement()
                .asString()
                .startsWith("watcher.yaml:1:1: source: is outside of the configuration directory");
    }

    @Test
    void beforeTheFirstFetchThereIsNothingToJudge() throws Exception {
        assertThat(files.lint()).isEmpty();
        assertThat(files.read().isFetched(files.read().settings())).isFalse();
    }

    @Test
    void anotherCommitCallsForANewLoad() throws Exception {
        fetched("c1", "services.yaml", "one");
        ConfigurationDirectory read = files.read();
        read.registry(read.settings());

        assertThat(read.watched())
                .contains(directory.resolve("state/distribution/current"), directory.resolve("distribution.yaml"));
    }

    @Test
    void aFileThatIsLintedByItselfIsThatFile() throws Exception {
        files.with("other.yaml", "version: 1", "oops: 1");

        assertThat(ConfigurationDirectory.ofFile(directory.resolve("other.yaml"), java.util.Map.of())
                        .lint())
                .hasSize(1);
    }
}
