package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.haproxy.HaproxyProcess;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks move traffic: the main job, with real programs on every side. */
class TrafficIT {
    @TempDir
    Path directory;

    private HaproxyProcess haproxy;
    private Nginx one;
    private Nginx two;
    private Sidecar sidecar;

    private Client visitors() {
        return new Client(haproxy.port("edge"));
    }

    private void haproxyWith(String... lines) {
        haproxy = HaproxyProcess.of(HaproxyVersion.V2_6)
                .frontend("edge", "site")
                .backend("site", lines)
                .start();
    }

    private void backends() {
        one = new Nginx("one", directory, "127.0.0.11", Sidecar.freePort()).start();
        two = new Nginx("two", directory, "127.0.0.12", Sidecar.freePort()).start();
    }

    private Sidecar sidecar(String node) {
        return new Sidecar(directory)
                .watcher("node: %s%nhaproxy: {socket: %s}%n".formatted(node, haproxy.socket()))
                .services(services(100, 100));
    }

    private String services(int weightOfOne, int weightOfTwo) {
        return """
                version: 1
                tcp:
                  site:
                    port: 8080
                    check: {type: http, path: /_healthz, expect: {status: 200, body: ok}}
                    backends:
                      - {host: 127.0.0.11, port: %d, weight: %d}
                      - {host: 127.0.0.12, port: %d, weight: %d}
                """.formatted(one.port(), weightOfOne, two.port(), weightOfTwo);
    }

    private void awaitAnswerers(String... names) {
        await().atMost(Sidecar.PATIENCE).until(() -> visitors().answerers(6).equals(Set.of(names)));
    }

    @AfterEach
    void stopAll() {
        for (AutoCloseable process : new AutoCloseable[] {sidecar, haproxy, one, two}) {
            try {
                if (process != null) {
                    process.close();
                }
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        }
    }

    @Test
    void serversThatHaproxyLacksAreAddedAndShareByWeight() {
        backends();
        haproxyWith("balance roundrobin");
        sidecar = sidecar("elsewhere").services(services(50, 150)).start();

        awaitAnswerers("one", "two");
        Map<String, Integer> answers = visitors().ask(400);

        assertThat(answers.get("one")).isBetween(80, 120);
        assertThat(answers.get("two")).isBetween(280, 320);
    }

    @Test
    void theLocalBackendServesAloneAndThePeerTakesOverWhenItDies() {
        backends();
        haproxyWith("balance roundrobin");
        sidecar = sidecar("127.0.0.11").start();
        awaitAnswerers("one");
        sidecar.awaitStatus(two.endpoint(), "up");
        assertThat(visitors().answerers(20)).containsExactly("one");

        one.kill();
        awaitAnswerers("two");

        one.start();
        awaitAnswerers("one");
    }

    @Test
    void aHangingBackendLeavesRotationAndComesBack() {
        backends();
        haproxyWith("balance roundrobin");
        sidecar = sidecar("elsewhere").start();
        awaitAnswerers("one", "two");

        two.hang();
        sidecar.awaitStatus(two.endpoint(), "down");
        awaitAnswerers("one");
        assertThat(sidecar.backend(two.endpoint()).path("reason").asText()).contains("response_timeout");

        two.wake();
        awaitAnswerers("one", "two");
    }

    @Test
    void aBackendWhoseHealthPageSaysNoGetsNothingFromTheStart() {
        one = new Nginx("one", directory, "127.0.0.11", Sidecar.freePort()).start();
        two = new Nginx("two", directory, "127.0.0.12", Sidecar.freePort())
                .health("return 503")
                .start();
        haproxyWith("balance roundrobin");
        sidecar = sidecar("elsewhere").start();
        sidecar.awaitStatus(one.endpoint(), "up");
        sidecar.awaitStatus(two.endpoint(), "down");
        awaitAnswerers("one");

        assertThat(visitors().answerers(50)).containsExactly("one");
        assertThat(sidecar.backend(two.endpoint()).path("reason").asText()).contains("status:503");
    }

    @Test
    void anOperatorsOwnServersAreAdoptedByTheirAddress() {
        backends();
        haproxyWith(
                "balance roundrobin",
                "server first 127.0.0.11:" + one.port() + " disabled",
                "server second 127.0.0.12:" + two.port() + " disabled");
        sidecar = sidecar("elsewhere").start();

        awaitAnswerers("one", "two");
        assertThat(haproxy.read().servers()).hasSize(2);
    }

    @Test
    void aDeadBackendThatComesAndGoesCostsNoRequestWithRedispatch() {
        backends();
        haproxyWith("balance roundrobin", "option redispatch 1", "timeout connect 300ms");
        sidecar = sidecar("elsewhere").start();
        awaitAnswerers("one", "two");

        try (Client.Load load = visitors().load()) {
            one.kill();
            sidecar.awaitStatus(one.endpoint(), "down");
            one.start();
            sidecar.awaitStatus(one.endpoint(), "up");
            awaitAnswerers("one", "two");
            load.stop();

            // What was being answered by the process at the moment of kill -9 is lost with it: one for each visitor at
            // most.
            long lost = load.failures(Set.of("one", "two")).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(lost).isLessThanOrEqualTo(4);
            assertThat(load.requests()).isGreaterThan(100);
        }
    }

    @Test
    void anEditMovesTrafficWithinTheRunningSystem() {
        backends();
        haproxyWith("balance roundrobin");
        sidecar = sidecar("elsewhere").start();
        awaitAnswerers("one", "two");

        sidecar.services("""
                version: 1
                tcp:
                  site:
                    port: 8080
                    backends: [{host: 127.0.0.12, port: %d}]
                """.formatted(two.port()));
        awaitAnswerers("two");
        assertThat(sidecar.get("/api/v1/backends").json()).hasSize(1);

        sidecar.services(services(100, 100));
        awaitAnswerers("one", "two");
    }
}
