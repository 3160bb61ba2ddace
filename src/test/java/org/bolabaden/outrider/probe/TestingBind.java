package org.bolabaden.outrider.probe;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real name server with the zone example.org, on a free port of 127.0.0.1, over UDP and TCP. */
public final class TestingBind implements AutoCloseable {
    private static final String ZONE = """
            $TTL 60
            @     SOA   ns hostmaster 1 3600 600 86400 60
                  NS    ns
                  MX    10 mail
            ns    A     192.0.2.1
            site  A     192.0.2.10
            site  A     192.0.2.11
            site  AAAA  2001:db8::10
            www   CNAME site
            text  TXT   "v=" "1"
            10    PTR   site
            """;

    private final int port = EngineFixture.closedPort();
    private final Process process;

    public TestingBind(Path directory) throws IOException {
        // Records beyond a datagram's 512 bytes: the answer is cut, and says so.
        StringBuilder many = new StringBuilder(ZONE);
        for (int i = 0; i < 60; i++) {
            many.append("many  TXT   \"number ").append(i).append("\"\n");
        }
        Files.writeString(directory.resolve("zone"), many);
        Path configuration = Files.writeString(directory.resolve("named.conf"), """
                options {
                  directory "%1$s"; pid-file none; session-keyfile none; lock-file none;
                  listen-on port %2$d { 127.0.0.1; }; listen-on-v6 { none; };
                  recursion no; dnssec-validation no; minimal-responses yes;
                };
                controls { };
                zone "example.org" { type primary; file "zone"; };
                """.formatted(directory, port));
        process = new ProcessBuilder("named", "-g", "-n", "1", "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("named.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(30)).until(this::answers);
    }

    private boolean answers() {
        try (Socket connection = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            return connection.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
