package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The package of {@code ./mvnw -Pdeb package}, installed into a Debian of its own, upgraded and purged. */
@Timeout(300)
class DebianPackageIT {
    private Path deb;
    private Path root;

    @BeforeEach
    void copyDebian() throws IOException {
        Debian.needRoot();
        Debian.need("dpkg-deb", "dpkg");
        Debian.need("unshare", "util-linux");
        Path build = Path.of(System.getProperty("outrider.build.directory", "target"))
                .toAbsolutePath();
        try (Stream<Path> files = Files.list(build)) {
            deb = files.filter(file -> file.toString().endsWith("_amd64.deb"))
                    .findFirst()
                    .orElse(null);
        }
        assumeTrue(deb != null, "no package in target/: ./mvnw -Pdeb package makes one of target/outrider");
        root = build.resolve("debian-" + ProcessHandle.current().pid());
        Debian.succeed(120, "cp", "-a", Debian.root().toString(), root.toString());
        Files.copy(deb, root.resolve("outrider.deb"));
    }

    @AfterEach
    void removeDebian() {
        if (root != null) {
            Debian.succeed(120, "rm", "-rf", root.toString());
        }
    }

    private String inside(String command) {
        // A namespace of its own for what is mounted there, which ends with the command.
        String there = "mount -t proc proc " + root + "/proc && exec chroot " + root + " sh -ec \"$0\"";
        return Debian.succeed(120, "unshare", "--mount", "sh", "-ec", there, command);
    }

    @Test
    void itSaysWhatItIsAndHasWhatItShould() {
        assertThat(Debian.succeed(30, "dpkg-deb", "-I", deb.toString()))
                .contains("Package: outrider", "Architecture: amd64", "Depends: libc6 (>= 2.34), zlib1g");
        assertThat(Debian.succeed(30, "dpkg-deb", "-c", deb.toString()).lines())
                .anyMatch(line -> line.startsWith("-rwxr-xr-x root/root") && line.endsWith("./usr/bin/outrider"))
                .anyMatch(line -> line.startsWith("-rw-r--r-- root/root")
                        && line.endsWith("./lib/systemd/system/outrider.service"))
                .anyMatch(line -> line.endsWith("./usr/share/bash-completion/completions/outrider"))
                .anyMatch(line -> line.endsWith("./usr/share/zsh/vendor-completions/_outrider"))
                .anyMatch(line -> line.endsWith("./usr/share/doc/outrider/copyright"))
                .anyMatch(line -> line.endsWith("./usr/share/doc/outrider/sbom.json"));
    }

    @Test
    void itsBillOfMaterialsHasEachLibraryOfTheProgramAndNoneOfTheTests() throws IOException {
        JsonNode bom = new ObjectMapper()
                .readTree(Debian.succeed(
                        30,
                        "sh",
                        "-c",
                        "dpkg-deb --fsys-tarfile " + deb + " | tar -xO ./usr/share/doc/outrider/sbom.json"));

        assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(bom.path("metadata").path("component").path("name").asText()).isEqualTo("outrider");
        assertThat(bom.path("components").findValuesAsText("name"))
                .contains("picocli", "vertx-redis-client", "snakeyaml-engine", "quarkus-rest")
                .doesNotContain("junit-jupiter", "awaitility", "archunit");
    }

    @Test
    void itInstallsRunsKeepsWhatWasEditedAndLeavesNothingWhenPurged() {
        inside("dpkg -i outrider.deb 2>&1");

        assertThat(inside("outrider version")).startsWith("outrider ").contains("(native)");
        assertThat(inside("outrider lint")).contains("no mistake found");
        assertThat(inside("stat -c '%U:%G %a' /var/lib/outrider")).isEqualTo("outrider:outrider 750\n");
        assertThat(inside("dpkg-query -W -f '${Conffiles}' outrider"))
                .contains("/etc/bolabaden/services.yaml", "/etc/bolabaden/watcher.yaml");
        assertThat(inside("bash -ec '. /usr/share/bash-completion/completions/outrider; complete -p outrider'"))
                .contains("_complete_outrider");

        inside("echo '# mine' >>/etc/bolabaden/services.yaml; dpkg -i outrider.deb");
        assertThat(inside("tail -n 1 /etc/bolabaden/services.yaml")).isEqualTo("# mine\n");

        inside("dpkg --purge outrider 2>&1");
        assertThat(
                        inside(
                                "ls -d /var/lib/outrider /etc/bolabaden /usr/bin/outrider 2>/dev/null || true; getent passwd outrider || true"))
                .isEmpty();
    }
}
