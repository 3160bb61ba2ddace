package org.bolabaden.outrider.traefik;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A backend that answers with its name and the Host that it was asked for; {@code /_healthz} can be told to fail, and
 * {@code /broken} always does.
 */
final class WebBackend implements AutoCloseable {
    /** One check as it arrived. */
    record Check(String method, String target, String host) {}

    // ESTABLISHED and CLOSE_WAIT, as the kernel numbers the states of TCP.
    private static final Set<String> OPEN = Set.of("01", "08");

    private final String name;
    private final int port;
    private final ConcurrentLinkedQueue<Check> checks = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile int health = 200;
    private HttpServer server;

    private WebBackend(String name, int port) {
        this.name = name;
        this.port = port;
        start();
    }

    static WebBackend named(String name) {
        return new WebBackend(name, TraefikProcess.freePort());
    }

    int port() {
        return port;
    }

    /** The status of {@code /_healthz…} from now on. */
    void health(int status) {
        health = status;
    }

    /** The checks so far. */
    List<Check> checks() {
        return List.copyOf(checks);
    }

    /** From now on connections are refused, and whoever kept one knows that it has ended: nothing is in flight on it. */
    void stop() {
        server.stop(0);
        await().until(() -> Stream.of("tcp", "tcp6").noneMatch(this::isConnected));
    }

    /** Whether there is a connection to this backend that one side has not closed yet. */
    private boolean isConnected(String protocol) {
        String remote = "%04X".formatted(port);
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/net", protocol))) {
            return lines.skip(1)
                    .map(line -> line.strip().split("\\s+"))
                    .anyMatch(columns -> columns[2].endsWith(":" + remote) && OPEN.contains(columns[3]));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestURI().toString();
        String host = exchange.getRequestHeaders().getFirst("Host");
        int status = target.equals("/broken") ? 500 : 200;
        if (target.startsWith("/_healthz")) {
            checks.add(new Check(exchange.getRequestMethod(), target, host));
            status = health;
        }
        byte[] body = (name + " for " + host).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
        exchange.sendResponseHeaders(status, exchange.getRequestMethod().equals("HEAD") ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
