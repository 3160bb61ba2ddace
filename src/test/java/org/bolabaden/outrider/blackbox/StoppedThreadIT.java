package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.bolabaden.outrider.haproxy.HaproxyProcess;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.bolabaden.outrider.systemd.NotifySocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One thread stands still while all others work: systemd's watchdog, liveness and the events say which, and that it goes on. */
@Tag(Artefact.LONG)
class StoppedThreadIT {
    @TempDir
    Path directory;

    private Path freezer;
    private NotifySocket systemd;
    private HaproxyProcess haproxy;
    private Nginx nginx;
    private Sidecar sidecar;

    @BeforeEach
    void world() {
        freezer = CProgram.compile(directory, "freeze");
        systemd = new NotifySocket(directory);
        nginx = new Nginx("one", directory).start();
        haproxy = HaproxyProcess.of(HaproxyVersion.V2_6)
                .backend("site", "server one 127.0.0.1:" + nginx.port())
                .start();
        sidecar = new Sidecar(directory)
                .watcher("node: elsewhere%nhealth_checks: {interval: 500ms}%nhaproxy: {socket: %s}%n"
                        .formatted(haproxy.socket()))
                .services("version: 1\ntcp:\n  site: {port: 8080, backends: [{host: 127.0.0.1, port: %d}]}\n"
                        .formatted(nginx.port()));
        systemd.environment().forEach(sidecar::environment);
        sidecar.environment("WATCHDOG_USEC", "1000000").start();
        await().atMost(Sidecar.PATIENCE).until(() -> systemd.count("WATCHDOG=1") >= 2);
    }

    @AfterEach
    void stopAll() {
        sidecar.close();
        haproxy.close();
        nginx.close();
        systemd.close();
    }

    private boolean says(String event, String thread) {
        return sidecar.events().stream()
                .anyMatch(one -> one.path("event").asText().equals(event)
                        && one.path("reason").asText().startsWith("thread " + thread));
    }

    private void awaitEvent(String event, String thread) {
        sidecar.awaitEvent(event, one -> one.path("reason").asText().startsWith("thread " + thread));
    }

    private void starves() {
        long words = systemd.count("WATCHDOG=1");
        await().during(Duration.ofSeconds(2))
                .atMost(Sidecar.PATIENCE)
                .until(() -> systemd.count("WATCHDOG=1") == words);
    }

    private void isFedAgain() {
        long words = systemd.count("WATCHDOG=1");
        await().atMost(Sidecar.PATIENCE).until(() -> systemd.count("WATCHDOG=1") > words + 2);
    }

    @Test
    void theLoopThatChecks() {
        try (FrozenThread loop = new FrozenThread(freezer, sidecar, "probe")) {
            assertThat(loop).isNotNull();
            awaitEvent("thread_stuck", "probe");
            starves();
            assertThat(Artefact.runIn(directory, "status", "--live").exit()).isEqualTo(1);
            assertThat(sidecar.get("/health/live").body()).contains("\"probes\"");
            assertThat(sidecar.get("/metrics", "text/plain").body()).contains("outrider_threads_stuck 1");
        }

        awaitEvent("thread_unstuck", "probe");
        isFedAgain();
        assertThat(Artefact.runIn(directory, "status", "--live").exit()).isZero();
        // What was under way when it stopped counts against nobody.
        assertThat(says("backend_down", "")).isFalse();
    }

    @Test
    void theLoopThatAnswers() {
        try (FrozenThread loop = new FrozenThread(freezer, sidecar, "vert.x-eventloop-thread-0")) {
            assertThat(loop).isNotNull();
            awaitEvent("thread_stuck", "vert.x-eventloop");
            starves();
            assertThat(Artefact.runIn(directory, "status", "--live").exit()).isEqualTo(1);
            nginx.kill();
            sidecar.awaitEvent("backend_down", event -> true);
        }

        awaitEvent("thread_unstuck", "vert.x-eventloop");
        isFedAgain();
        assertThat(Artefact.runIn(directory, "status", "--live").exit()).isZero();
    }

    @Test
    void allOfThemAtOnceAsASuspendedMachineDoesIsNoFault() throws Exception {
        signal("STOP");
        long since = System.nanoTime();
        await().atMost(Sidecar.PATIENCE)
                .until(() -> System.nanoTime() - since > Duration.ofSeconds(13).toNanos());
        signal("CONT");

        isFedAgain();
        assertThat(sidecar.events())
                .noneMatch(event -> event.path("event").asText().equals("thread_stuck"));
        assertThat(sidecar.events())
                .noneMatch(event -> event.path("event").asText().equals("backend_down"));
    }

    private void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(sidecar.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
