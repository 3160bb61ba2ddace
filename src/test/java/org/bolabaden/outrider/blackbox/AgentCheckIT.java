package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.bolabaden.outrider.haproxy.HaproxyProcess;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An HAProxy that nobody drives follows our drains by its agent-check: docs/DRAIN.md. */
class AgentCheckIT {
    private static final String HOST = "127.0.0.11";

    @TempDir
    Path directory;

    private Sidecar sidecar;
    private Nginx nginx;
    private HaproxyProcess front;

    @AfterEach
    void stop() {
        if (front != null) {
            front.close();
        }
        if (sidecar != null) {
            sidecar.close();
        }
        if (nginx != null) {
            nginx.close();
        }
    }

    private void start(int agent) {
        nginx = new Nginx("n1", directory, HOST, Sidecar.freePort()).start();
        sidecar = new Sidecar(directory).services("""
                        version: 1
                        tcp:
                          site:
                            port: 8080
                            backends:
                              - {host: %s, port: %d}
                        """.formatted(HOST, nginx.port()));
        sidecar.write("watcher.yaml", """
                        node: here
                        api: {listen: "127.0.0.1:%d", agent_check: "127.0.0.1:%d"}
                        state_dir: %s
                        """.formatted(sidecar.port(), agent, directory.resolve("state")))
                .start();
        sidecar.awaitStatus(nginx.endpoint(), "up");
    }

    private String status(String server) {
        return front.byHand("show stat")
                .lines()
                .map(line -> line.split(",", -1))
                .filter(fields -> fields.length > 17 && fields[1].equals(server))
                .map(fields -> fields[17])
                .findFirst()
                .orElseThrow();
    }

    private void awaitStatus(String server, String status) {
        await().atMost(Sidecar.PATIENCE).until(() -> status(server), status::equals);
    }

    private void run(String... arguments) {
        Artefact.Ended ended = Artefact.runIn(directory, arguments);
        assertThat(ended.exit()).as(ended.err()).isZero();
    }

    @Test
    void aBalancerInFrontDrainsWhatIsDrainedHereAndTakesDownWhatIsDownHere() {
        int agent = Sidecar.freePort();
        start(agent);
        String asked = "server %s " + nginx.endpoint()
                + " check inter 1m agent-check agent-inter 200ms agent-addr 127.0.0.1 agent-port " + agent
                + " agent-send \"%s\\n\"";
        front = HaproxyProcess.of(HaproxyVersion.V2_6)
                .backend(
                        "site",
                        asked.formatted("web", "site/" + nginx.endpoint()),
                        asked.formatted("node", HOST),
                        "server self " + nginx.endpoint()
                                + " check inter 1m agent-check agent-inter 200ms agent-addr 127.0.0.1 agent-port "
                                + agent,
                        asked.formatted("other", "site/10.0.0.1:80"))
                .start();
        awaitStatus("web", "UP");

        run("drain", HOST, "--force");

        awaitStatus("web", "DRAIN (agent)");
        awaitStatus("node", "DRAIN (agent)");
        assertThat(status("self")).isNotEqualTo("DRAIN (agent)");
        assertThat(status("other")).isNotEqualTo("DRAIN (agent)");

        run("undrain", HOST);
        awaitStatus("web", "UP");
        nginx.kill();
        awaitStatus("web", "DOWN (agent)");
        nginx.start();
        awaitStatus("web", "UP");
        sidecar.kill();
        assertThat(status("web")).isEqualTo("UP");
    }

    @Test
    void aPortThatIsTakenIsToldAndTheRestRuns() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            start(taken.getLocalPort());

            assertThat(sidecar.awaitEvent("agent_check_failed", any -> true)
                            .path("reason")
                            .asText())
                    .contains("api.agent_check: cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }
}
