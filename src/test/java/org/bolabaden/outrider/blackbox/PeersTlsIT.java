package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bolabaden.outrider.blackbox.Sidecar.PATIENCE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that show each other certificates. */
class PeersTlsIT {
    @TempDir
    Path directory;

    private Pki pki;
    private Sidecar one;
    private Sidecar two;

    @BeforeEach
    void twoNodes() throws IOException {
        pki = new Pki(directory.resolve("pki"));
        one = new Sidecar(Files.createDirectories(directory.resolve("one")));
        two = new Sidecar(Files.createDirectories(directory.resolve("two")));
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    /**
     * Starts it.
     *
     * @param trusted whose certificates it takes of those who ask
     * @param shown what it asks with
     */
    private void start(Sidecar sidecar, String name, Sidecar other, String otherName, Pki trusted, Pki.Issued shown) {
        Pki.exchange(pki.issue(name).certificate(), sidecar.directory().resolve("own.pem"));
        Pki.exchange(
                directory.resolve("pki").resolve(name + ".key"),
                sidecar.directory().resolve("own.key"));
        sidecar.write("watcher.yaml", """
                        node: %s
                        state_dir: state
                        api:
                          listen: "127.0.0.1:%d"
                          tls: {certificate_file: own.pem, key_file: own.key, client_ca_file: %s}
                        peers:
                          interval: 500ms
                          ca_file: %s
                          certificate_file: %s
                          key_file: %s
                          list: [{node: %s, url: "https://127.0.0.1:%d"}]
                        """.formatted(
                                name,
                                sidecar.port(),
                                trusted.authority(),
                                pki.authority(),
                                shown.certificate(),
                                shown.key(),
                                otherName,
                                other.port()))
                .services("""
                        version: 1
                        nodes: {one: {}, two: {}}
                        tcp:
                          db:
                            port: 7000
                            check: {type: tcp}
                            backends: [{host: one, port: 7001}, {host: two, port: 7001}]
                        """)
                .launch();
        await().atMost(PATIENCE)
                .until(() -> command(sidecar, "status", "--live").exit() == 0);
    }

    private static Artefact.Ended command(Sidecar of, String... words) {
        return Artefact.runIn(of.directory(), words);
    }

    @Test
    void aDrainReachesTheOtherNodeAndGoesOnDoingSoWhenTheCertificatesAreExchanged() {
        Pki.Issued shown = pki.issue("shown");
        start(one, "one", two, "two", pki, shown);
        start(two, "two", one, "one", pki, shown);

        assertThat(command(one, "drain", "one", "--force").err()).isEmpty();
        await().atMost(PATIENCE)
                .until(() -> command(two, "drains", "--json").out().contains("\"one\""));

        Pki.Issued next = pki.issue("next");
        Pki.exchange(next.certificate(), shown.certificate());
        Pki.exchange(next.key(), shown.key());
        two.awaitEvent(
                "certificate_renewed", event -> event.path("reason").asText().contains("peers"));
        assertThat(command(one, "undrain", "one").err()).isEmpty();
        await().atMost(PATIENCE)
                .until(() -> !command(two, "drains", "--json").out().contains("\"one\""));
        assertThat(two.events()).noneMatch(event -> event.path("event").asText().equals("peer_down"));
    }

    @Test
    void aNodeThatShowsACertificateOfAnotherAuthorityIsToldNothing() {
        start(one, "one", two, "two", pki, pki.issue("shown"));
        // Who takes that authority's certificates itself, so that its own commands can ask it.
        Pki theirs = new Pki(directory.resolve("theirs"));
        start(two, "two", one, "one", theirs, theirs.issue("stranger"));

        assertThat(command(one, "drain", "one", "--force").err()).isEmpty();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(command(two, "peers", "--json").out())
                        .contains("https://127.0.0.1:" + one.port() + ": "));
        assertThat(command(two, "drains", "--json").out()).doesNotContain("\"one\"");
    }
}
