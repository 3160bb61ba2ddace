package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path directory;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static void write(Path file, String text) throws IOException {
        try (AtomicFile.Pending pending = AtomicFile.prepare(file, bytes(text))) {
            pending.commit();
        }
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    @Test
    void theFileHasTheNewContentAndNothingIsLeftBeside() throws IOException {
        Path file = directory.resolve("a.json");

        AtomicFile.replace(file, bytes("one"));
        AtomicFile.replace(file, bytes("two"));

        assertThat(file).hasContent("two");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void aDirectoryThatIsGoneIsAnErrorAndTouchesNothing() {
        Path file = directory.resolve("gone/a.json");

        assertThatThrownBy(() -> AtomicFile.replace(file, new byte[0])).isInstanceOf(IOException.class);
    }

    @Test
    void anOutputIsNewForAllToReadAndStateForItsOwnerAlone() throws IOException {
        write(directory.resolve("out.cfg"), "x");
        AtomicFile.replace(directory.resolve("state.json"), bytes("x"));

        assertThat(mode(directory.resolve("out.cfg"))).isEqualTo("rw-r--r--");
        assertThat(mode(directory.resolve("state.json"))).isEqualTo("rw-------");
    }

    @Test
    void modeOwnerAndGroupStay() throws IOException {
        Path file = Files.writeString(directory.resolve("a.cfg"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        if (root()) {
            Files.setAttribute(file, "unix:uid", 1234);
            Files.setAttribute(file, "unix:gid", 2345);
        }
        Object uid = Files.getAttribute(file, "unix:uid");
        Object gid = Files.getAttribute(file, "unix:gid");

        write(file, "new");

        assertThat(file).hasContent("new");
        assertThat(mode(file)).isEqualTo("rw-r-----");
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(uid);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(gid);
    }

    @Test
    void anOwnerThatCannotBeKeptIsAnErrorAndTheOldFileStays() throws Exception {
        assumeThat(root()).isTrue();
        Path file = Files.writeString(directory.resolve("a.cfg"), "old");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

        Process unprivileged = new ProcessBuilder(
                        "setpriv",
                        "--bounding-set=-chown",
                        "--inh-caps=-chown",
                        "--reuid=65534",
                        "--regid=65534",
                        "--clear-groups",
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Replacing.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(unprivileged.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        unprivileged.waitFor();
        assumeThat(said).as("the class path is readable for all").doesNotContain("Could not find or load");

        assertThat(said).contains(file.toString(), "owner and group (0:0) cannot be kept");
        assertThat(file).hasContent("old");
        assertThat(files()).containsExactly(file);
    }

    /** Replaces the file that it is given, for a user who may not give files away. */
    static final class Replacing {
        public static void main(String[] arguments) {
            try {
                write(Path.of(arguments[0]), "new");
            } catch (IOException expected) {
                System.out.println(expected.getMessage());
            }
        }
    }

    @Test
    void aLinkStaysAndItsTargetIsReplacedInItsOwnDirectory() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real"));
        Path file = Files.writeString(real.resolve("a.cfg"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link.cfg"), Path.of("real/a.cfg"));

        try (AtomicFile.Pending pending = AtomicFile.prepare(link, bytes("new"))) {
            assertThat(pending.path()).hasParent(real);
            pending.commit();
        }

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new").isRegularFile();
    }

    @Test
    void aLinkToNothingYetMakesItsTarget() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.cfg"), directory.resolve("a.cfg"));

        write(link, "new");

        assertThat(link).isSymbolicLink();
        assertThat(directory.resolve("a.cfg")).hasContent("new");
    }

    @Test
    void aLinkToItselfAndADirectoryAreErrors() throws IOException {
        Path loop = Files.createSymbolicLink(directory.resolve("loop"), directory.resolve("loop"));
        Path folder = Files.createDirectory(directory.resolve("folder"));

        assertThatThrownBy(() -> write(loop, "x")).hasMessageContaining("link to itself");
        assertThatThrownBy(() -> write(folder, "x")).hasMessageContaining("not a regular file");
    }

    @Test
    void aCandidateHasANameThatNoProxyReadsAndIsGoneWhenDiscarded() throws IOException {
        Path file = Files.writeString(directory.resolve("a.cfg"), "old");

        try (AtomicFile.Pending pending = AtomicFile.prepare(file, bytes("new"))) {
            assertThat(pending.path()).hasContent("new").hasParent(directory);
            assertThat(pending.path().getFileName().toString()).startsWith(".").endsWith(".new");
        }

        assertThat(file).hasContent("old");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void whatACrashLeftOfThisFileIsRemovedAndNothingElse() throws IOException {
        Path file = directory.resolve("a.cfg");
        AtomicFile.prepare(file, bytes("crashed"));
        Path others = AtomicFile.prepare(directory.resolve("b.cfg"), bytes("of another output"))
                .path();
        Path users = Files.writeString(directory.resolve(".a.cfg.mine.new"), "of the user");

        write(file, "new");

        assertThat(files()).containsExactlyInAnyOrder(file, others, users);
    }
}
