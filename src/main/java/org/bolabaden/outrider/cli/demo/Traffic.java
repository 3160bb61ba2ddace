package org.bolabaden.outrider.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A visitor: asks every node for every service, and remembers who answered. */
final class Traffic {
    private static final int TIMEOUT_MS = 2_000;
    private static final int REQUESTS = 4;

    private final List<DemoNode> nodes;
    private String last = "";

    Traffic(List<DemoNode> nodes) {
        this.nodes = nodes;
    }

    /** One round; the text when it went another way than the last one, else nothing. */
    String round() {
        List<String> lines = new ArrayList<>();
        for (DemoService service : List.of(DemoService.SITE, DemoService.DOZZLE)) {
            List<String> cells = new ArrayList<>();
            for (DemoNode node : nodes) {
                cells.add("%-22s".formatted("via " + node.name() + ": " + answers(node, service)));
            }
            lines.add("    %-13s %s".formatted(service.name(), String.join("  ", cells)));
        }
        String text = String.join("\n", lines);
        String news = text.equals(last) ? "" : text;
        last = text;
        return news;
    }

    private static String answers(DemoNode node, DemoService service) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            counts.merge(ask(node, service), 1, Integer::sum);
        }
        return String.join(" ", counts.keySet());
    }

    // The answer's last line is the name of the node that gave it.
    private static String ask(DemoNode node, DemoService service) {
        String request = "GET / HTTP/1.1\r\nHost: " + service.name() + "\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(node.address(), DemoNode.EDGE_PORT), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String[] lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split("\r?\n", -1);
            return lines[0].contains(" 200 ") ? lines[lines.length - 1] : lines[0].replaceFirst("^HTTP/1.. ", "");
        } catch (IOException failed) {
            return "no answer";
        }
    }
}
