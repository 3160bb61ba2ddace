package org.bolabaden.outrider.blackbox;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A backend that speaks TLS on loopback, with a certificate that can be renewed: OpenSSL's own server. */
final class TlsServer implements AutoCloseable {
    private final Path directory;
    private final int port = Sidecar.freePort();
    private Process process;

    /** Makes the authority that signs its certificates: {@link #authority()}. */
    TlsServer(Path parent) {
        try {
            directory = Files.createTempDirectory(parent, "tls-");
            Files.writeString(directory.resolve("ext"), "subjectAltName=IP:127.0.0.1\n");
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 365"
                + " -subj /CN=authority");
        openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out csr.pem -subj /CN=server");
    }

    int port() {
        return port;
    }

    Path authority() {
        return directory.resolve("ca.pem");
    }

    /** Serves with a certificate that ends in so many days, in place of the one before. */
    TlsServer certificate(int days) {
        close();
        openssl("x509 -req -in csr.pem -CA ca.pem -CAkey ca.key -CAcreateserial -extfile ext -out cert.pem -days "
                + days);
        try {
            process = new ProcessBuilder(
                            "openssl",
                            "s_server",
                            "-accept",
                            "127.0.0.1:" + port,
                            "-cert",
                            "cert.pem",
                            "-key",
                            "key.pem",
                            "-www")
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        await().atMost(Sidecar.PATIENCE).until(this::accepts);
        return this;
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void openssl(String words) {
        try {
            List<String> command = new ArrayList<>(List.of("openssl"));
            command.addAll(List.of(words.split(" ")));
            Process openssl = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (openssl.waitFor() != 0) {
                throw new AssertionError("openssl " + words + ": " + said);
            }
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
