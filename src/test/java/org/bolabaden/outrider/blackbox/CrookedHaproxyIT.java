package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A HAProxy whose sockets accept and do not answer, or answer nonsense: told, bounded, and over when it is over. */
@Tag(Artefact.LONG)
class CrookedHaproxyIT {
    @TempDir
    Path directory;

    private final int port = Sidecar.freePort();
    private Edge edge;
    private CrookedSocket runtime;
    private CrookedSocket master;
    private Nginx one;
    private Nginx two;
    private Sidecar sidecar;

    @BeforeEach
    void world() throws IOException {
        edge = new Edge(HaproxyVersion.V2_6, directory.resolve("haproxy.cfg"));
        one = new Nginx("one", directory, "127.0.0.11", Sidecar.freePort()).start();
        two = new Nginx("two", directory, "127.0.0.12", Sidecar.freePort()).start();
        sidecar = new Sidecar(directory).watcher("""
                node: elsewhere
                health_checks: {interval: 500ms, timeout: 5s, flap: off}
                templates: [{input: "builtin:haproxy-tcp", output: %s}]
                """.formatted(directory.resolve("haproxy.cfg")) + edge.settings());
        services("");
        sidecar.start();
        edge.start();
        awaitAnswerers(port, "one", "two");
        runtime = inPlaceOf(edge.socket());
        master = inPlaceOf(edge.masterSocket());
    }

    /** HAProxy listens on under another name, as a socket that is renamed stays what it is. */
    private static CrookedSocket inPlaceOf(Path socket) throws IOException {
        return new CrookedSocket(socket, Files.move(socket, socket.resolveSibling(socket.getFileName() + "-own")));
    }

    @AfterEach
    void stopAll() {
        sidecar.close();
        runtime.close();
        master.close();
        edge.close();
        one.close();
        two.close();
    }

    private void services(String more) {
        sidecar.services("""
                version: 1
                tcp:
                  site:
                    port: %d
                    check: {type: http, path: /_healthz}
                    backends: [{host: 127.0.0.11, port: %d}, {host: 127.0.0.12, port: %d}]
                """.formatted(port, one.port(), two.port()) + more);
    }

    private void awaitAnswerers(int port, String... names) {
        await().atMost(Sidecar.PATIENCE)
                .untilAsserted(() -> assertThat(new Client(port).answerers(8))
                        .as(() -> "%s %s".formatted(sidecar.events(), sidecar.errors()))
                        .containsExactlyInAnyOrder(names));
    }

    private int ready() {
        return sidecar.get("/health/ready").status();
    }

    private List<String> told(String event) {
        return sidecar.events().stream()
                .filter(one -> one.path("event").asText().equals(event))
                .map(one -> one.path("reason").asText())
                .toList();
    }

    private void awaitAnother(String event, List<String> before) {
        await().atMost(Sidecar.PATIENCE)
                .untilAsserted(() -> assertThat(told(event))
                        .as(() -> "%s %s".formatted(sidecar.events(), sidecar.errors()))
                        .hasSizeGreaterThan(before.size()));
    }

    private static List<CrookedSocket.Manner> crooked() {
        List<CrookedSocket.Manner> all = new ArrayList<>(List.of(CrookedSocket.Manner.values()));
        all.remove(CrookedSocket.Manner.HONEST);
        return all;
    }

    @Test
    void aRuntimeSocketThatDoesNotAnswerIsToldAndCostsNothing() {
        await().atMost(Sidecar.PATIENCE).until(() -> ready() == 200);
        Footprint before = Footprint.of(sidecar);
        int calm = told("haproxy_down").size();
        for (CrookedSocket.Manner manner : crooked()) {
            List<String> downs = told("haproxy_down");
            List<String> failures = told("backend_down");
            runtime.becomes(manner);
            awaitAnother("haproxy_down", downs);
            await().atMost(Sidecar.PATIENCE).until(() -> ready() == 503);
            await().atMost(Sidecar.PATIENCE).until(() -> runtime.met() > 5);
            two.kill();
            awaitAnother("backend_down", failures);
            assertThat(sidecar.get("/health/live").status()).isEqualTo(200);
            Footprint.of(sidecar).requireLike(before);

            runtime.becomes(CrookedSocket.Manner.HONEST);
            awaitAnswerers(port, "one");
            await().atMost(Sidecar.PATIENCE).until(() -> ready() == 200);
            two.start();
            awaitAnswerers(port, "one", "two");
        }
        assertThat(told("haproxy_down")).hasSize(calm + crooked().size());
    }

    // Not those that pass on what is said: such a reload is made, and proven by its worker whatever was answered.
    @ParameterizedTest
    @EnumSource(names = {"SILENT", "HANGS_UP", "GARBAGE"})
    void aMasterThatDoesNotAnswerFailsTheReloadAndNotTheRest(CrookedSocket.Manner manner) throws IOException {
        Footprint calm = Footprint.of(sidecar);
        String before = Files.readString(directory.resolve("haproxy.cfg"));
        master.becomes(manner);
        services("  another: {port: %d, backends: [{host: 127.0.0.11, port: %d}]}%n".formatted(port + 1, one.port()));
        sidecar.awaitEvent("reload_failed", event -> true);
        assertThat(Files.readString(directory.resolve("haproxy.cfg"))).isEqualTo(before);
        awaitAnswerers(port, "one", "two");
        Footprint.of(sidecar).requireLike(calm);

        master.becomes(CrookedSocket.Manner.HONEST);
        // The pause before another try has grown with each that failed.
        await().atMost(Sidecar.PATIENCE.multipliedBy(3))
                .until(() -> edge.ask("show stat").contains("another"));
    }

    @Test
    void aStopDoesNotWaitForIt() {
        runtime.becomes(CrookedSocket.Manner.SILENT);
        master.becomes(CrookedSocket.Manner.SILENT);
        sidecar.awaitEvent("haproxy_down", event -> true);

        assertThat(sidecar.stop()).isZero();
    }
}
