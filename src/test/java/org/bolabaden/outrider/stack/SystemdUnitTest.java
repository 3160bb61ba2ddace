package org.bolabaden.outrider.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit, as systemd itself judges it. */
class SystemdUnitTest {
    // In tenths; what systemd calls "OK" ends at 49, a service without any sandbox has 96.
    private static final String MOST_EXPOSED = "20";

    @TempDir
    Path directory;

    @BeforeEach
    void needSystemd() {
        boolean there = Files.isExecutable(Path.of("/usr/bin/systemd-analyze"));
        assumeTrue(there, "systemd-analyze is absent: install the Debian package systemd");
    }

    /** The unit of a program that is on every machine. */
    private Path unit() throws IOException {
        String unit =
                Deployment.text(Deployment.of("systemd/outrider.service")).replace("/usr/bin/outrider", "/bin/true");
        return Files.writeString(directory.resolve("outrider.service"), unit);
    }

    @Test
    void systemdFindsNothingToSayAboutIt() throws IOException {
        Bootstrapped.Ended ended =
                Bootstrapped.script(List.of("systemd-analyze", "verify", unit().toString()), Map.of());

        assertThat(ended.exit()).as(ended.said()).isZero();
        assertThat(ended.said()).doesNotContain("outrider.service:");
    }

    @Test
    void itIsHardlyExposed() throws IOException {
        Bootstrapped.Ended ended = Bootstrapped.script(
                List.of(
                        "systemd-analyze",
                        "security",
                        "--offline=true",
                        "--threshold=" + MOST_EXPOSED,
                        unit().toString()),
                Map.of());

        assertThat(ended.exit()).as(ended.said()).isZero();
    }
}
