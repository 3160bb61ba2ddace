package org.bolabaden.outrider.blackbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** git's own HTTP server behind a password: {@code git http-backend} as a CGI. */
final class GitHttp implements AutoCloseable {
    private final HttpServer server;
    private final Path root;
    private final String password;
    private final List<String> refused = new CopyOnWriteArrayList<>();

    GitHttp(Path root, String password) throws IOException {
        this.root = root;
        this.password = password;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url(String repository) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + repository;
    }

    /** The credentials that were turned down. */
    List<String> refused() {
        return refused;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<String> given = Optional.ofNullable(
                            exchange.getRequestHeaders().getFirst("Authorization"))
                    .map(header -> new String(
                            Base64.getDecoder().decode(header.substring("Basic ".length())), StandardCharsets.UTF_8));
            if (given.filter(name -> name.endsWith(":" + password)).isEmpty()) {
                given.ifPresent(refused::add);
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            serve(exchange);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
        builder.environment()
                .putAll(Map.of(
                        "GIT_PROJECT_ROOT", root.toString(),
                        "GIT_HTTP_EXPORT_ALL", "1",
                        "PATH_INFO", exchange.getRequestURI().getPath(),
                        "QUERY_STRING",
                                Optional.ofNullable(exchange.getRequestURI().getQuery())
                                        .orElse(""),
                        "REQUEST_METHOD", exchange.getRequestMethod(),
                        "CONTENT_TYPE", header(exchange, "Content-Type"),
                        "HTTP_CONTENT_ENCODING", header(exchange, "Content-Encoding"),
                        "GIT_PROTOCOL", header(exchange, "Git-Protocol"),
                        "REMOTE_USER", "test"));
        Process backend = builder.start();
        try (var to = backend.getOutputStream()) {
            exchange.getRequestBody().transferTo(to);
        }
        try (InputStream from = backend.getInputStream()) {
            int status = headers(from, exchange);
            byte[] body = from.readAllBytes();
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static int headers(InputStream from, HttpExchange exchange) throws IOException {
        int status = 200;
        for (String line = line(from); !line.isEmpty(); line = line(from)) {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            if (line.startsWith("Status:")) {
                status = Integer.parseInt(value.substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(line.substring(0, colon), value);
            }
        }
        return status;
    }

    private static String line(InputStream from) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = from.read(); next >= 0 && next != '\n'; next = from.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
