package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bolabaden.outrider.stack.Bootstrapped;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node as bootstrap.sh makes it: what it wrote is understood, and HAProxy and Outrider find each other from nothing. */
@Timeout(120)
class DeployedNodeIT {
    @TempDir
    Path directory;

    private Process haproxy;
    private Sidecar sidecar;

    @AfterEach
    void stop() throws InterruptedException {
        if (sidecar != null) {
            sidecar.close();
        }
        if (haproxy != null) {
            haproxy.descendants().forEach(ProcessHandle::destroyForcibly);
            haproxy.destroyForcibly().waitFor();
        }
    }

    @Test
    void outriderFindsNoMistakeInWhatItWrote() {
        Bootstrapped node = Bootstrapped.in(directory);

        Artefact.Ended lint = Artefact.runIn(node.etc(), "lint");

        assertThat(lint.exit()).as(lint.out() + lint.err()).isZero();
    }

    @Test
    void haproxyBeginsWithItsBaseAloneAndServesOnceOutriderHasRendered() throws IOException {
        Bootstrapped node = Bootstrapped.in(directory);
        sidecar = new Sidecar(node.etc());
        int health = Sidecar.freePort();
        int service = Sidecar.freePort();
        // Long paths do not fit into a socket's name.
        Path sockets = Files.createTempDirectory("hr");
        node.edit(
                node.etc().resolve("watcher.yaml"),
                "/var/lib/outrider",
                node.state().resolve("outrider").toString(),
                "/etc/bolabaden/secrets",
                node.etc().resolve("secrets").toString(),
                "/run/haproxy",
                sockets.toString(),
                "/etc/haproxy/",
                node.etc().resolve("haproxy") + "/",
                "/etc/traefik/",
                node.etc().resolve("traefik") + "/",
                ":9180",
                ":" + sidecar.port());
        node.edit(node.etc().resolve("haproxy/base.cfg"), ":8404", ":" + health);
        Files.writeString(
                node.etc().resolve("services.yaml"),
                "version: 1\ntcp: {echo: {port: %d, backends: [{host: 127.0.0.1, port: %d}]}}%n"
                        .formatted(service, health));
        haproxy = new ProcessBuilder(
                        "/usr/sbin/haproxy",
                        "-W",
                        "-S",
                        sockets.resolve("master.sock") + ",mode,660",
                        "-f",
                        node.etc().resolve("haproxy/base.cfg").toString(),
                        "-f",
                        node.etc().resolve("haproxy/conf.d").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("haproxy.log").toFile())
                .start();
        await().atMost(Sidecar.PATIENCE).until(() -> status(health) == 200);

        sidecar.start();

        await().atMost(Sidecar.PATIENCE).until(() -> status(service) == 200);
        await().atMost(Sidecar.PATIENCE)
                .until(() -> Artefact.runIn(node.etc(), "status").exit() == 0);
        assertThat(Artefact.runIn(node.etc(), "drain", "echo", "--for", "1m", "--force")
                        .exit())
                .as("with the token of its own file")
                .isZero();
    }

    private static int status(int port) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/healthz").toURL().openConnection();
            connection.setReadTimeout(2_000);
            return connection.getResponseCode();
        } catch (IOException notYet) {
            return -1;
        }
    }
}
