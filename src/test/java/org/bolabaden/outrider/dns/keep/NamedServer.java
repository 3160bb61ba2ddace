package org.bolabaden.outrider.dns.keep;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real BIND with the zone example.org, which takes updates that are signed with a key of tsig-keygen. */
public final class NamedServer implements AutoCloseable {
    private final Path directory;
    private final Path key;
    private final int port;
    private final Process process;

    public NamedServer(Path parent) throws Exception {
        directory = Files.createDirectories(parent.resolve("named"));
        key = directory.resolve("outrider.key");
        Files.writeString(key, run("tsig-keygen", "-a", "hmac-sha256", "outrider-node1"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(directory.resolve("example.org.zone"), """
                $TTL 300
                @ IN SOA ns.example.org. hostmaster.example.org. 1 3600 600 86400 60
                @ IN NS ns.example.org.
                ns IN A 127.0.0.1
                """);
        Files.writeString(directory.resolve("named.conf"), """
                include "%1$s";
                options {
                  directory "%2$s";
                  pid-file "%2$s/named.pid";
                  session-keyfile "%2$s/session.key";
                  listen-on port %3$d { 127.0.0.1; };
                  listen-on-v6 { none; };
                  recursion no;
                  dnssec-validation no;
                };
                controls { };
                zone "example.org" { type primary; file "example.org.zone"; allow-update { key "outrider-node1"; }; };
                """.formatted(key, directory, port));
        process = new ProcessBuilder(
                        "named",
                        "-g",
                        "-n",
                        "1",
                        "-c",
                        directory.resolve("named.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("named.log").toFile())
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(this::answers);
    }

    private static String run(String... command) throws Exception {
        Process run = new ProcessBuilder(List.of(command)).start();
        String out = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        run.waitFor();
        return out;
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError(Files.readString(directory.resolve("named.log")));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    public Path key() {
        return key;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
