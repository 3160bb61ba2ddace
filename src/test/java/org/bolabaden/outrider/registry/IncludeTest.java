package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncludeTest {
    @TempDir
    Path directory;

    ConfigurationFiles files;

    @BeforeEach
    void nothingIsWritten() {
        files = new ConfigurationFiles(directory);
    }

    @Test
    void globsBringServicesInTheOrderOfTheirPaths() throws ConfigurationException {
        files.with("services.yaml", "version: 1", "include: ['services.d/*.yaml', 'deep/**/[xy]?.yaml']")
                .with("services.d/b.yaml", service("b"))
                .with("services.d/a.yaml", service("a"))
                .with("services.d/.hidden.yaml", service("hidden"))
                .with("services.d/c.txt", "no registry")
                .with("deep/x1.yaml", service("x1"))
                .with("deep/down/y2.yaml", service("y2"))
                .with("deep/.git/x3.yaml", service("x3"));

        assertThat(files.registry().services().keySet())
                .extracting(ServiceName::value)
                .containsExactly("a", "b", "y2", "x1");
    }

    @Test
    void whatATransferLeavesBesideIsNeverIncluded() throws ConfigurationException {
        files.with("services.yaml", "version: 1", "include: ['services.d/*', 'services.d/.*']")
                .with("services.d/a.yaml", service("a"))
                .with("services.d/a.sync-conflict-20260131-120000-ABCDEFG.yaml", service("a"))
                .with("services.d/.syncthing.a.yaml.tmp", service("a"))
                .with("services.d/~syncthing~a.yaml.tmp", service("a"))
                .with("services.d/.a.yaml.Xy12Zz", service("a"));

        assertThat(files.registry().services()).hasSize(1);
        ConfigurationDirectory read = files.read();
        read.registry(read.settings());
        assertThat(read.conflicts())
                .containsExactly(directory.resolve("services.d/a.sync-conflict-20260131-120000-ABCDEFG.yaml"));
    }

    @Test
    void anIncludedFileIncludesRelativeToItself() throws ConfigurationException {
        files.with("services.yaml", "version: 1", "include: [more/first.yaml]")
                .with("more/first.yaml", "include: [second.yaml]")
                .with("more/second.yaml", "version: 1", "nodes: {n: {address: 10.0.0.1}}");

        assertThat(files.registry().nodes()).containsKey(new NodeName("n"));
    }

    @Test
    void aFileThatIsReachedTwiceCountsOnce() throws ConfigurationException {
        files.with("services.yaml", "version: 1", "include: ['*.d/a.yaml', s.d/a.yaml]")
                .with("s.d/a.yaml", service("a"));

        assertThat(files.registry().services()).hasSize(1);
    }

    @Test
    void aGlobWithoutAMatchIsFineButAMissingFileIsNot() {
        files.with("services.yaml", "version: 1", "include: ['none.d/*.yaml', none.yaml]");

        assertThat(files.lint())
                .containsExactly(
                        "services.yaml:2:28: include[1]: no such file: 'none.yaml', expected a file or a glob");
    }

    @Test
    void aCycleIsRefusedWithItsChain() {
        files.with("services.yaml", "version: 1", "include: [a.yaml]")
                .with("a.yaml", "include: [b.yaml]")
                .with("b.yaml", "include: ['[a].yaml']");

        assertThat(files.lint())
                .containsExactly("b.yaml:1:11: include[0]: include cycle: services.yaml -> a.yaml -> b.yaml -> a.yaml,"
                        + " expected no file to include itself");
    }

    @Test
    void aLinkThatLeavesTheDirectoryIsRefused(@TempDir Path outside) throws IOException {
        Files.writeString(outside.resolve("evil.yaml"), service("evil"));
        Files.createSymbolicLink(directory.resolve("link.yaml"), outside.resolve("evil.yaml"));
        Files.createSymbolicLink(directory.resolve("dir"), outside);
        files.with("services.yaml", "version: 1", "include: [link.yaml, 'dir/*.yaml']");

        assertThat(files.lint())
                .containsExactly(
                        "services.yaml:2:11: include[0]: 'link.yaml' leads out of the configuration directory,"
                                + " expected a file inside it",
                        "services.yaml:2:22: include[1]: 'dir/evil.yaml' leads out of the configuration directory,"
                                + " expected a file inside it");
    }

    @Test
    void aLinkToNothingIsToldAlthoughAGlobFoundIt() throws IOException {
        Files.createSymbolicLink(directory.resolve("gone.yaml"), directory.resolve("nowhere"));
        files.with("services.yaml", "version: 1", "include: ['g*.yaml']");

        assertThat(files.lint())
                .containsExactly("services.yaml:2:11: include[0]: '"
                        + directory.resolve("gone.yaml").getFileName() + "' is a link to nothing, expected a file");
    }

    @Test
    void theDirectoryItselfMayBeALink(@TempDir Path releases) throws Exception {
        Path link = releases.resolve("current");
        Files.createSymbolicLink(link, directory);
        files.with("services.yaml", "version: 1", "include: ['s.d/*']").with("s.d/a.yaml", service("a"));

        assertThat(new ConfigurationFiles(link).registry().services()).hasSize(1);
    }

    @Test
    void duplicatesNameBothPlacesAcrossFiles() {
        files.with("services.yaml", "version: 1", "include: [a.yaml]", "nodes: {n: {}}", service("a"))
                .with("a.yaml", "nodes: {N: {}}", service("a"));

        assertThat(files.lint())
                .containsExactly(
                        "a.yaml:1:9: nodes.N: duplicate node 'N', already at services.yaml:3:9, expected it once",
                        "a.yaml:2:8: http.a: duplicate name of a service 'a', already at services.yaml:4:8,"
                                + " expected it once");
    }

    @Test
    void defaultsBelongToTheFirstFileAndEmptyIncludesAreTold() {
        files.with("services.yaml", "version: 1", "include: [a.yaml, b.yaml]")
                .with("a.yaml", "defaults: {}")
                .with("b.yaml", "# nothing");

        assertThat(files.lint())
                .containsExactly(
                        "a.yaml:1:1: 'defaults' is not allowed in an included file, expected it in the first file alone",
                        "b.yaml:1:1: the file is empty, expected a mapping");
    }

    private static String service(String name) {
        return "http: {" + name + ": {backends: [{host: node1, port: 80}]}}";
    }
}
