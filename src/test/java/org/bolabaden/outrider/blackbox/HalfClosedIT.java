package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Those who shut one side of a connection and keep the other, or never read: backends, peers, sentinels, clients of the API. */
@Tag(Artefact.LONG)
class HalfClosedIT {
    private static final int CLIENTS = 100;

    @TempDir
    Path directory;

    private final List<HalfServer> servers = new ArrayList<>();
    private Sidecar sidecar;

    /** Somebody who accepts, does that, and keeps the connection for as long as the other side does. */
    private static final class HalfServer implements AutoCloseable {
        private final ServerSocket socket;
        private final Manner manner;
        private final Set<Socket> open = ConcurrentHashMap.newKeySet();
        private final AtomicInteger met = new AtomicInteger();

        HalfServer(Manner manner) throws IOException {
            this.socket = new ServerSocket(0);
            this.manner = manner;
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return socket.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket next = socket.accept();
                    met.incrementAndGet();
                    open.add(next);
                    Thread.ofVirtual().start(() -> serve(next));
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        private void serve(Socket connection) {
            try (connection) {
                manner.act(connection);
            } catch (IOException gone) {
                // The other side has closed.
            } finally {
                open.remove(connection);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
            for (Socket one : open) {
                one.close();
            }
        }
    }

    private interface Manner {
        void act(Socket connection) throws IOException;

        /** Says nothing more, and listens on. */
        static void shutsItsOutput(Socket connection) throws IOException {
            connection.shutdownOutput();
            readAll(connection);
        }

        /** Says the half of something, and no more. */
        static void shutsItsOutputInMidWord(Socket connection) throws IOException {
            connection.getOutputStream().write("HTTP/1.1 200 O".getBytes(StandardCharsets.US_ASCII));
            shutsItsOutput(connection);
        }

        /** Hears nothing more, and says nothing. */
        static void shutsItsInput(Socket connection) throws IOException {
            connection.shutdownInput();
            // It ends when a byte meets the reset of the other side.
            while (true) {
                connection.sendUrgentData(0);
                LockSupport.parkNanos(20_000_000);
            }
        }

        private static void readAll(Socket connection) throws IOException {
            byte[] any = new byte[4096];
            int read;
            do {
                read = connection.getInputStream().read(any);
            } while (read >= 0);
        }
    }

    @AfterEach
    void stopAll() throws IOException {
        sidecar.close();
        for (HalfServer server : servers) {
            server.close();
        }
    }

    private HalfServer serve(Manner manner) throws IOException {
        HalfServer server = new HalfServer(manner);
        servers.add(server);
        return server;
    }

    @Test
    void serversThatShutOneSideCostNoDescriptor() throws IOException {
        StringBuilder services = new StringBuilder("version: 1\ntcp:\n");
        int port = 7000;
        for (Manner manner :
                List.<Manner>of(Manner::shutsItsOutput, Manner::shutsItsOutputInMidWord, Manner::shutsItsInput)) {
            HalfServer server = serve(manner);
            for (String check : List.of(
                    "{type: http, path: /}",
                    "{type: tcp, expect: hello}",
                    "{type: tls}",
                    "{type: redis}",
                    "{type: grpc}")) {
                services.append("  s%1$d: {port: %1$d, check: %2$s, backends: [{host: 127.0.0.1, port: %3$d}]}%n"
                        .formatted(++port, check, server.port()));
            }
        }
        HalfServer peer = serve(Manner::shutsItsOutputInMidWord);
        HalfServer sentinel = serve(Manner::shutsItsOutput);
        services.append("""
                  redis:
                    port: 6999
                    sentinel: {master: m, sentinels: ["127.0.0.1:%1$d", "localhost:%1$d"]}
                    backends: [{host: 127.0.0.1, port: %1$d}, {host: localhost, port: %1$d}]
                """.formatted(sentinel.port()));
        sidecar = new Sidecar(directory)
                .watcher("""
                        node: elsewhere
                        health_checks: {interval: 500ms, timeout: 300ms}
                        peers: {interval: 500ms, list: [{node: other, url: "http://127.0.0.1:%d"}]}
                        """.formatted(peer.port()))
                .services(services.toString())
                .start();
        await().atMost(Sidecar.PATIENCE).until(() -> servers.stream().allMatch(server -> server.met.get() >= 5));
        Footprint before = Footprint.of(sidecar);

        List<Integer> met = servers.stream().map(server -> server.met.get()).toList();
        await().atMost(Sidecar.PATIENCE).until(() -> {
            for (int i = 0; i < met.size(); i++) {
                if (servers.get(i).met.get() < met.get(i) + 20) {
                    return false;
                }
            }
            return true;
        });

        Footprint.of(sidecar).requireLike(before);
        sidecar.awaitEvent("peer_down", event -> true);
        sidecar.awaitEvent("sentinel_lost", event -> true);
        assertThat(sidecar.get("/health/live").status()).isEqualTo(200);
    }

    private Socket client(String words) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", sidecar.port()), 5_000);
        socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private void calm() throws IOException {
        Files.createDirectories(directory);
        sidecar = new Sidecar(directory)
                .watcher("node: elsewhere\n")
                .services("version: 1\ntcp:\n  s: {port: 7000, backends: [{host: 127.0.0.1, port: 1}]}\n")
                .start();
    }

    @Test
    void clientsThatShutTheirSideAreLetGoOf() throws IOException {
        calm();
        Footprint before = Footprint.of(sidecar);
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            // Nothing, the half of a request, and one that is answered.
            Socket client = client(List.of("", "GET /api/v1/st", "GET /api/v1/status HTTP/1.1\r\nHost: x\r\n\r\n")
                    .get(i % 3));
            client.shutdownOutput();
            clients.add(client);
        }

        await().atMost(Sidecar.PATIENCE).until(() -> Footprint.of(sidecar).isLike(before));
        assertThat(sidecar.get("/api/v1/status").status()).isEqualTo(200);
        for (Socket client : clients) {
            client.close();
        }
    }

    @Test
    void clientsThatNeverReadDelayNobodyAndAreForgottenWhenTheyGo() throws IOException {
        calm();
        Footprint before = Footprint.of(sidecar);
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(client(
                    i % 2 == 0
                            ? "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n"
                            : "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200)));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(sidecar.get("/api/v1/status").status()).isEqualTo(200);
        }
        assertThat(sidecar.get("/health/live").status()).isEqualTo(200);

        for (Socket client : clients) {
            client.close();
        }
        await().atMost(Sidecar.PATIENCE).until(() -> Footprint.of(sidecar).isLike(before));
    }
}
