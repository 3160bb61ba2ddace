package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node whose own link is cut, and a peer that dies silently: the same to a check, and told apart. */
@Tag(Artefact.LONG)
class IsolationIT {
    private static final String ONE = "10.99.0.11:8080";
    private static final String TWO = "10.99.0.12:8080";
    private static final Pattern FAILED = Pattern.compile("(?m)^outrider_probes_total\\{[^}]*failure[^}]*} ([0-9.]+)");

    @TempDir
    Path directory;

    private Namespaces network;
    private Sidecar sidecar;

    @BeforeEach
    void start() {
        network = new Namespaces();
        network.host("node", 10).host("one", 11).host("two", 12);
        network.serve("one", 8080);
        network.serve("two", 8080);
        sidecar = new Sidecar(directory)
                .on(network, "node")
                .watcher("node: node\n")
                .services("""
                        version: 1
                        nodes: {node: {address: 10.99.0.10}, one: {address: 10.99.0.11}, two: {address: 10.99.0.12}}
                        tcp:
                          site:
                            port: 8080
                            backends:
                              - {host: 10.99.0.11, port: 8080}
                              - {host: 10.99.0.12, port: 8080}
                        """)
                .start();
        sidecar.awaitStatus(ONE, "up");
        sidecar.awaitStatus(TWO, "up");
    }

    @AfterEach
    void stop() {
        if (sidecar != null) {
            sidecar.close();
        }
        if (network != null) {
            network.close();
        }
    }

    private double failedChecks() {
        Matcher matcher = FAILED.matcher(metrics());
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    private String metrics() {
        return sidecar.get("/metrics", "text/plain").body();
    }

    private List<String> changesOfState() {
        return sidecar.events().stream()
                .map(event -> event.path("event").asText())
                .filter(name -> name.startsWith("backend_") && !name.equals("backend_up"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"the link is down", "packets are dropped"})
    void whenTheNodesOwnLinkIsCutNothingChangesButWhatIsSaid(String how) {
        boolean down = how.equals("the link is down");
        if (down) {
            network.linkDown("node");
        } else {
            network.unplug("node");
        }

        JsonNode event = sidecar.awaitEvent("isolated", any -> true);
        assertThat(event.path("level").asText()).isEqualTo("error");
        assertThat(event.path("reason").asText()).contains("10.99.0.11, 10.99.0.12", "10.99.0.1:53");
        double before = failedChecks();
        await().atMost(Duration.ofMinutes(1)).until(() -> failedChecks() > before + 20);

        assertThat(changesOfState()).isEmpty();
        assertThat(metrics()).containsPattern("(?m)^outrider_isolated 1");
        JsonNode status = sidecar.get("/api/v1/status").json();
        assertThat(status.path("status").asText()).isEqualTo("degraded");
        assertThat(status.path("isolation").path("reason").asText()).contains("seems to be cut off");
        Sidecar.Answer ready = sidecar.get("/health/ready");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.body()).containsPattern("\"isolated\": ?true");
        assertThat(sidecar.backend(ONE).path("status").asText()).isEqualTo("up");
        assertThat(sidecar.backend(ONE).path("rule").asText()).isEqualTo("isolation");

        if (down) {
            network.linkUp("node");
        } else {
            network.plug("node");
        }
        sidecar.awaitEvent("isolation_ended", any -> true);
        await().atMost(Sidecar.PATIENCE)
                .until(() ->
                        sidecar.backend(ONE).path("last_check").path("passed").asBoolean()
                                && sidecar.backend(TWO)
                                        .path("last_check")
                                        .path("passed")
                                        .asBoolean());
        assertThat(changesOfState()).isEmpty();
        assertThat(metrics()).containsPattern("(?m)^outrider_isolated 0");
        assertThat(sidecar.backend(ONE).path("rule").asText()).isEqualTo("first_check");
    }

    @Test
    void aPeerThatDiesSilentlyIsTakenOutWhileOthersAnswer() {
        network.unplug("one");

        sidecar.awaitEvent(
                "backend_down", event -> event.path("backend").asText().equals(ONE));

        assertThat(sidecar.backend(ONE).path("evidence").path("last_failure").asText())
                .isIn("connect_timeout", "unreachable");
        assertThat(sidecar.backend(TWO).path("status").asText()).isEqualTo("up");
        assertThat(sidecar.events())
                .noneMatch(event -> event.path("event").asText().equals("isolated"));
    }

    @Test
    void whenAllPeersDieTheGatewayStillProvesThatItIsNotUs() {
        network.unplug("one");
        network.unplug("two");

        sidecar.awaitStatus(ONE, "down");
        sidecar.awaitStatus(TWO, "down");

        assertThat(sidecar.events())
                .noneMatch(event -> event.path("event").asText().equals("isolated"));
    }
}
