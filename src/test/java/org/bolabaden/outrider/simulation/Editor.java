package org.bolabaden.outrider.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who writes the registries. He means some of what he writes; the rest are accidents. Whatever is meant has all services of
 * {@link #always}.
 */
final class Editor {
    /** Where the files are. */
    static final String DIRECTORY = "/etc/outrider";

    /** What stands in the registry and belongs nowhere else. */
    static final String SECRET = "tok-5ecret-4711";

    private static final int ADDED = 7100;
    private static final int SENTINELS = 3;

    private final int nodes;
    private final int redis;
    private int version;
    private boolean broken;

    /**
     * An editor.
     *
     * @param redis how many Redis servers; 0: there is no such service
     */
    Editor(int nodes, int redis) {
        this.nodes = nodes;
        this.redis = redis;
    }

    /** The services that every registry has that is meant. */
    Set<String> always() {
        Set<String> names = new TreeSet<>(List.of("web", "api", "mail", "extra", "more", "last"));
        if (redis > 0) {
            names.add("redis-main");
        }
        return names;
    }

    String watcher(int node) {
        StringBuilder peers = new StringBuilder();
        for (int i = 0; i < nodes; i++) {
            if (i != node) {
                peers.append("    - {node: n%d, url: \"http://10.0.0.%d:9180\"}%n".formatted(i, i + 1));
            }
        }
        return "node: n" + node + "\n" + """
            state_dir: /var/lib/outrider
            haproxy: {socket: /run/haproxy.sock, master_socket: /run/master.sock}
            templates:
              - {input: "builtin:haproxy-tcp", output: /etc/haproxy/tcp.cfg}
            peers:
              list:
            """ + peers;
    }

    /** Means another version than the last one. */
    void change() {
        version++;
    }

    /** Means one that HAProxy cannot read, or no longer means it. */
    void poison(boolean now) {
        broken = now;
    }

    private String service(String name, int port, String... hosts) {
        StringBuilder text = new StringBuilder("  " + name + ":\n    port: " + port + "\n");
        text.append("    check: {type: http, path: /health, headers: {Authorization: \"Bearer ")
                .append(SECRET)
                .append("\"}}\n    backends:\n");
        for (String host : hosts) {
            text.append("      - {host: ")
                    .append(host)
                    .append(", port: ")
                    .append(port + 1000)
                    .append("}\n");
        }
        return text.toString();
    }

    String services() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            all.add("n" + i);
        }
        StringBuilder text =
                new StringBuilder("version: 1\ninclude: [\"services.d/*.yaml\"]\n" + nodesPart() + "tcp:\n");
        text.append(service("web", 7001, all.toArray(String[]::new)));
        if (broken) {
            text.append(service(HaproxyFile.POISON, 7099, "n0"));
        }
        for (int i = 0; i < version % 3; i++) {
            text.append(service("added" + i, ADDED + i, "n" + i % nodes, "x0"));
        }
        return text.append(redisPart()).toString();
    }

    String included() {
        return "tcp:\n" + service("api", 7002, "x0", "x1") + service("mail", 7003, "x0", "n1")
                + service("extra", 7004, "x1", "n0") + service("more", 7005, "x0", "x1", "n1")
                + service("last", 7006, "x1");
    }

    /** What is left of it when most was cut off. */
    String shrunk() {
        return "version: 1\n" + nodesPart() + "tcp:\n" + service("web", 7001, "n0");
    }

    /** With a mistake beside the secret. */
    String mistaken(int which) {
        return switch (which % 3) {
            case 0 -> services().replace("    port: 7001\n", "    prot: 7001\n");
            case 1 -> services().replace("headers: {Authorization:", "headers: {\"Auth orization\":");
            default -> services().substring(0, services().indexOf(SECRET) + 6);
        };
    }

    private String nodesPart() {
        StringBuilder text = new StringBuilder("nodes:\n");
        for (int i = 0; i < nodes; i++) {
            text.append("  n%d: {address: 10.0.0.%d}%n".formatted(i, i + 1));
        }
        for (int i = 0; i < redis; i++) {
            text.append("  redis%d: {address: 10.0.2.%d}%n".formatted(i, i + 1));
        }
        text.append("  x0: {address: 10.0.1.1}\n  x1: {address: 10.0.1.2}\n");
        return text.toString();
    }

    private String redisPart() {
        if (redis == 0) {
            return "";
        }
        StringBuilder listed = new StringBuilder();
        for (int i = 0; i < SENTINELS; i++) {
            listed.append(i > 0 ? ", " : "").append("\"sentinel").append(i).append(":26379\"");
        }
        StringBuilder text = new StringBuilder(
                "  redis-main:\n    port: 6379\n    check: {type: tcp}\n    sentinel: {master: redis-main, sentinels: ["
                        + listed + "], password-file: /run/secrets/redis}\n    backends:\n");
        for (int i = 0; i < redis; i++) {
            text.append("      - {host: redis").append(i).append(", port: 6379}\n");
        }
        return text.toString();
    }
}
