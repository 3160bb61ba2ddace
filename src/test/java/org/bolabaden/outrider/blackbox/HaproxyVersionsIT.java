package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Set;
import org.bolabaden.outrider.haproxy.HaproxyProcess;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The main job on every HAProxy that is promised: a backend dies and comes back, HAProxy reloads and restarts. */
@Tag(Artefact.LONG)
class HaproxyVersionsIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(HaproxyVersion.class)
    void aBackendsDeathAReloadAndARestartAllEndRight(HaproxyVersion version) throws Exception {
        try (HaproxyProcess haproxy = HaproxyProcess.of(version)
                        .masterWorker()
                        .frontend("edge", "site")
                        .backend("site", "balance roundrobin", "option redispatch 1")
                        .start();
                Nginx one = new Nginx("one", directory, "127.0.0.11", Sidecar.freePort()).start();
                Nginx two = new Nginx("two", directory, "127.0.0.12", Sidecar.freePort()).start();
                Sidecar sidecar = sidecar(haproxy, one, two).start()) {
            assertThat(sidecar.get("/health/live").status()).isEqualTo(200);
            Client visitors = new Client(haproxy.port("edge"));
            awaitAnswerers(visitors, "one", "two");

            two.kill();
            awaitAnswerers(visitors, "one");

            long worker = haproxy.read().worker().pid();
            haproxy.reload();
            await().atMost(Sidecar.PATIENCE).until(() -> haproxy.read().worker().pid() != worker);
            awaitAnswerers(visitors, "one");

            two.start();
            awaitAnswerers(visitors, "one", "two");

            haproxy.kill();
            haproxy.restart();
            awaitAnswerers(visitors, "one", "two");
        }
    }

    private Sidecar sidecar(HaproxyProcess haproxy, Nginx one, Nginx two) {
        return new Sidecar(directory)
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
                        """.formatted(one.port(), two.port()));
    }

    private static void awaitAnswerers(Client visitors, String... names) {
        await().atMost(Sidecar.PATIENCE).until(() -> visitors.answerers(6).equals(Set.of(names)));
    }
}
