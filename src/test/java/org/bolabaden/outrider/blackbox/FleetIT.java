package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes that know of each other: docs/PEERS.md. */
class FleetIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int NODES = 3;
    private static final String SITE = "site";

    @TempDir
    Path directory;

    private final List<Sidecar> sidecars = new ArrayList<>();
    private Namespaces network;

    @BeforeEach
    void threeNodes() throws IOException {
        network = new Namespaces();
        Files.writeString(directory.resolve("token"), "s3cret\n");
        for (int number = 1; number <= NODES; number++) {
            network.host(name(number), 10 + number);
            network.serve(name(number), 8080);
            sidecars.add(new Sidecar(Files.createDirectory(directory.resolve(name(number)))));
        }
        for (int number = 1; number <= NODES; number++) {
            sidecar(number)
                    .on(network, name(number))
                    .services(registry(""))
                    .write("watcher.yaml", watcher(number))
                    .start();
        }
        for (int number = 1; number <= NODES; number++) {
            awaitPeers(number, NODES - 1);
            for (int other = 1; other <= NODES; other++) {
                sidecar(number).awaitStatus(address(other) + ":8080", "up");
            }
        }
    }

    @AfterEach
    void stop() {
        sidecars.forEach(Sidecar::close);
        if (network != null) {
            network.close();
        }
    }

    private static String name(int number) {
        return "node" + number;
    }

    private static String address(int number) {
        return "10.99.0." + (10 + number);
    }

    private Sidecar sidecar(int number) {
        return sidecars.get(number - 1);
    }

    private static String registry(String more) {
        return """
                version: 1
                nodes: {node1: {address: 10.99.0.11}, node2: {address: 10.99.0.12}, node3: {address: 10.99.0.13}}
                tcp:
                  site:
                    port: 8080
                    backends:
                      - {host: 10.99.0.11, port: 8080}
                      - {host: 10.99.0.12, port: 8080}
                      - {host: 10.99.0.13, port: 8080}
                """ + more;
    }

    private String watcher(int number) {
        String peers = String.join(
                ", ",
                IntStream.rangeClosed(1, NODES)
                        .mapToObj(other -> "{node: %s, url: \"http://%s:%d\"}"
                                .formatted(
                                        name(other),
                                        address(other),
                                        sidecar(other).port()))
                        .toList());
        return """
                node: %s
                api: {listen: "0.0.0.0:%d"}
                state_dir: %s
                peers:
                  token_file: %s
                  list: [%s]
                """.formatted(
                        name(number),
                        sidecar(number).port(),
                        sidecar(number).directory().resolve("state"),
                        directory.resolve("token"),
                        peers);
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

    /** Runs a command on that node. */
    private String run(int number, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(Artefact.command(arguments).toArray(String[]::new)));
        command.addAll(List.of("--config", sidecar(number).directory().toString()));
        try {
            Process process = new ProcessBuilder(network.on(name(number), command))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return output;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
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
        run(1, "drain", "node2", "--reason", "kernel update");

        awaitDrained(2, true);
        JsonNode drain = sidecar(3).get("/api/v1/drains").json().get(0);
        assertThat(drain.path("target").asText()).isEqualTo("node2");
        assertThat(drain.path("by").asText()).isEqualTo("node1");
        assertThat(drain.path("reason").asText()).isEqualTo("kernel update");

        run(3, "undrain", "node2");

        awaitDrained(2, false);
        await().atMost(SOON).until(() -> sidecar(1).get("/api/v1/drains").json().isEmpty());
    }

    @Test
    void aDrainHoldsWhileTheNodeThatMadeItIsGoneAlsoAfterARestartAndCanBeTakenBackMeanwhile() {
        run(1, "drain", "node1");
        awaitDrained(1, true);
        sidecar(1).close();
        sidecar(2)
                .awaitEvent("peer_down", event -> event.path("reason").asText().contains("node1"));
        sidecar(2).close();
        sidecar(2).start();
        awaitDrained(1, true);

        run(2, "undrain", "node1");
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
        network.blackhole("node2", address(3));

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

        network.unblackhole("node2", address(3));

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
        sidecar(2).services(registry("      - {host: 10.99.0.13, port: 9090, weight: 0}\n"));

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
