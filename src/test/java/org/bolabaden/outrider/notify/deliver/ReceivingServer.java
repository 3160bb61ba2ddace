package org.bolabaden.outrider.notify.deliver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A receiver over HTTP: keeps what it is sent, and answers as it is told to. */
public final class ReceivingServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Posted> posted = new CopyOnWriteArrayList<>();
    private volatile Answer answer = new Answer(200, Map.of(), "ok");
    private volatile boolean hangs;

    /** A request as it came. */
    public record Posted(String method, String path, Map<String, List<String>> headers, String body) {
        /** Its body. */
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException notJson) {
                throw new AssertionError("not JSON: " + body, notJson);
            }
        }

        String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? "" : values.getFirst();
        }
    }

    private record Answer(int status, Map<String, String> headers, String body) {}

    /** Listens on a free port of the loopback address. */
    public ReceivingServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        posted.add(new Posted(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), exchange.getRequestHeaders(), body));
        if (hangs) {
            return;
        }
        Answer now = answer;
        now.headers().forEach(exchange.getResponseHeaders()::add);
        byte[] bytes = now.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(now.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** From now on it answers so. */
    public void answers(int status, Map<String, String> headers, String body) {
        answer = new Answer(status, headers, body);
        hangs = false;
    }

    /** From now on it takes what it is sent and says nothing. */
    public void hangs() {
        hangs = true;
    }

    /** What it was sent. */
    public List<Posted> posted() {
        return posted;
    }

    /** A URL of it. */
    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
