package org.bolabaden.outrider.acceptance;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bolabaden.outrider.blackbox.Namespaces;

/**
 * A certificate authority that speaks ACME: Pebble, which proves names by the public DNS. Its certificates last for less than
 * Traefik's shortest time of renewal, so that each Traefik renews its own every minute.
 */
final class Authority {
    private static final Duration VALIDITY = Duration.ofSeconds(1199);

    private final Namespaces network;
    private final String host;
    private final Path directory;

    Authority(Namespaces network, String host, Path parent) throws IOException {
        this.network = network;
        this.host = host;
        this.directory = Files.createDirectories(parent.resolve("pebble"));
        ownCertificate();
        Path file = Files.writeString(
                directory.resolve("pebble.json"), """
                {"pebble": {"listenAddress": "%1$s:14000", "managementListenAddress": "127.0.0.1:15000",
                  "certificate": "%2$s/own.pem", "privateKey": "%2$s/own.key", "httpPort": 80, "tlsPort": 443,
                  "ocspResponderURL": "", "externalAccountBindingRequired": false, "certificateValidityPeriod": %3$d}}
                """.formatted(PublicDns.ADDRESS, directory, VALIDITY.toSeconds()));
        new Program(
                        network,
                        host,
                        directory.resolve("log"),
                        List.of(
                                "env",
                                "PEBBLE_VA_NOSLEEP=1",
                                "PEBBLE_WFE_NONCEREJECT=0",
                                "pebble",
                                "-config",
                                file.toString(),
                                "-dnsserver",
                                PublicDns.ADDRESS + ":53"))
                .start();
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(this::kept);
    }

    private void ownCertificate() throws IOException {
        new Openssl(directory)
                .request(
                        "own",
                        "pem",
                        "-x509",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=acme",
                        "-addext",
                        "subjectAltName=IP:" + PublicDns.ADDRESS);
    }

    /** The certificate of its own door. */
    Path own() {
        return directory.resolve("own.pem");
    }

    /** The root of what it signs, which visitors trust. */
    Path root() {
        return directory.resolve("root.pem");
    }

    private boolean kept() throws IOException {
        Process curl = new ProcessBuilder(network.on(
                        host,
                        List.of("curl", "-sSf", "-k", "-o", root().toString(), "https://127.0.0.1:15000/roots/0")))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("curl.log").toFile())
                .start();
        return curl.onExit().join().exitValue() == 0 && Files.readString(root()).contains("BEGIN CERTIFICATE");
    }
}
