package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.bolabaden.outrider.systemd.NotifySocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sidecar as a service of Type=notify, and as a container that looks at its own health. */
@Timeout(120)
class SystemdIT {
    @TempDir
    Path directory;

    private Sidecar sidecar(int up, int down) {
        return new Sidecar(directory).watcher("node: one\n").services("""
                version: 1
                http:
                  site.example.org:
                    check: {path: /_healthz}
                    backends:
                      - {host: 127.0.0.1, port: %d}
                      - {host: 127.0.0.1, port: %d}
                """.formatted(up, down));
    }

    @Test
    void systemdHearsThatItChecksThatItLivesAndThatItStops() {
        try (Nginx nginx = new Nginx("one", directory).start();
                NotifySocket systemd = new NotifySocket(directory);
                Sidecar sidecar = sidecar(nginx.port(), Sidecar.freePort())) {
            systemd.environment().forEach(sidecar::environment);
            sidecar.environment("WATCHDOG_USEC", "1000000").start();

            systemd.awaitMessage("READY=1|STATUS=1 of 2 backends up"::equals);
            await().atMost(Sidecar.PATIENCE).until(() -> systemd.count("WATCHDOG=1") >= 3);
            nginx.kill();
            systemd.awaitMessage("WATCHDOG=1|STATUS=0 of 2 backends up"::equals);

            assertThat(sidecar.stop()).isZero();
            systemd.awaitMessage("STOPPING=1|STATUS=stopping; the proxies keep their last state"::equals);
        }
    }

    @Test
    void aSidecarThatIsStoppedByTheKernelFeedsNoWatchdog() throws Exception {
        try (Nginx nginx = new Nginx("one", directory).start();
                NotifySocket systemd = new NotifySocket(directory);
                Sidecar sidecar = sidecar(nginx.port(), Sidecar.freePort())) {
            systemd.environment().forEach(sidecar::environment);
            sidecar.environment("WATCHDOG_USEC", "1000000").start();
            await().atMost(Sidecar.PATIENCE).until(() -> systemd.count("WATCHDOG=1") >= 1);

            signal(sidecar, "STOP");
            long words = systemd.count("WATCHDOG=1");
            await().during(Duration.ofSeconds(2)).until(() -> systemd.count("WATCHDOG=1") <= words + 1);
            signal(sidecar, "CONT");

            await().atMost(Sidecar.PATIENCE).until(() -> systemd.count("WATCHDOG=1") >= words + 3);
        }
    }

    private static void signal(Sidecar sidecar, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(sidecar.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void itIsLiveWhateverItFindsAndNotWhenNobodyAnswers() {
        try (Sidecar sidecar = sidecar(Sidecar.freePort(), Sidecar.freePort()).start()) {
            sidecar.awaitEvent("backend_down", event -> true);

            assertThat(Artefact.runIn(directory, "status").exit()).isEqualTo(1);
            assertThat(Artefact.runIn(directory, "status", "--live").exit()).isZero();

            sidecar.kill();
            Artefact.Ended gone = Artefact.runIn(directory, "status", "--live");
            assertThat(gone.exit()).isEqualTo(1);
            assertThat(gone.err()).startsWith("no sidecar answers at 127.0.0.1:" + sidecar.port());
        }
    }
}
