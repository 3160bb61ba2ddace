package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bolabaden.outrider.blackbox.Sidecar.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where it can be made to connect to by somebody without the token, and by those whom it asks: nowhere. */
class OutboundIT {
    @TempDir
    static Path directory;

    private static final Set<String> CAUGHT = ConcurrentHashMap.newKeySet();
    private static final Set<String> ASKED = new ConcurrentSkipListSet<>();
    private static HttpServer trap;
    private static HttpServer sly;
    private static Sidecar sidecar;

    @BeforeAll
    static void whateverItAsksSendsItElsewhere() throws IOException {
        trap = server();
        trap.createContext("/", exchange -> {
            CAUGHT.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + exchange.getRequestHeaders());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        sly = server();
        sly.createContext("/", exchange -> {
            ASKED.add(exchange.getRequestURI().getPath());
            exchange.getResponseHeaders().set("Location", trapped("/metadata"));
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("GET") ? 302 : 307, -1);
            exchange.close();
        });
        Files.writeString(directory.resolve("token"), "correct-horse-battery");
        int there = sly.getAddress().getPort();
        sidecar = new Sidecar(directory);
        sidecar.write("watcher.yaml", """
                        node: n1
                        state_dir: state
                        api: {listen: "127.0.0.1:%1$d", token_file: token}
                        peers: {interval: 500ms, token_file: token, list: [{node: n2, url: "http://127.0.0.1:%2$d"}]}
                        otlp: {endpoint: "http://127.0.0.1:%2$d", interval: 1s, headers_file: headers}
                        health_checks: {interval: 500ms}
                        dns:
                          provider: cloudflare
                          names: [site.example.org]
                          token_file: token
                          api_url: "http://127.0.0.1:%2$d/dns"
                          address: {static: [198.51.100.7]}
                        notify: [{webhook: {url: "http://127.0.0.1:%2$d/hook", token_file: token}, min_level: info, group_for: 0s}]
                        """.formatted(sidecar.port(), there))
                .write("headers", "Authorization: Bearer correct-horse-battery\n")
                .services("""
                        version: 1
                        http:
                          site.example.org:
                            check: {type: http, path: /check, follow_redirects: true, headers: {Authorization: "Bearer correct-horse-battery"}}
                            backends: [{host: 127.0.0.1, port: %d}]
                        """.formatted(there))
                .start();
    }

    @AfterAll
    static void stop() {
        sidecar.close();
        trap.stop(0);
        sly.stop(0);
    }

    private static HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        return server;
    }

    private static String trapped(String path) {
        return "http://127.0.0.1:" + trap.getAddress().getPort() + path;
    }

    @Test
    void aRedirectIsFollowedNowhere() {
        for (String path : List.of("/api/v1/local", "/hook", "/v1/metrics", "/check")) {
            await().atMost(PATIENCE).until(() -> ASKED.contains(path));
        }
        await().atMost(PATIENCE).until(() -> ASKED.stream().anyMatch(path -> path.startsWith("/dns")));
        // What came back was understood by the time of a second question.
        sidecar.awaitEvent(
                "backend_down", event -> event.path("reason").asText().contains("elsewhere"));

        assertThat(CAUGHT).isEmpty();
    }

    /** An operation of the interface, with the trap's URL wherever a text is taken. */
    private record Operation(String method, String path) {}

    private static List<Operation> operations() throws IOException {
        String bait = URLEncoder.encode(trapped("/bait"), StandardCharsets.UTF_8);
        JsonNode described = sidecar.get("/openapi?format=json", "*/*").json();
        List<Operation> operations = new ArrayList<>();
        described
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(entry -> {
                    String method = entry.getKey().toUpperCase(java.util.Locale.ROOT);
                    if (!Set.of("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS")
                            .contains(method)) {
                        return;
                    }
                    StringBuilder query = new StringBuilder("?url=" + bait + "&target=" + bait);
                    entry.getValue().path("parameters").forEach(parameter -> {
                        if (parameter.path("in").asText().equals("query")
                                && !parameter
                                        .path("schema")
                                        .path("type")
                                        .asText()
                                        .matches("integer|boolean")) {
                            query.append('&')
                                    .append(parameter.path("name").asText())
                                    .append('=')
                                    .append(bait);
                        }
                    });
                    operations.add(new Operation(method, path.getKey().replaceAll("\\{[^}]*}", bait) + query));
                }));
        return operations;
    }

    private static int ask(Operation operation) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create("http://127.0.0.1:" + sidecar.port() + operation.path())
                        .toURL()
                        .openConnection();
        connection.setRequestMethod(operation.method());
        connection.setRequestProperty("Accept", "application/json");
        connection.setReadTimeout(20_000);
        return connection.getResponseCode();
    }

    @Test
    void nothingThatIsAskedWithoutTheTokenMakesItConnectOrChangeAnything() throws IOException {
        List<Operation> operations = operations();
        assertThat(operations).extracting(Operation::method).contains("GET", "PUT", "DELETE", "POST");

        for (Operation operation : operations) {
            int status = ask(operation);
            if (operation.method().equals("GET")) {
                assertThat(status).as(operation.toString()).isIn(200, 400, 401, 404, 406);
            } else {
                assertThat(status).as(operation.toString()).isEqualTo(401);
            }
        }

        assertThat(CAUGHT).isEmpty();
        assertThat(sidecar.get("/api/v1/drains").body()).isEqualTo("[]");
    }

    @Test
    void theTrapCatches() throws IOException {
        HttpURLConnection visitor =
                (HttpURLConnection) URI.create(trapped("/control")).toURL().openConnection();
        assertThat(visitor.getResponseCode()).isEqualTo(200);
        assertThat(CAUGHT.removeIf(caught -> caught.contains("/control"))).isTrue();
    }
}
