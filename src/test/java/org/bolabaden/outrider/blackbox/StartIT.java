package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.haproxy.HaproxyProcess;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sidecar starts beside an HAProxy that serves: nothing is taken out because of that. */
@Timeout(90)
class StartIT {
    @TempDir
    Path directory;

    private final int port = Sidecar.freePort();
    // Accepts, since the kernel does, and never answers.
    private ServerSocket silence;
    private Path slow;
    private Nginx one;
    private Nginx two;
    private HaproxyProcess haproxy;
    private Edge edge;
    private Sidecar sidecar;

    @BeforeEach
    void backends() throws IOException {
        silence = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        slow = directory.resolve("slow");
        one = backend("one", "127.0.0.11");
        two = backend("two", "127.0.0.12");
    }

    /** Its health page does not answer while the file {@code slow} is there; its other pages do. */
    private Nginx backend(String name, String address) {
        return new Nginx(name, directory, address, Sidecar.freePort())
                .health("if (-f " + slow + ") { break; proxy_pass http://127.0.0.1:" + silence.getLocalPort()
                        + "; } return 200 \"ok\"")
                .start();
    }

    @AfterEach
    void stopAll() throws Exception {
        for (AutoCloseable process : new AutoCloseable[] {sidecar, haproxy, edge, one, two, silence}) {
            if (process != null) {
                process.close();
            }
        }
    }

    private void handWrittenHaproxy() {
        haproxy = HaproxyProcess.of(HaproxyVersion.V2_6)
                .frontend("edge", "site")
                .backend(
                        "site",
                        "balance roundrobin",
                        "server first 127.0.0.11:" + one.port(),
                        "server second 127.0.0.12:" + two.port())
                .start();
    }

    private Sidecar sidecar(String watcher, String more) {
        return new Sidecar(directory)
                .watcher("node: elsewhere\n" + watcher)
                .services("""
                        version: 1
                        tcp:
                          site:
                            port: %d
                            check: {type: http, path: /_healthz, timeout: 1s}
                            backends:
                              - {host: 127.0.0.11, port: %d}
                              - {host: 127.0.0.12, port: %d}
                        """.formatted(port, one.port(), two.port()) + more);
    }

    private String socket() {
        return "haproxy: {socket: %s}%n".formatted(haproxy.socket());
    }

    private Client visitors() {
        return new Client(haproxy.port("edge"));
    }

    private void awaitChecked(Nginx backend) {
        await().atMost(Sidecar.PATIENCE)
                .until(() -> sidecar.backend(backend.endpoint()).hasNonNull("last_check"));
    }

    /** Asks every 10 ms until the sidecar has given this backend up. */
    private void assertServedUntilDown(Client client, Nginx backend) {
        int asked = 0;
        String answer = client.ask();
        while (sidecar.backend(backend.endpoint()).path("status").asText().equals("up")) {
            assertThat(answer).isIn("one", "two");
            asked++;
            await().pollDelay(Duration.ofMillis(10)).until(() -> true);
            answer = client.ask();
        }
        assertThat(asked).as("it stayed for more than one check").isGreaterThan(5);
        assertThat(sidecar.backend(backend.endpoint()).path("reason").asText()).startsWith("3 checks in a row failed");
    }

    @Test
    void idleServersGoOnServingWhileTheSidecarStartsForTheFirstTimeAndAgain() {
        handWrittenHaproxy();
        sidecar = sidecar(socket(), "");
        try (Client.Load load = visitors().every(10)) {
            sidecar.start();
            awaitChecked(one);
            awaitChecked(two);
            for (int again = 0; again < 3; again++) {
                sidecar.kill();
                sidecar.start();
                awaitChecked(one);
                awaitChecked(two);
            }
            load.stop();

            assertThat(load.requests()).isGreaterThan(100);
            assertThat(load.failures(Set.of("one", "two"))).isEqualTo(Map.of());
        }
    }

    @Test
    void anIdleServerServesUntilItsChecksHaveFailedAsOftenAsAnyOther() throws IOException {
        handWrittenHaproxy();
        Files.createFile(slow);
        sidecar = sidecar(socket(), "").start();

        assertServedUntilDown(visitors(), one);
        await().atMost(Sidecar.PATIENCE)
                .until(() -> visitors().ask().startsWith("failed")
                        || visitors().ask().isEmpty());

        Files.delete(slow);
        await().atMost(Sidecar.PATIENCE).until(() -> visitors().answerers(6).equals(Set.of("one", "two")));
    }

    @Test
    void aDeadServerInRotationLeavesAfterItsFallCount() {
        handWrittenHaproxy();
        two.kill();
        sidecar = sidecar(socket(), "").start();

        sidecar.awaitStatus(two.endpoint(), "down");

        assertThat(sidecar.backend(two.endpoint()).path("reason").asText()).startsWith("3 checks in a row failed");
        await().atMost(Sidecar.PATIENCE)
                .until(() -> haproxy.server("site", "second").admin().word().equals("maint"));
        assertThat(visitors().answerers(10)).containsExactly("one");
    }

    @Test
    void whatHaproxyHasInMaintenanceWaitsForItsFirstPassedCheck() throws IOException {
        handWrittenHaproxy();
        haproxy.byHand("set server site/second state maint");
        Files.createFile(slow);
        sidecar = sidecar(socket(), "").start();
        sidecar.awaitStatus(two.endpoint(), "down");

        assertThat(sidecar.backend(two.endpoint()).path("reason").asText()).startsWith("its first check failed");
        assertThat(sidecar.backend(one.endpoint()).path("status").asText()).isEqualTo("up");
        assertThat(visitors().answerers(6)).containsExactly("one");
    }

    @Test
    void anHaproxyThatComesUpLaterKeepsWhatItsFileHasReadyButWhatIsKnownToBeDown() throws IOException {
        handWrittenHaproxy();
        haproxy.kill();
        two.kill();
        Files.createFile(slow);
        sidecar = sidecar(socket(), "");
        sidecar.write(
                        "services.yaml",
                        Files.readString(directory.resolve("services.yaml")).replace("1s", "5s"))
                .start();
        sidecar.awaitStatus(two.endpoint(), "down");

        haproxy.restart();

        sidecar.awaitStatus(one.endpoint(), "up");
        await().atMost(Sidecar.PATIENCE)
                .until(() -> haproxy.server("site", "second").admin().word().equals("maint"));
        assertThat(haproxy.server("site", "first").serving()).isTrue();
        assertThat(visitors().answerers(6)).containsExactly("one");
        assertThat(sidecar.backend(one.endpoint()).path("reason").asText()).contains("serving");
    }

    @Test
    void theFileKeepsReadyWhatServesAndDisablesWhatIsNew() throws IOException {
        Path output = directory.resolve("haproxy.cfg");
        edge = new Edge(HaproxyVersion.V2_6, output);
        String watcher = edge.settings() + "templates:\n  - {input: \"builtin:haproxy-tcp\", output: " + output + "}\n";
        sidecar = sidecar(watcher, "").start();
        edge.start();
        Client client = new Client(port);
        await().atMost(Sidecar.PATIENCE).until(() -> client.answerers(6).equals(Set.of("one", "two")));
        sidecar.kill();
        edge.close();
        edge.start();
        long worker = edge.worker();
        Files.createFile(slow);
        sidecar = sidecar(watcher, """
                  another:
                    port: %d
                    check: {type: http, path: /_healthz, timeout: 1s}
                    backends: [{host: 127.0.0.11, port: %d}]
                """.formatted(Sidecar.freePort(), one.port()));

        sidecar.start();
        await().atMost(Sidecar.PATIENCE).until(() -> edge.worker() != worker && edge.worker() != 0);

        assertThat(Files.readString(output).substring(Files.readString(output).indexOf("backend another")))
                .contains("disabled");
        assertThat(Files.readString(output)
                        .substring(0, Files.readString(output).indexOf("backend another")))
                .doesNotContain("disabled");
        assertServedUntilDown(client, one);
    }
}
