package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bolabaden.outrider.blackbox.Sidecar.PATIENCE;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers who want to wear the HTTP interface out, to read it from a browser of somebody else's, or to guess the token. */
class HostileCallersIT {
    private static final int MOST_FROM_ONE_ADDRESS = 128;
    private static final int MOST_READERS = 64;

    @TempDir
    static Path directory;

    private static Sidecar sidecar;

    @BeforeAll
    static void aSidecarWithAToken() throws IOException {
        Files.writeString(directory.resolve("token"), "correct-horse-battery");
        sidecar = new Sidecar(directory);
        sidecar.write("watcher.yaml", """
                        node: node1.example.org
                        state_dir: state
                        api: {listen: "127.0.0.1:%d", token_file: token, hosts: [status.example.org]}
                        """.formatted(sidecar.port()))
                .services("version: 1\n")
                .start();
    }

    @AfterAll
    static void stop() {
        sidecar.close();
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", sidecar.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** All that is answered on a connection of its own, which is closed afterwards. */
    private static String ask(String text) throws IOException {
        try (Socket socket = connect()) {
            say(socket, text);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String ask(String line, String... headers) throws IOException {
        return ask(line + " HTTP/1.1\r\n"
                + String.join(
                        "",
                        List.of(headers).stream().map(header -> header + "\r\n").toList())
                + "Connection: close\r\n\r\n");
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void whoSendsARequestByteByByteIsHungUpOnAndOthersAreServedMeanwhile() throws Exception {
        String head = "GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nX-Patience: ";
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                Socket socket = connect();
                say(socket, head.substring(0, 1 + i % head.length()));
                slow.add(socket);
            }
            // Each says one more byte a second, so that none is ever idle.
            await().atMost(PATIENCE).until(() -> {
                for (Socket socket : slow) {
                    try {
                        say(socket, "a");
                    } catch (IOException hungUp) {
                        continue;
                    }
                }
                assertThat(sidecar.get("/api/v1/registry").status()).isEqualTo(200);
                return slow.stream().allMatch(HostileCallersIT::isClosed);
            });
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedFor() throws IOException {
        try (Socket socket = connect()) {
            say(
                    socket,
                    "PUT /api/v1/drains/n HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer correct-horse-battery\r\n"
                            + "Content-Length: 100\r\n\r\n{");
            // To the end of the connection, which is theirs.
            socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void oneAddressHasSoManyConnectionsAndNoMore() throws IOException {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * MOST_FROM_ONE_ADDRESS; i++) {
                open.add(connect());
            }
            await().atMost(PATIENCE)
                    .until(() ->
                            open.stream().filter(HostileCallersIT::isClosed).count() >= MOST_FROM_ONE_ADDRESS);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> sidecar.get("/health/live").status() == 200);
    }

    @Test
    void soManyReadersFollowTheEventsAndNoMoreAndOneThatGoesMakesRoom() throws IOException {
        String follow = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < MOST_READERS; i++) {
                Socket reader = connect();
                say(reader, follow);
                assertThat(line(reader)).contains(" 200 ");
                readers.add(reader);
            }
            try (Socket tooMany = connect()) {
                say(tooMany, follow);
                assertThat(line(tooMany)).contains(" 503 ");
            }
            readers.removeLast().close();
            await().atMost(PATIENCE).until(() -> {
                try (Socket next = connect()) {
                    say(next, follow);
                    return line(next).contains(" 200 ");
                }
            });
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
    }

    private static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = socket.getInputStream().read();
                read >= 0 && read != '\n';
                read = socket.getInputStream().read()) {
            line.append((char) read);
        }
        return line.toString();
    }

    @Test
    void whatIsTooLongIsRefused() throws IOException {
        String token = "Authorization: Bearer correct-horse-battery";
        assertThat(ask("GET /" + "a".repeat(5_000), "Host: localhost"))
                .startsWith("HTTP/1.")
                .contains(" 414 ");
        assertThat(ask("GET /api/v1/status", "Host: localhost", "X-Long: " + "a".repeat(20_000)))
                .startsWith("HTTP/1.1 431");
        assertThat(ask("PUT /api/v1/drains/n HTTP/1.1\r\nHost: localhost\r\n" + token
                        + "\r\nContent-Length: 70000\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(sidecar.get("/api/v1/registry").status()).isEqualTo(200);
    }

    @Test
    void aNameThatIsNobodysHereIsRefusedButForProbes() throws IOException {
        for (String path : List.of("/", "/page/app.js", "/api/v1/status", "/openapi")) {
            String answer = ask("GET " + path, "Host: evil.example:" + sidecar.port());
            assertThat(answer).as(path).startsWith("HTTP/1.1 421").contains("api.hosts");
        }
        for (String path : List.of("/metrics", "/health/live")) {
            assertThat(ask("GET " + path, "Host: prometheus.example:" + sidecar.port()))
                    .as(path)
                    .startsWith("HTTP/1.1 200");
        }
        for (String host : List.of("status.example.org", "node1.example.org:9180", "localhost", "outrider:9180")) {
            assertThat(ask("GET /api/v1/registry", "Host: " + host)).as(host).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void everyAnswerSaysWhatABrowserMayMakeOfIt() throws IOException {
        for (String path : List.of(
                "/api/v1/status", "/metrics", "/openapi", "/health/live", "/nothing", "/api/v1/services/none")) {
            String answer = ask("GET " + path, "Host: localhost", "Origin: http://evil.example");
            String head = answer.substring(0, answer.indexOf("\r\n\r\n")).toLowerCase(java.util.Locale.ROOT);
            assertThat(head)
                    .as(path)
                    .contains(
                            "x-content-type-options: nosniff",
                            "content-security-policy: default-src 'none'; frame-ancestors 'none'",
                            "referrer-policy: no-referrer",
                            "cache-control: no-store",
                            "cross-origin-resource-policy: same-origin")
                    .doesNotContain("access-control-allow", "set-cookie", "server:");
        }
        String page = ask("GET /", "Host: localhost");
        assertThat(page.substring(0, page.indexOf("\r\n\r\n")))
                .contains("script-src 'self'", "frame-ancestors 'none'")
                .containsOnlyOnce("Content-Security-Policy")
                .containsOnlyOnce("Cache-Control")
                .doesNotContain("unsafe");
    }

    @Test
    void aWrongTokenChangesNothingAndManyAreTold() throws IOException {
        String reload = "POST /api/v1/reload";
        assertThat(ask(reload, "Host: localhost", "Content-Length: 0")).startsWith("HTTP/1.1 401");
        // One a second is let through: a machine that is slow has to be given more of them.
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
            for (int i = 0; i < 70; i++) {
                assertThat(ask(reload, "Host: localhost", "Content-Length: 0", "Authorization: Bearer guess-" + i))
                        .startsWith("HTTP/1.1 401");
            }
            return sidecar.events().stream()
                    .anyMatch(event -> event.path("event").asText().equals("authentication_throttled"));
        });
        sidecar.awaitEvent(
                "authentication_throttled",
                event -> event.path("reason").asText().startsWith("127.0.0.1"));
        // The operator on this machine is not locked out by whoever runs beside him.
        assertThat(ask(reload, "Host: localhost", "Content-Length: 0", "Authorization: Bearer correct-horse-battery"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void aTokenFileThatOthersMayWriteIsNoTokenAndIsTold() throws IOException {
        Path token = directory.resolve("token");
        var mode = Files.getPosixFilePermissions(token);
        try {
            Files.setPosixFilePermissions(token, java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw-rw-"));
            String answer = ask(
                    "POST /api/v1/reload",
                    "Host: localhost",
                    "Content-Length: 0",
                    "Authorization: Bearer correct-horse-battery");
            assertThat(answer).startsWith("HTTP/1.1 403").doesNotContain("correct-horse");
            sidecar.awaitEvent(
                    "token_unreadable", event -> event.path("reason").asText().contains("chmod go-w"));
        } finally {
            Files.setPosixFilePermissions(token, mode);
        }
    }

    @Test
    void itListensWhereItSaysAndNowhereElse() throws IOException {
        Set<Integer> listening = Sockets.listening(sidecar.pid());

        assertThat(listening).containsExactly(sidecar.port());
    }
}
