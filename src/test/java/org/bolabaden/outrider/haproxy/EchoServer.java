package org.bolabaden.outrider.haproxy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server on loopback that answers with its name, a number counting forwarded requests, and their headers. */
final class EchoServer implements AutoCloseable {
    private final HttpServer server;
    private final String name;
    private final AtomicInteger requests = new AtomicInteger();

    EchoServer(String name) throws IOException {
        this.name = name;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean check = exchange.getRequestHeaders().get("X-Forwarded-For") == null;
        StringBuilder body = new StringBuilder(name + " " + (check ? 0 : requests.incrementAndGet()) + "\n");
        exchange.getRequestHeaders()
                .forEach((header, values) -> body.append(header)
                        .append(": ")
                        .append(String.join(" | ", values))
                        .append('\n'));
        if (exchange.getRequestURI().getPath().startsWith("/private")) {
            exchange.getResponseHeaders().add("Set-Cookie", "session=1");
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
