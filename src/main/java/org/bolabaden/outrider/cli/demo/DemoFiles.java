package org.bolabaden.outrider.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes what the demo's processes read: one services.yaml for all, and two files for each node. */
final class DemoFiles {
    private DemoFiles() {}

    static List<DemoNode> write(Path directory) throws IOException {
        List<DemoNode> nodes = List.of(
                node(directory, 1, DemoService.SITE, DemoService.ECHO),
                node(directory, 2, DemoService.SITE, DemoService.ECHO),
                node(directory, 3, DemoService.DOZZLE));
        Files.writeString(directory.resolve("services.yaml"), services(nodes));
        for (DemoNode node : nodes) {
            Files.createDirectories(node.directory());
            Files.writeString(node.directory().resolve("watcher.yaml"), watcher(directory, node));
            Files.writeString(node.directory().resolve("haproxy.cfg"), haproxy(node));
        }
        return nodes;
    }

    private static DemoNode node(Path directory, int number, DemoService... services) {
        String name = "node" + number;
        return new DemoNode(name, "127.0.1." + number, directory.resolve(name), List.of(services));
    }

    private static String services(List<DemoNode> nodes) {
        StringBuilder yaml = new StringBuilder("""
                # The one file that all three nodes read. Edit it while the demo runs.
                version: 1
                nodes:
                """);
        nodes.forEach(node -> yaml.append("  %s: {address: %s}%n".formatted(node.name(), node.address())));
        yaml.append("http:\n");
        append(yaml, DemoService.SITE, "check: {path: /_healthz, expect: {status: 200, body: ok}}", nodes);
        append(yaml, DemoService.DOZZLE, "check: {path: /_healthz}", nodes);
        yaml.append("tcp:\n");
        append(yaml, DemoService.ECHO, "port: " + DemoNode.ECHO_PORT, nodes);
        return yaml.toString();
    }

    private static void append(StringBuilder yaml, DemoService service, String line, List<DemoNode> nodes) {
        yaml.append("  %s:%n    %s%n    backends:%n".formatted(service.name(), line));
        nodes.stream()
                .filter(node -> node.services().contains(service))
                .forEach(node -> yaml.append("      - {host: %s, port: %d}%n".formatted(node.name(), service.port())));
    }

    private static String watcher(Path directory, DemoNode node) {
        return """
                node: %s
                source: %s
                state_dir: %s
                haproxy: {socket: %s}
                api: {listen: "%s"}
                """.formatted(
                        node.name(),
                        directory.resolve("services.yaml"),
                        node.directory().resolve("state"),
                        node.socket(),
                        node.api());
    }

    // No server line anywhere: the sidecar adds the servers, with the state that their checks earn.
    private static String haproxy(DemoNode node) {
        return """
                global
                    stats socket %s mode 600 level admin
                defaults
                    mode http
                    balance roundrobin
                    option redispatch 1
                    retries 3
                    timeout connect 300ms
                    timeout client 30s
                    timeout server 30s
                frontend edge
                    bind %s:%d
                    use_backend demo.local if { hdr(host) -i demo.local }
                    use_backend dozzle.local if { hdr(host) -i dozzle.local }
                backend demo.local
                backend dozzle.local
                frontend echo-in
                    mode tcp
                    bind %s:%d
                    default_backend echo
                backend echo
                    mode tcp
                """.formatted(node.socket(), node.address(), DemoNode.EDGE_PORT, node.address(), DemoNode.ECHO_PORT);
    }
}
