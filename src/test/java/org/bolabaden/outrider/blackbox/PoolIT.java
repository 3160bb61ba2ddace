package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bolabaden.outrider.haproxy.HaproxyProcess;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.bolabaden.outrider.haproxy.ServerState;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pool does beyond up and down, with real programs on every side: docs/POOLS.md. */
@Tag(Artefact.LONG)
class PoolIT {
    @TempDir
    Path directory;

    private final List<Nginx> nodes = new ArrayList<>();
    private HaproxyProcess haproxy;
    private Sidecar sidecar;

    private Nginx node(int number) {
        Nginx node = new Nginx("n" + number, directory, "127.0.0.1" + number, Sidecar.freePort()).start();
        nodes.add(node);
        return node;
    }

    private void run(String healthChecks, String services) {
        StringBuilder servers = new StringBuilder();
        String[] lines = new String[nodes.size() + 1];
        lines[0] = "balance roundrobin";
        for (int i = 0; i < nodes.size(); i++) {
            lines[i + 1] = "server %1$s %1$s disabled".formatted(nodes.get(i).endpoint());
            servers.append("      - {host: %s, port: %d}%n"
                    .formatted(
                            nodes.get(i).endpoint().split(":")[0], nodes.get(i).port()));
        }
        haproxy = HaproxyProcess.of(HaproxyVersion.V2_6)
                .frontend("edge", "site")
                .backend("site", lines)
                .start();
        sidecar = new Sidecar(directory)
                .watcher("""
                        node: elsewhere
                        haproxy: {socket: %s}
                        health_checks: {interval: 500ms, timeout: 300ms, %s}
                        """.formatted(haproxy.socket(), healthChecks))
                .services(services.formatted(servers))
                .start();
    }

    private static final String SITE = """
            version: 1
            tcp:
              site:
                port: 8080
                check: {type: http, path: /_healthz}
                backends:
            %s
            """;

    @AfterEach
    void stopAll() {
        if (sidecar != null) {
            sidecar.close();
        }
        if (haproxy != null) {
            haproxy.close();
        }
        nodes.forEach(Nginx::close);
    }

    private ServerState server(Nginx node) {
        return haproxy.server("site", node.endpoint());
    }

    private String metrics() {
        return sidecar.get("/metrics", "text/plain").body();
    }

    private Set<String> answerers() {
        return new Client(haproxy.port("edge")).answerers(12);
    }

    @Test
    void aBackendThatRecoversComesBackInStepsAndServesFromTheFirst() {
        Nginx stays = node(1);
        Nginx recovers = node(2);
        run("slow_start: 5s", SITE);
        await().atMost(Sidecar.PATIENCE).until(() -> answerers().equals(Set.of("n1", "n2")));
        assertThat(server(recovers).weight()).isEqualTo(100);
        recovers.hang();
        await().atMost(Sidecar.PATIENCE).until(() -> server(recovers).admin() == Admin.MAINT);

        recovers.wake();

        Set<Integer> weights = new TreeSet<>();
        await().atMost(Sidecar.PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            ServerState now = server(recovers);
            if (now.admin() == Admin.READY) {
                weights.add(now.weight());
            }
            return now.admin() == Admin.READY && now.weight() == 100;
        });
        // A step lasts half a second, and time alone makes a plan once a second.
        assertThat(weights).hasSizeGreaterThanOrEqualTo(4);
        assertThat(weights.iterator().next()).isBetween(1, 19);
        assertThat(server(stays).weight()).isEqualTo(100);
        assertThat(answerers()).containsExactly("n1", "n2");
    }

    @Test
    void whenTooFewAreUpAllServeAndItIsToldOnceWhenItBeginsAndOnceWhenItEnds() {
        node(1);
        Nginx two = node(2);
        Nginx three = node(3);
        run("panic: 50%", SITE);
        await().atMost(Sidecar.PATIENCE).until(() -> answerers().equals(Set.of("n1", "n2", "n3")));

        two.hang();
        sidecar.awaitStatus(two.endpoint(), "down");
        await().atMost(Sidecar.PATIENCE).until(() -> server(two).admin() == Admin.MAINT);
        three.hang();
        JsonNode panic = sidecar.awaitEvent("panic", event -> true);

        assertThat(panic.path("level").asText()).isEqualTo("warn");
        assertThat(panic.path("reason").asText()).startsWith("1 of 3 backends are up, fewer than 50%");
        await().atMost(Sidecar.PATIENCE)
                .until(() -> server(two).admin() == Admin.READY && server(three).admin() == Admin.READY);
        assertThat(metrics()).contains("outrider_service_panic{service=\"site\"} 1.0");
        assertThat(sidecar.get("/api/v1/status").json().path("status").asText()).isEqualTo("degraded");
        assertThat(sidecar.backend(two.endpoint()).path("plan_reason").asText())
                .contains("as if it were up", "response_timeout");
        assertThat(explain().out()).contains("panic: 1 of 3 backends are up");

        two.wake();
        three.wake();
        sidecar.awaitEvent("panic_ended", event -> true);
        await().atMost(Sidecar.PATIENCE).until(() -> answerers().equals(Set.of("n1", "n2", "n3")));
        assertThat(metrics()).contains("outrider_service_panic{service=\"site\"} 0.0");
        assertThat(sidecar.events().stream()
                        .map(event -> event.path("event").asText())
                        .filter(name -> name.startsWith("panic")))
                .containsExactly("panic", "panic_ended");
    }

    @Test
    void whileItsDatabaseIsDownAServiceIsMutedAndReportedAfterwardsIfItStaysDown() {
        Nginx child = node(1);
        Nginx database = new Nginx("db", directory, "127.0.0.15", Sidecar.freePort()).start();
        run("consecutive_failures: 2", """
                version: 1
                tcp:
                  site:
                    port: 8080
                    check: {type: http, path: /_healthz}
                    depends_on: [database]
                    backends:
                %%s
                  database:
                    port: 5432
                    backends: [{host: 127.0.0.15, port: %d}]
                """.formatted(database.port()));
        // No server of the pool, but to be stopped as they are.
        nodes.add(database);
        sidecar.awaitStatus(child.endpoint(), "up");
        sidecar.awaitStatus(database.endpoint(), "up");

        database.kill();
        sidecar.awaitStatus(database.endpoint(), "down");
        child.hang();
        JsonNode muted = sidecar.awaitEvent("backend_down", event -> isOf(child, event));

        assertThat(muted.path("level").asText()).isEqualTo("info");
        assertThat(muted.path("reason").asText())
                .startsWith("muted: depends on database, which is down; ")
                .contains("response_timeout");
        assertThat(sidecar.awaitEvent("backend_down", event -> isOf(database, event))
                        .path("level")
                        .asText())
                .isEqualTo("warn");
        assertThat(metrics()).contains("outrider_service_muted{service=\"site\"} 1.0");
        assertThat(explain().out()).contains("events muted: depends on database, which is down");
        await().atMost(Sidecar.PATIENCE).until(() -> server(child).admin() == Admin.MAINT);

        database.start();
        JsonNode reported = sidecar.awaitEvent(
                "backend_down",
                event -> isOf(child, event) && event.path("level").asText().equals("warn"));
        assertThat(reported.path("reason").asText()).contains("still down since", "no longer muted");
        assertThat(metrics()).contains("outrider_service_muted{service=\"site\"} 0.0");
    }

    private static boolean isOf(Nginx node, JsonNode event) {
        return event.path("backend").asText().equals(node.endpoint());
    }

    private Artefact.Ended explain() {
        return Artefact.run("explain", "site", "--config", directory.toString());
    }

    @Test
    void aNodeIsDrainedWhileItsWindowIsOpenAndServesAgainWhenItCloses() {
        Nginx one = node(1);
        Nginx two = node(2);
        Instant from = Instant.now().minusSeconds(60);
        Instant until = Instant.now().plusSeconds(20);
        run("recovery: 1", """
                version: 1
                nodes:
                  127.0.0.11: {maintenance: [{from: %s, until: %s, mode: drain, reason: new disk}]}
                tcp:
                  site:
                    port: 8080
                    check: {type: http, path: /_healthz}
                    backends:
                %%s
                """.formatted(from, until));

        await().atMost(Sidecar.PATIENCE).until(() -> server(one).admin() == Admin.DRAIN);
        assertThat(server(two).serving()).isTrue();
        assertThat(sidecar.backend(one.endpoint()).path("plan_reason").asText())
                .contains("maintenance until", "new disk");

        await().atMost(Sidecar.PATIENCE.multipliedBy(2)).until(() -> answerers().equals(Set.of("n1", "n2")));
        assertThat(Instant.now()).isAfterOrEqualTo(until);
    }

    @Test
    void aSimulationTellsThatItWouldBeAPanic() {
        Nginx one = node(1);
        Nginx two = node(2);
        run("panic: 60%", SITE);
        sidecar.awaitStatus(one.endpoint(), "up");
        sidecar.awaitStatus(two.endpoint(), "up");

        Artefact.Ended ended =
                Artefact.run("simulate", "--down", one.endpoint().split(":")[0], "--config", directory.toString());

        assertThat(ended.out()).contains("panic: 1 of 2 backends are up, fewer than 60%");
    }
}
