package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bolabaden.outrider.blackbox.NodesInNamespaces.address;
import static org.bolabaden.outrider.blackbox.NodesInNamespaces.name;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes that know of each other: docs/PEERS.md. */
@Tag(Artefact.LONG)
class FleetIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int NODES = 3;

    @TempDir
    Path directory;

    private NodesInNamespaces nodes;

    @BeforeEach
    void threeNodes() throws IOException {
        nodes = new NodesInNamespaces(directory, NODES);
        Files.writeString(directory.resolve("token"), "s3cret\n");
        nodes.numbers().forEach(number -> {
            nodes.network().serve(name(number), 8080);
            sidecar(number)
                    .services(nodes.registry())
                    .write("watcher.yaml", watcher(number))
                    .start();
        });
        nodes.numbers().forEach(number -> {
            awaitPeers(number, NODES - 1);
            nodes.numbers().forEach(other -> sidecar(number).awaitStatus(address(other) + ":8080", "up"));
        });
    }

    @AfterEach
    void stop() {
        if (nodes != null) {
            nodes.close();
        }
    }

    private Sidecar sidecar(int number) {
        return nodes.sidecar(number);
    }

    private String watcher(int number) {
        return nodes.watcher(number, "token_file: " + directory.resolve("token") + ", ", "");
    }

    private JsonNode peer(int of, int node) {
        return StreamSupport.stream(sidecar(of).get("/api/v1/peers").json().spliterator(), false)
                .filter(peer -> peer.path("node").asText().equals(name(node)))
                .findFirst()
                .orElseThrow();
    }

    private void awaitPeers(int of, int up) {
        await().atMost(SOON)
                .until(
                        () -> sidecar(of).get("/api/v1/status").json().path("peers"),
                        found -> found.path("healthy").asInt() == up);
    }

    private boolean isDrained(int by, int node) {
        return sidecar(by)
                .backend(address(node) + ":8080")
                .path("state")
                .asText()
                .equals("drain");
    }

    private void awaitDrained(int node, boolean drained) {
        for (int by = 1; by <= NODES; by++) {
            int observer = by;
            if (sidecar(observer).isRunning()) {
                await().atMost(SOON).until(() -> isDrained(observer, node) == drained);
            }
        }
    }

    @Test
    void aDrainThatIsMadeOnOneNodeIsInForceOnAllAndEndsFromAnyOfThem() {
        nodes.run(1, "drain", "node2", "--reason", "kernel update");

        awaitDrained(2, true);
        JsonNode drain = sidecar(3).get("/api/v1/drains").json().get(0);
        assertThat(drain.path("target").asText()).isEqualTo("node2");
        assertThat(drain.path("by").asText()).isEqualTo("node1");
        assertThat(drain.path("reason").asText()).isEqualTo("kernel update");

        nodes.run(3, "undrain", "node2");

        awaitDrained(2, false);
        await().atMost(SOON).until(() -> sidecar(1).get("/api/v1/drains").json().isEmpty());
    }

    @Test
    void aDrainHoldsWhileTheNodeThatMadeItIsGoneAlsoAfterARestartAndCanBeTakenBackMeanwhile() {
        nodes.run(1, "drain", "node1");
        awaitDrained(1, true);
        sidecar(1).close();
        sidecar(2)
                .awaitEvent("peer_down", event -> event.path("reason").asText().contains("node1"));
        sidecar(2).close();
        sidecar(2).start();
        awaitDrained(1, true);

        nodes.run(2, "undrain", "node1");
        awaitDrained(1, false);

        sidecar(1).start();
        sidecar(1)
                .awaitEvent(
                        "drain_ended", event -> event.path("reason").asText().contains("another node"));
        awaitDrained(1, false);
        assertThat(sidecar(1).get("/api/v1/drains").json()).isEmpty();
    }

    @Test
    void aPathThatIsBrokenForOneOfThemAloneIsToldByBoth() {
        nodes.network().blackhole("node2", address(3));

        sidecar(2).awaitStatus(address(3) + ":8080", "down");
        JsonNode here = sidecar(1)
                .awaitEvent(
                        "peers_disagree", event -> event.path("reason").asText().contains("node2 sees backends on"));
        assertThat(here.path("reason").asText()).contains("on node3 down that are up from here: site/10.99.0.13:8080");
        sidecar(2)
                .awaitEvent(
                        "peers_disagree",
                        event -> event.path("reason").asText().contains("node1 sees backends on node3 up"));
        assertThat(sidecar(1).get("/metrics", "text/plain").body())
                .contains("outrider_peer_disagreements{peer=\"node2\"} 1.0");
        await().atMost(SOON).until(() -> !peer(1, 2).path("sees").path("node3").asBoolean(true));
        assertThat(sidecar(1).get("/api/v1/status").json().path("isolation").isMissingNode())
                .isTrue();

        nodes.network().unblackhole("node2", address(3));

        sidecar(1).awaitEvent("peers_agree", any -> true);
    }

    @Test
    void losingAllPeersChangesNothingThatServes() {
        JsonNode before = sidecar(1).get("/api/v1/backends").json();
        sidecar(2).close();
        sidecar(3).close();
        awaitPeers(1, 0);

        JsonNode after = sidecar(1).get("/api/v1/backends").json();

        assertThat(after).hasSameSizeAs(before);
        after.forEach(backend -> {
            assertThat(backend.path("status").asText()).isEqualTo("up");
            assertThat(backend.path("state").asText()).isEqualTo("ready");
        });
        assertThat(sidecar(1).get("/api/v1/status").json().path("status").asText())
                .isEqualTo("ok");
        assertThat(sidecar(1).get("/metrics", "text/plain").body())
                .contains("outrider_peer_up{peer=\"node2\"} 0.0", "outrider_peer_up{peer=\"node3\"} 0.0");
    }

    @Test
    void anotherRegistryAndAWrongTokenAreSeen() throws IOException {
        sidecar(2).services(nodes.registry() + "      - {host: 10.99.0.13, port: 9090, weight: 0}\n");

        await().atMost(SOON).until(() -> !peer(1, 2).path("in_step").asBoolean(true));
        assertThat(sidecar(1).get("/metrics", "text/plain").body())
                .contains("outrider_peer_registry_in_step{peer=\"node2\"} 0.0")
                .contains("outrider_peer_registry_in_step{peer=\"node3\"} 1.0");

        assertThat(sidecar(1).get("/api/v1/local").status()).isEqualTo(401);
        assertThat(sidecar(1).get("/api/v1/local").body())
                .contains("peers.token_file")
                .doesNotContain("s3cret");
        Path other = Files.writeString(directory.resolve("other"), "wr0ng\n");
        sidecar(3)
                .write(
                        "watcher.yaml",
                        watcher(3).replace(directory.resolve("token").toString(), other.toString()));
        JsonNode refused = sidecar(1)
                .awaitEvent("peer_down", event -> event.path("reason").asText().contains("HTTP 401"));
        assertThat(refused.path("reason").asText())
                .contains("node3", "must be the same on all nodes")
                .doesNotContain("s3cret");
    }

    @Test
    void aPeerThatIsAnotherNodeThanExpectedIsNotBelieved() {
        sidecar(1)
                .write(
                        "watcher.yaml",
                        watcher(1)
                                .replace(
                                        "{node: node2, url: \"http://10.99.0.12",
                                        "{node: node2, url: \"http://10.99.0.13")
                                .replace(
                                        ":" + sidecar(2).port() + "\"",
                                        ":" + sidecar(3).port() + "\""));

        sidecar(1)
                .awaitEvent(
                        "peer_down",
                        event -> event.path("reason")
                                .asText()
                                .contains("it is the sidecar of node3, expected that of node2"));
    }
}
