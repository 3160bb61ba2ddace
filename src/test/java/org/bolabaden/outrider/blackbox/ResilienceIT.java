package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.haproxy.HaproxyProcess;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What dies, restarts or is meddled with around the sidecar, and the sidecar itself: the traffic goes on. */
class ResilienceIT {
    @TempDir
    Path directory;

    private HaproxyProcess haproxy;
    private Nginx good;
    private Nginx dead;
    private Sidecar sidecar;

    private void run(boolean masterWorker) {
        good = new Nginx("good", directory, "127.0.0.11", Sidecar.freePort()).start();
        dead = new Nginx("dead", directory, "127.0.0.12", Sidecar.freePort())
                .health("return 503")
                .start();
        HaproxyProcess.Builder builder = HaproxyProcess.of(HaproxyVersion.V2_6)
                .frontend("edge", "site")
                .backend(
                        "site",
                        "balance roundrobin",
                        "server good 127.0.0.11:" + good.port(),
                        "server dead 127.0.0.12:" + dead.port());
        haproxy = (masterWorker ? builder.masterWorker() : builder).start();
        sidecar = new Sidecar(directory)
                .watcher("node: elsewhere%nhaproxy: {socket: %s}%n".formatted(haproxy.socket()))
                .services("""
                        version: 1
                        tcp:
                          site:
                            port: 8080
                            check: {type: http, path: /_healthz}
                            backends:
                              - {host: 127.0.0.11, port: %d}
                              - {host: 127.0.0.12, port: %d}
                        """.formatted(good.port(), dead.port()))
                .start();
        awaitOnlyGood();
    }

    private Client visitors() {
        return new Client(haproxy.port("edge"));
    }

    private void awaitOnlyGood() {
        await().atMost(Sidecar.PATIENCE).until(() -> visitors().answerers(8).equals(Set.of("good")));
    }

    @AfterEach
    void stopAll() {
        sidecar.close();
        haproxy.close();
        good.close();
        dead.close();
    }

    @Test
    void afterHaproxyRestartsTheStateIsRightAgain() throws IOException {
        run(false);
        haproxy.kill();
        sidecar.awaitEvent("haproxy_down", event -> true);
        await().atMost(Sidecar.PATIENCE)
                .until(() -> sidecar.get("/health/ready").status() == 503);

        haproxy.restart();

        awaitOnlyGood();
        await().atMost(Sidecar.PATIENCE)
                .until(() -> sidecar.get("/health/ready").status() == 200);
    }

    @Test
    void afterHaproxyReloadsTheStateIsRightAgain() throws Exception {
        run(true);
        long worker = haproxy.read().worker().pid();

        haproxy.reload();

        await().atMost(Sidecar.PATIENCE)
                .until(() -> haproxy.read().worker().pid() != worker
                        && visitors().answerers(8).equals(Set.of("good")));
    }

    @Test
    void aStateSetByHandAgainstThePlanIsCorrectedAndCounted() {
        run(false);

        haproxy.byHand("set server site/dead state ready");

        sidecar.awaitEvent(
                "haproxy_drift", event -> event.path("backend").asText().equals(dead.endpoint()));
        awaitOnlyGood();
        assertThat(sidecar.get("/metrics", "text/plain").body())
                .containsPattern("(?m)^outrider_haproxy_drift_total [1-9]");
    }

    @Test
    void killingAndRestartingTheSidecarUnderLoadCostsNoRequest() {
        run(false);
        try (Client.Load load = visitors().load()) {
            await().until(() -> load.requests() > 200);
            sidecar.kill();
            long before = load.requests();
            await().until(() -> load.requests() > before + 500);
            sidecar.start();
            sidecar.awaitStatus(dead.endpoint(), "down");
            long after = load.requests();
            await().until(() -> load.requests() > after + 500);
            load.stop();

            assertThat(load.failures(Set.of("good"))).isEqualTo(Map.of());
        }
    }

    @Test
    void aRestartTakesNothingOutThatServedEvenWhenNobodyCalled() {
        run(false);
        // Nobody answers its checks any more, so that only what is remembered can keep it in.
        sidecar.kill();
        good.hang();

        sidecar.start();

        await().atMost(Sidecar.PATIENCE)
                .until(() -> sidecar.backend(good.endpoint())
                        .path("reason")
                        .asText()
                        .startsWith("3 checks in a row failed"));
        good.wake();
        awaitOnlyGood();
    }

    @Test
    void sigtermEndsItCleanlyAndLeavesTheProxyAsItIs() {
        run(false);

        assertThat(sidecar.stop()).isZero();

        assertThat(visitors().answerers(10)).containsExactly("good");
        sidecar.awaitEvent("stopping", event -> true);
    }
}
