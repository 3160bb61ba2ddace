package org.bolabaden.outrider.acceptance;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bolabaden.outrider.blackbox.Namespaces;
import org.bolabaden.outrider.blackbox.NodesInNamespaces;
import org.bolabaden.outrider.distribution.GitRepository;

/**
 * Three nodes, the public DNS and the certificate authority on the internet, and the visitors. The site is on node1 and node2,
 * Dozzle on node3, the Redis that begins as the primary on node1. Each test leaves it as it found it.
 */
final class Stage implements AutoCloseable {
    static final String SITE = "bolabaden.org";
    static final String DOZZLE = "dozzle.bolabaden.org";
    static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int NODES = 3;
    private static final List<String> PROGRAMS = List.of(
            "haproxy",
            "redis-server",
            "redis-cli",
            "nginx",
            "named",
            "tsig-keygen",
            "pebble",
            "openssl",
            "curl",
            "socat",
            "iptables",
            "tc",
            "git",
            "faketime");
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Path directory;
    private final NodesInNamespaces inNamespaces;
    private final PublicDns dns;
    private final Authority authority;
    private final List<Node> nodes = new ArrayList<>();
    private final Traffic traffic;
    private final Report report = new Report();
    private final Ledger ledger = new Ledger(this);
    private final GitRepository registry;

    Stage() throws IOException {
        requirePrograms();
        directory = Files.createTempDirectory("stage");
        registry = new GitRepository(directory).write("services.yaml", registry(3));
        registry.push();
        inNamespaces = new NodesInNamespaces(directory, NODES);
        try {
            network().host("internet", 53).host("user", 99);
            dns = new PublicDns(network(), "internet", directory);
            authority = new Authority(network(), "internet", directory);
            start();
            traffic = new Traffic(network(), "user", directory, authority.root());
            awaitWell();
        } catch (IOException | RuntimeException | AssertionError failed) {
            release();
            throw failed;
        }
    }

    private static void requirePrograms() {
        for (String program : PROGRAMS) {
            boolean there = Stream.of((System.getenv("PATH") + ":/usr/sbin").split(":"))
                    .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
            if (!there) {
                throw new AssertionError("acceptance needs the program " + program + ", which is not on the PATH: "
                        + ".ci/run says which packages to install");
            }
        }
    }

    private void release() {
        inNamespaces.close();
        nodes.forEach(Node::releaseDisk);
    }

    private void start() throws IOException {
        for (int number = 1; number <= NODES; number++) {
            nodes.add(new Node(inNamespaces, number, dns, authority));
        }
        nodes.forEach(this::startData);
        nodes.forEach(node -> node.sidecar()
                .write("watcher.yaml", node.watcher(dns))
                .write("distribution.yaml", "method: git\nrepo: " + registry.url() + "\ninterval: 1s\ntimeout: 10s\n")
                .launch());
        nodes.forEach(node -> {
            node.sidecar().awaitAnswer();
            await().atMost(PATIENCE).until(() -> Files.exists(node.tcp()) && Files.exists(node.http()));
            node.program("haproxy").start();
            // One after the other: this ACME client removes what another one has just put under the same name.
            node.program("traefik").start();
            await().atMost(PATIENCE).until(node::hasCertificate);
        });
    }

    private void startData(Node node) {
        node.program("redis").start();
        node.program("sentinel").start();
        if (node.name().equals("node3")) {
            node.program("dozzle").start();
        } else {
            node.program("site").start();
        }
    }

    /** The registry, with Dozzle on these nodes. */
    String registry(int... dozzle) {
        return """
                version: 1
                nodes: {%1$s}
                http:
                  bolabaden.org:
                    aliases: [www.bolabaden.org]
                    check: {path: /_healthz, expect: {status: 200, body: ok}}
                    backends:
                      - {host: node1, port: 8080}
                      - {host: node2, port: 8080}
                  dozzle.bolabaden.org:
                    backends:
                %2$s
                tcp:
                  redis-main:
                    port: %3$d
                    sentinel: {master: redis-main, sentinels: [%4$s], isolation: 10s}
                    backends:
                %5$s
                """.formatted(
                        each("%1$s: {address: %2$s}", ", "),
                        IntStream.of(dozzle)
                                .mapToObj(number -> "      - {host: node" + number + ", port: " + Node.DOZZLE + "}")
                                .collect(Collectors.joining("\n")),
                        Node.REDIS_FRONT,
                        each("\"%1$s:" + Node.SENTINEL + "\"", ", "),
                        each("      - {host: %1$s, port: " + Node.REDIS + "}", "\n"));
    }

    private static String each(String form, String between) {
        return IntStream.rangeClosed(1, NODES)
                .mapToObj(number -> form.formatted(NodesInNamespaces.name(number), NodesInNamespaces.address(number)))
                .collect(Collectors.joining(between));
    }

    /** Pushes this registry, for every node to pull. */
    void distribute(String services) {
        registry.write("services.yaml", services).push();
    }

    /** The repository that the nodes pull the registry from is gone, or is back. */
    void sync(boolean works) throws IOException {
        Path there = registry.bare();
        Path away = there.resolveSibling("away.git");
        Files.move(works ? away : there, works ? there : away);
    }

    Namespaces network() {
        return inNamespaces.network();
    }

    Path directory() {
        return directory;
    }

    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    Node node(int number) {
        return nodes.get(number - 1);
    }

    List<Node> others(Node node) {
        return nodes.stream().filter(other -> other != node).toList();
    }

    Traffic traffic() {
        return traffic;
    }

    Ledger ledger() {
        return ledger;
    }

    Report report() {
        return report;
    }

    PublicDns dns() {
        return dns;
    }

    Authority authority() {
        return authority;
    }

    /** Runs a command of the sidecar on that node; it has to succeed. */
    void run(Node node, String... arguments) {
        inNamespaces.run(nodes.indexOf(node) + 1, arguments);
    }

    /** Waits until nothing is wrong anywhere, so that what comes next can be told from what was before. */
    void awaitWell() {
        String[] last = {""};
        try {
            await().atMost(PATIENCE).pollInterval(LOOK).until(() -> {
                last[0] = whatIsWrong();
                return last[0].isEmpty();
            });
        } catch (org.awaitility.core.ConditionTimeoutException never) {
            throw new AssertionError("not well after " + PATIENCE + ": " + last[0] + "; see " + directory, never);
        }
    }

    private String whatIsWrong() {
        for (Node node : nodes) {
            String wrong = wrongOn(node);
            if (!wrong.isEmpty()) {
                return node + ": " + wrong;
            }
        }
        return "";
    }

    private String wrongOn(Node node) {
        for (String what : List.of("redis", "sentinel", "haproxy", "traefik")) {
            if (!node.program(what).isRunning()) {
                return what + " does not run";
            }
        }
        try {
            JsonNode status = node.sidecar().get("/api/v1/status").json();
            if (!status.path("status").asText().equals("ok")
                    || status.path("peers").path("healthy").asInt() != NODES - 1
                    || status.path("backends").path("healthy").asInt()
                            != status.path("backends").path("total").asInt(-1)) {
                return status.toString();
            }
        } catch (AssertionError noAnswer) {
            return "" + noAnswer.getMessage();
        }
        String written = output(node.name(), List.of("cat", node.http().toString()));
        if (!Stream.of(node(1).address() + ":8080", node(2).address() + ":8080", ":9999")
                .allMatch(written::contains)) {
            return "Traefik's file misses somebody";
        }
        return sentinelIsContent(node) ? sites(node) : "the sentinel misses somebody";
    }

    private String sites(Node node) {
        for (String site : List.of(SITE, DOZZLE)) {
            for (String scheme : List.of("http", "https")) {
                String answer = get(node, scheme, site);
                if (!answer.startsWith("200 ")
                        || (site.equals(SITE) && node != node(3) && !answer.endsWith(node.name()))) {
                    return scheme + "://" + site + " answers " + answer;
                }
            }
        }
        return "";
    }

    /** Its sentinel sees a primary that is up, two replicas and two other sentinels. */
    private boolean sentinelIsContent(Node node) {
        Map<String, String> seen = new HashMap<>();
        String[] words = redis(node.address(), Node.SENTINEL, "SENTINEL", "MASTER", "redis-main")
                .split("\n");
        for (int i = 0; i + 1 < words.length; i += 2) {
            seen.put(words[i], words[i + 1]);
        }
        return "master".equals(seen.get("flags"))
                && "2".equals(seen.get("num-slaves"))
                && "2".equals(seen.get("num-other-sentinels"))
                && redis(seen.get("ip"), Node.REDIS, "INFO", "replication").contains("connected_slaves:2");
    }

    /** What a Redis or a Sentinel answers a visitor who could reach it. */
    String redis(String address, int port, String... words) {
        List<String> command = new ArrayList<>(List.of("redis-cli", "-h", address, "-p", "" + port));
        command.addAll(List.of(words));
        return output("user", command);
    }

    /** The node that has the Redis primary, as most sentinels name it. */
    Node primary() {
        Map<String, Long> named = nodes.stream()
                .map(node -> redis(node.address(), Node.SENTINEL, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "redis-main"))
                .collect(Collectors.groupingBy(answer -> answer.split("\n", 2)[0], Collectors.counting()));
        String most = named.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        return nodes.stream()
                .filter(node -> node.address().equals(most))
                .findFirst()
                .orElseThrow();
    }

    /** Status and body of what that node answers a visitor who has chosen it. */
    String get(Node node, String scheme, String site) {
        int port = scheme.equals("https") ? 443 : 80;
        String answer = output(
                "user",
                List.of(
                        "curl",
                        "-sS",
                        "-m",
                        "5",
                        "--cacert",
                        authority.root().toString(),
                        "--resolve",
                        site + ":" + port + ":" + node.address(),
                        "-w",
                        "\n%{http_code}",
                        scheme + "://" + site + "/"));
        int end = answer.lastIndexOf('\n');
        return answer.substring(end + 1) + " "
                + answer.substring(0, Math.max(end, 0)).strip();
    }

    /** What a command on a host says. */
    String output(String host, List<String> command) {
        try {
            Process process = new ProcessBuilder(network().on(host, command))
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Waits until every sidecar knows a backend and holds it for up. */
    void awaitUp(String backend) {
        await().atMost(PATIENCE)
                .until(() ->
                        nodes.stream().allMatch(node -> verdict(node, backend).equals("up")));
    }

    /** Waits until every node has a site from that one, and Traefik has had the time to read the file that says so. */
    void awaitServedBy(Node server, String site) {
        await().atMost(PATIENCE)
                .until(() ->
                        nodes.stream().allMatch(node -> get(node, "http", site).endsWith("served by " + server)));
        pause(Duration.ofSeconds(3));
    }

    /** Waits until no Traefik sends anybody to a backend any more. */
    void awaitLeftOut(Node node, int port) {
        String there = node.address() + ":" + port;
        await().atMost(PATIENCE)
                .until(() -> nodes.stream()
                        .noneMatch(other -> output(
                                        other.name(),
                                        List.of("cat", other.http().toString()))
                                .contains(there)));
        // What Traefik has read is in force within its providersThrottleDuration.
        pause(Duration.ofSeconds(3));
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    /** No byte more on the disk that the node's sidecar writes its state and the proxies' files to. */
    void fill(Node node) {
        output(node.name(), List.of("dd", "if=/dev/zero", "of=" + node.disk().resolve("ballast"), "bs=4096"));
    }

    void free(Node node) {
        output(node.name(), List.of("rm", node.disk().resolve("ballast").toString()));
    }

    /** Sets how far the clock of the node's sidecar is off, in seconds. */
    void jump(Node node, String seconds) throws IOException {
        Files.writeString(node.clock(), seconds + "\n");
    }

    /** When the node's sidecar checked that backend last, by its own clock. */
    Instant checkedAt(Node node, String backend) {
        return Instant.parse(
                node.sidecar().backend(backend).path("last_check").path("at").asText());
    }

    /** Waits until its clock, as its checks have it, is no more than that ahead of ours. */
    void awaitCheckedBefore(Node node, String backend, Duration ahead) {
        await().atMost(PATIENCE)
                .until(() -> checkedAt(node, backend).isBefore(Instant.now().plus(ahead)));
    }

    /** The number of the certificate that the node shows a visitor. */
    String certificate(Node node) {
        return output(
                "user",
                List.of(
                        "sh",
                        "-c",
                        "openssl s_client -connect " + node.address() + ":443 -servername " + SITE
                                + " </dev/null 2>/dev/null | openssl x509 -noout -serial"));
    }

    /** The servers of redis-main that take sessions, as the HAProxy of that node tells. */
    List<String> redisServers(Node node) {
        return output(
                        node.name(),
                        List.of(
                                "sh",
                                "-c",
                                "echo 'show servers state redis-main' | socat - UNIX-CONNECT:" + node.socket()))
                .lines()
                .map(line -> line.split(" "))
                // Up, and in no kind of maintenance or drain.
                .filter(columns -> columns.length > 8
                        && columns[1].equals("redis-main")
                        && columns[5].equals("2")
                        && (Integer.parseInt(columns[6]) & (1 | 2 | 8 | 16 | 32)) == 0)
                .map(columns -> columns[4])
                .toList();
    }

    /** How that node's sidecar sees a backend, as {@code up}; empty when it does not answer. */
    String verdict(Node by, String backend) {
        try {
            return by.sidecar().backend(backend).path("status").asText();
        } catch (AssertionError noAnswer) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        release();
        report.write();
        if (Boolean.getBoolean("outrider.acceptance.keep")) {
            System.out.println("all that the nodes said is kept in " + directory);
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
