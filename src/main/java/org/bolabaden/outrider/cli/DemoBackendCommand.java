package org.bolabaden.outrider.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A backend of the demo: answers every request with its node's name. */
@Command(name = "demo-backend", hidden = true, description = "Serves one backend of the demo.")
final class DemoBackendCommand implements Callable<Integer> {
    @Option(names = "--address", required = true)
    private String address = "";

    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--name", required = true)
    private String name = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.createContext("/", exchange -> answer(exchange, name + "\n"));
        server.createContext("/_healthz", exchange -> answer(exchange, "ok\n"));
        server.start();
        new CountDownLatch(1).await();
        return OutriderCommand.FINE;
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }
}
