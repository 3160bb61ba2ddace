package org.bolabaden.outrider.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** TLS between the nodes: a backend that shows a certificate of an authority of one's own. */
@ExtendWith(SharedStage.class)
class Certificates {
    private static final String VAULT = "vault.bolabaden.org";
    private static final int PORT = 8443;

    private final Stage stage;
    private final Node node;
    private final Path directory;
    private Program vault;

    Certificates(Stage stage) throws IOException {
        this.stage = stage;
        this.node = stage.node(3);
        this.directory = Files.createDirectories(node.home().resolve("vault"));
    }

    @BeforeEach
    void aVaultOnNode3() throws IOException {
        authority("ours");
        authority("somebody-elses");
        Files.writeString(directory.resolve("nginx.conf"), Node.nginxConfiguration("""
                listen %d ssl;
                ssl_certificate own.pem;
                ssl_certificate_key own.key;
                location / { return 200 "served by node3\\n"; }
                """.formatted(PORT)));
        vault = new Program(
                stage.network(),
                node.name(),
                directory.resolve("log"),
                List.of(
                        "nginx",
                        "-p",
                        directory + "/",
                        "-c",
                        directory.resolve("nginx.conf").toString(),
                        "-e",
                        "error.log"));
    }

    @AfterEach
    void gone() {
        vault.kill();
        stage.distribute(stage.registry(3));
        stage.awaitLeftOut(node, PORT);
    }

    private void authority(String name) throws IOException {
        new Openssl(directory).request(name, "pem", "-x509", "-days", "100", "-subj", "/CN=" + name);
    }

    /** A certificate for the vault, valid for thirty days, in place. */
    private void signedBy(String authority) throws IOException {
        Openssl openssl = new Openssl(directory);
        openssl.request("own", "csr", "-subj", "/CN=vault", "-addext", "subjectAltName=DNS:vault.internal");
        openssl.run(
                "x509",
                "-req",
                "-in",
                "own.csr",
                "-CA",
                authority + ".pem",
                "-CAkey",
                authority + ".key",
                "-CAcreateserial",
                "-days",
                "30",
                "-copy_extensions",
                "copy",
                "-out",
                "own.pem");
    }

    private String registry() {
        return stage.registry(3)
                .replace("tcp:\n", """
                  %s:
                    tls: {ca: %s, server_name: vault.internal}
                    backends: [{url: "https://%s:%d"}]
                tcp:
                """.formatted(VAULT, directory.resolve("ours.pem"), node.address(), PORT));
    }

    private boolean everybody(String answer) {
        return stage.nodes().stream()
                .allMatch(one -> stage.get(one, "http", VAULT).startsWith(answer));
    }

    @Test
    void aBackendIsTrustedByOurOwnAuthorityAndNoOther() throws Exception {
        signedBy("ours");
        vault.start();
        stage.distribute(registry());

        await().atMost(Stage.PATIENCE).until(() -> everybody("200 served by node3"));
        // Thirty days, less some seconds: what the alerts on expiring certificates go by.
        assertThat(node.sidecar().get("/metrics", "text/plain").body())
                .containsPattern("outrider_tls_certificate_expiry_seconds\\{[^}]*" + VAULT + "[^}]*} 2[.]?59[0-9.E]+");

        vault.kill();
        signedBy("somebody-elses");
        vault.start();

        await().atMost(Stage.PATIENCE).until(() -> !everybody("200 "));
        await().atMost(Stage.PATIENCE)
                .until(() -> stage.nodes().stream()
                        .allMatch(one -> one.sidecar().events().stream()
                                .anyMatch(event -> event.path("event").asText().equals("backend_down")
                                        && event.path("service").asText().equals(VAULT)
                                        && event.path("reason").asText().contains("tls:"))));
        assertThat(stage.nodes()).noneMatch(one -> stage.get(one, "http", VAULT).startsWith("200 "));
    }
}
