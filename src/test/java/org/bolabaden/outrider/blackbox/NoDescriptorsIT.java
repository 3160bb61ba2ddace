package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.haproxy.HaproxyProcess;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.bolabaden.outrider.probe.TestingHttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sidecar that may open nothing any more judges nobody by that, and goes on when it may.
 *
 * <p>Of the native executable alone: on the JVM, Quarkus opens a jar again for a class that it needs, and when that fails once,
 * whoever needs a class of that jar waits for ever (quarkus issue 48750). Liveness and the watchdog notice.
 */
@Tag(Artefact.LONG)
class NoDescriptorsIT {
    @TempDir
    Path directory;

    private HaproxyProcess haproxy;
    private Nginx one;
    private Nginx two;
    private Nginx local;
    private Sidecar sidecar;

    @BeforeEach
    void world() throws IOException {
        assumeTrue(
                System.getProperty("outrider.artefact", "jvm").equals("native"),
                "Quarkus' class loader does not survive it on the JVM");
        one = new Nginx("one", directory, "127.0.0.11", Sidecar.freePort()).start();
        two = new Nginx("two", directory, "127.0.0.12", Sidecar.freePort()).start();
        local = new Nginx("local", directory).start();
        haproxy = HaproxyProcess.of(HaproxyVersion.V2_6)
                .frontend("edge", "site")
                .backend("site", "balance roundrobin", "server one " + one.endpoint(), "server two " + two.endpoint())
                .start();
        sidecar = new Sidecar(directory)
                .watcher("node: elsewhere%nhealth_checks: {interval: 500ms, timeout: 5s}%nhaproxy: {socket: %s}%n"
                        .formatted(haproxy.socket()))
                .services("""
                        version: 1
                        tcp:
                          site:
                            port: 8080
                            check: {type: http, path: /_healthz}
                            backends: [{host: 127.0.0.11, port: %1$d}, {host: 127.0.0.12, port: %2$d}]
                          named: {port: 8081, check: {type: tcp, address: localhost, port: %3$d}, backends: [{host: 127.0.0.11, port: %1$d}]}
                          command: {port: 8082, check: {type: exec, command: ["/bin/true"]}, backends: [{host: 127.0.0.11, port: %1$d}]}
                        """.formatted(one.port(), two.port(), local.port()));
    }

    @AfterEach
    void stopAll() {
        sidecar.close();
        haproxy.close();
        one.close();
        two.close();
        local.close();
    }

    private void limit(String descriptors) throws Exception {
        assertThat(new ProcessBuilder("prlimit", "--pid", Long.toString(sidecar.pid()), "--nofile=" + descriptors + ":")
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    /** What is open for good, as far as one can tell: its number, and what it is. */
    private Map<String, String> open() throws IOException {
        Map<String, String> open = new HashMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/" + sidecar.pid() + "/fd"))) {
            for (Path one : all) {
                String what = Files.readSymbolicLink(one).toString();
                String number = one.getFileName().toString();
                if (number.length() == 1 && number.charAt(0) <= '2' || what.startsWith("anon_inode:")) {
                    open.put(number, what);
                }
            }
        }
        return open;
    }

    private List<String> told(String event) {
        return sidecar.events().stream()
                .filter(one -> one.path("event").asText().equals(event))
                .map(Object::toString)
                .toList();
    }

    @Test
    void withoutDescriptorsNobodyIsJudgedAndAfterwardsEverybodyIs() throws Exception {
        sidecar.start();
        await().atMost(Sidecar.PATIENCE)
                .until(() -> sidecar.backend(two.endpoint()).has("last_check"));
        for (String service : List.of("named", "command")) {
            sidecar.awaitEvent(
                    "backend_up", event -> event.path("service").asText().equals(service));
        }
        Map<String, String> open = open();
        limit("1");

        sidecar.awaitEvent("probe_limited", event -> true);
        // Longer than a name is believed without another look at it.
        long since = System.nanoTime();
        await().atMost(Sidecar.PATIENCE).until(() -> System.nanoTime() - since > 15_000_000_000L);
        assertThat(told("backend_down")).isEmpty();
        assertThat(told("isolated")).isEmpty();
        // A process that cannot be started must close nothing that is somebody else's.
        assertThat(open()).containsAllEntriesOf(open);
        assertThat(new Client(haproxy.port("edge")).answerers(8)).containsExactlyInAnyOrder("one", "two");
        two.kill();
        limit("4096");

        sidecar.awaitEvent(
                "backend_down", event -> event.path("backend").asText().equals(two.endpoint()));
        sidecar.awaitEvent("probe_unlimited", event -> true);
        assertThat(told("backend_down")).hasSize(1);
        assertThat(told("probe_limited")).hasSize(1);
        await().atMost(Sidecar.PATIENCE)
                .until(() -> new Client(haproxy.port("edge")).answerers(8).equals(Set.of("one")));
        assertThat(sidecar.get("/metrics", "text/plain").body())
                .containsPattern("(?m)^outrider_probes_postponed_total [1-9]");
        assertThat(sidecar.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void aStartWithFewDescriptorsChecksManyLate() throws Exception {
        sidecar.start();
        sidecar.awaitStatus(one.endpoint(), "up");
        long room = 40 + Footprint.of(sidecar).descriptors();
        sidecar.stop();
        // Each of those checks is under way for a while, so that forty at once are not enough.
        try (TestingHttpServer slow = TestingHttpServer.on(
                "0.0.0.0", TestingHttpServer.after(Duration.ofMillis(400), TestingHttpServer.status(200, "ok")))) {
            StringBuilder many = new StringBuilder("version: 1\nallow_shrink: true\ntcp:\n  many:\n    port: 8080\n"
                    + "    check: {type: http, interval: 1s, timeout: 5s}\n    backends:\n");
            for (int i = 1; i <= 200; i++) {
                many.append("      - {host: 127.0.2.%d, port: %d}%n".formatted(i, slow.port()));
            }
            sidecar.services(many.toString());
            sidecar.through("prlimit", "--nofile=" + room + ":" + room);
            sidecar.launch();

            sidecar.awaitEvent("probe_limited", event -> true);
            await().atMost(Sidecar.PATIENCE).until(() -> told("backend_up").size() >= 100);
            assertThat(told("backend_down")).isEmpty();
        }
    }
}
