package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.bolabaden.outrider.distribution.GitRepository;
import org.bolabaden.outrider.dns.keep.CloudflareStandIn;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.bolabaden.outrider.sentinel.RedisFleet;
import org.bolabaden.outrider.stack.Deployment;
import org.bolabaden.outrider.stack.Promtool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes, each with its HAProxy, and a real Prometheus with the shipped rules, hurried up ({@link Prometheus#hurried}).
 * What the rules watch is broken for real and mended, all of it in one scene.
 *
 * <p>Those of {@link #NOT_BROKEN_HERE} have the unit tests of the rules alone. It takes a minute, since the proof that
 * something is over is that time passes.
 */
@Tag(Artefact.LONG)
class AlertsIT {
    /** A node that is cut off, and a store, take networks of their own: {@link IsolationIT} and {@link PeerStoreIT} look at their metrics. */
    private static final Set<String> NOT_BROKEN_HERE = Set.of("OutriderNodeIsolated", "OutriderPeerStoreDown");

    // Each takes seconds; a machine that is busy takes its time.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    private final List<AutoCloseable> things = new ArrayList<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private Nginx web;
    private Nginx one;
    private Nginx two;
    private Nginx flapping;
    private TlsServer endsSoon;
    private TlsServer endsNow;
    private RedisFleet redis;
    private CloudflareStandIn zone;
    private Prometheus prometheus;
    private Path reload;
    private Path split;
    private Receiver receiver;
    private GitRepository repository;
    private Sidecar pulled;

    /**
     * A sidecar and its HAProxy.
     *
     * @param checks what its health_checks have beside the others'
     * @param templates what it renders beside the others
     */
    private record Node(Sidecar sidecar, Edge edge, String checks, String templates) {}

    /** Somebody who is told of troubles, while he listens. */
    private static final class Receiver implements AutoCloseable {
        private final int port;
        private HttpServer server;

        Receiver(int port) throws IOException {
            this.port = port;
            open();
        }

        int port() {
            return port;
        }

        void open() throws IOException {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
            server.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            server.start();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    /** Stops a process for more than a second again and again, as a machine that is overloaded does. */
    private static final class Stalling implements AutoCloseable {
        private final long pid;
        private volatile boolean over;
        private final Thread thread = Thread.ofVirtual().unstarted(this::stall);

        Stalling(long pid) {
            this.pid = pid;
            thread.start();
        }

        private void stall() {
            while (!over) {
                signal("STOP");
                LockSupport.parkNanos(Duration.ofMillis(1_300).toNanos());
                signal("CONT");
                LockSupport.parkNanos(Duration.ofMillis(700).toNanos());
            }
        }

        private void signal(String name) {
            try {
                new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor();
            } catch (IOException failed) {
                throw new AssertionError(failed);
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
        }

        @Override
        public void close() {
            over = true;
            try {
                thread.join();
            } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
            }
            signal("CONT");
        }
    }

    @BeforeEach
    void aFleetThatIsWell() throws IOException {
        Promtool.program("prometheus");
        web = keep(new Nginx("web", directory).start());
        one = keep(new Nginx("one", directory).start());
        two = keep(new Nginx("two", directory).start());
        flapping = keep(new Nginx("flapping", directory).start());
        endsSoon = keep(new TlsServer(directory).certificate(90));
        endsNow = keep(new TlsServer(directory).certificate(90));
        redis = keep(RedisFleet.in(directory).replicas(1).start());
        zone = keep(new CloudflareStandIn());
        reload = Files.writeString(directory.resolve("reload.sh"), "exit 1\n");
        for (String service : List.of(
                "web", "pool", "comes-and-goes", "ends-soon", "ends-now", "redis-main", "redis-role", "split")) {
            ports.put(service, Sidecar.freePort());
        }
        node("node-a", "", "\n  - {input: extra.tmpl, output: extra.txt}");
        node("node-b", ", panic: 60%", "");
        node("node-c", "", "");
        split = Files.writeString(directory.resolve("split"), "nobody\n");
        receiver = keep(new Receiver(Sidecar.freePort()));
        for (String name : nodes.keySet()) {
            node(name).sidecar().watcher(watcher(name, "")).services(services(false));
        }
        nodes.values().forEach(node -> node.sidecar().launch());
        pulled = pulledNode();
        for (Node node : nodes.values()) {
            awaitAnswer(node.sidecar());
            node.edge().start();
        }
        Files.writeString(reload, reloading());
        node("node-c").sidecar().watcher(watcher("node-c", ", reload: [sh, " + reload + "]"));
        awaitAnswer(pulled);
        prometheus = keep(new Prometheus(Files.createDirectory(directory.resolve("prometheus"))));
        Map<String, Integer> targets = new LinkedHashMap<>();
        nodes.forEach((name, node) -> targets.put(name, node.sidecar().port()));
        targets.put("node-d", pulled.port());
        prometheus.start(targets);
    }

    /** One more, without HAProxy, that pulls its registry. */
    private Sidecar pulledNode() throws IOException {
        Path own = Files.createDirectory(directory.resolve("node-d"));
        repository = new GitRepository(Files.createDirectory(directory.resolve("git")));
        repository
                .write(
                        "services.yaml",
                        "version: 1\ntcp: {web: {port: %d, backends: [{host: 127.0.0.1, port: %d}]}}\n"
                                .formatted(Sidecar.freePort(), one.port()))
                .push();
        Sidecar sidecar = keep(new Sidecar(own));
        sidecar.watcher("node: node-d\n")
                .write("distribution.yaml", "method: git\nrepo: %s\ninterval: 1s\n".formatted(repository.url()))
                .launch();
        return sidecar;
    }

    @AfterEach
    void stopAll() throws Exception {
        for (AutoCloseable thing : things.reversed()) {
            thing.close();
        }
    }

    /** All three begin at once, so that each may take longer than one alone. */
    private static void awaitAnswer(Sidecar sidecar) {
        await().atMost(PATIENCE)
                .ignoreExceptionsMatching(AssertionError.class::isInstance)
                .until(() -> sidecar.get("/health/live").status() == 200);
    }

    private <T extends AutoCloseable> T keep(T thing) {
        things.add(thing);
        return thing;
    }

    private Node node(String name) {
        return nodes.get(name);
    }

    private void node(String name, String checks, String templates) throws IOException {
        Path own = Files.createDirectory(directory.resolve(name));
        Edge edge = keep(new Edge(HaproxyVersion.V2_6, own.resolve("haproxy.cfg")));
        Sidecar sidecar = keep(new Sidecar(own));
        nodes.put(name, new Node(sidecar, edge, checks, templates));
        sidecar.write("extra.tmpl", "{#for s in tcp}{s.name}{/for}\n")
                .write("secrets.env", "CF_API_TOKEN=" + CloudflareStandIn.TOKEN + "\n");
    }

    /** node-c has no way to its master, so that a command of ours reloads it. */
    private String watcher(String name, String how) {
        Node node = node(name);
        Edge edge = node.edge();
        String master = name.equals("node-c") ? "" : ", master_socket: " + edge.masterSocket();
        return """
                node: %s
                haproxy: {socket: %s, tcp_bind: 127.0.0.2%d%s}
                health_checks: {isolation: off, flap: {half_life: 40s, suppress: 2500, reuse: 2300}%s}
                templates:
                  - {input: "builtin:haproxy-tcp", output: haproxy.cfg%s}%s
                peers: {interval: 500ms, list: [%s]}
                %s
                """.formatted(
                        name,
                        edge.socket(),
                        name.charAt(5) - 'a',
                        master,
                        node.checks(),
                        how,
                        node.templates(),
                        peers(),
                        ownSettings(name));
    }

    private String peers() {
        return nodes.entrySet().stream()
                .map(node -> "{node: %s, url: \"http://127.0.0.1:%d\"}"
                        .formatted(node.getKey(), node.getValue().sidecar().port()))
                .collect(Collectors.joining(", "));
    }

    /** node-a alone has a record of its own, and node-b alone tells somebody. */
    private String ownSettings(String name) {
        return switch (name) {
            case "node-a" ->
                "dns: {provider: cloudflare, api_url: \"%s\", names: [www.example.org], address: 203.0.113.1, interval: 1s}"
                        .formatted(zone.url());
            case "node-b" -> "notify: [{webhook: {url: \"http://127.0.0.1:%d/\"}}]".formatted(receiver.port());
            default -> "";
        };
    }

    private String reloading() {
        return "kill -USR2 " + node("node-c").edge().master() + "\n";
    }

    /** @param told whether redis-role names the server that is the primary, or the replica alone */
    private String services(boolean told) {
        String sentinels = redis.sentinels().stream()
                .map(sentinel -> "\"" + sentinel.endpoint() + "\"")
                .collect(Collectors.joining(", "));
        return """
                version: 1
                defaults: {check: {interval: 1s, timeout: 2s}}
                tcp:
                  web: {port: %d, backends: [{host: 127.0.0.1, port: %d}]}
                  pool: {port: %d, backends: [{host: 127.0.0.1, port: %d}, {host: 127.0.0.1, port: %d}]}
                  comes-and-goes: {port: %d, backends: [{host: 127.0.0.1, port: %d}, {host: 127.0.0.1, port: %d}]}
                  ends-soon: {port: %d, check: {type: tls, tls: {ca: %s}}, backends: [{host: 127.0.0.1, port: %d}]}
                  ends-now: {port: %d, check: {type: tls, tls: {ca: %s}}, backends: [{host: 127.0.0.1, port: %d}]}
                  redis-main:
                    port: %d
                    sentinel: {master: redis-main, sentinels: [%s]}
                    backends: [{host: 127.0.0.1, port: %d}, {host: 127.0.0.1, port: %d}]
                  redis-role: {port: %d, primary: role, backends: [{host: 127.0.0.1, port: %d}]}
                  split: {port: %d, check: {type: exec, command: [sh, -c, %s]}, backends: [{host: 127.0.0.1, port: %d}]}
                """.formatted(
                        ports.get("web"),
                        web.port(),
                        ports.get("pool"),
                        one.port(),
                        two.port(),
                        ports.get("comes-and-goes"),
                        one.port(),
                        flapping.port(),
                        ports.get("ends-soon"),
                        endsSoon.authority(),
                        endsSoon.port(),
                        ports.get("ends-now"),
                        endsNow.authority(),
                        endsNow.port(),
                        ports.get("redis-main"),
                        sentinels,
                        redis.redis().getFirst().port(),
                        redis.redis().getLast().port(),
                        ports.get("redis-role"),
                        (told ? redis.redis().getFirst() : redis.redis().getLast()).port(),
                        ports.get("split"),
                        // Fails on the node that the file names: on the sidecar that has it in its command line.
                        "'! grep -q -f " + split + " /proc/$PPID/cmdline'",
                        one.port());
    }

    private void write(boolean told) {
        nodes.values().forEach(node -> node.sidecar().services(services(told)));
    }

    @Test
    void whatIsBrokenFiresAndIsOverWhenItIsMended() throws IOException {
        prometheus.awaitNone("up == 0 or outrider_haproxy_up == 0", PATIENCE);
        // From the start nobody of redis-role says master.
        prometheus.awaitFired("OutriderNoPrimaryOffered", "master=\"redis-role\"", PATIENCE);
        Sidecar a = node("node-a").sidecar();
        Sidecar c = node("node-c").sidecar();

        threeSettingsByHand(node("node-c").edge());
        web.kill();
        two.kill();
        endsSoon.certificate(10);
        endsNow.certificate(2);
        redis.sentinels().subList(0, 2).forEach(sentinel -> sentinel.kill());
        node("node-b").edge().close();
        a.write("extra.tmpl", "{#for s in tcp}{s.nmae}{/for}\n").services("version: 1\ntcp: {web: {prot: 1}}\n");
        Files.writeString(reload, "exit 1\n");
        c.services(services(false)
                + "  more: {port: %d, backends: [{host: 127.0.0.1, port: %d}]}%n"
                        .formatted(Sidecar.freePort(), one.port()));
        zone.failing(Integer.MAX_VALUE);
        Files.writeString(split, "node-a\n");
        receiver.close();
        Path remote = Files.move(repository.bare(), directory.resolve("away"));
        flap();

        fired("OutriderServiceWithoutHealthyBackend", "service=\"web\"");
        fired("OutriderBackendDownEverywhere", "service=\"web\"");
        fired("OutriderBackendFlapping", "service=\"comes-and-goes\"");
        fired("OutriderServicePanic", "service=\"pool\"");
        fired("OutriderCertificateExpiresSoon", "service=\"ends-soon\"");
        fired("OutriderCertificateAboutToExpire", "service=\"ends-now\"");
        fired("OutriderRegistryRejected", "instance=\"node-a\"");
        fired("OutriderRegistryServingLastGood", "instance=\"node-a\"");
        fired("OutriderRegistryOld", "instance=\"node-a\"");
        fired("OutriderOutputNotRendered", "instance=\"node-a\",template=\"extra.tmpl\"");
        fired("OutriderHaproxyDown", "instance=\"node-b\"");
        fired("OutriderHaproxyDrift", "instance=\"node-c\"");
        fired("OutriderReloadFailed", "instance=\"node-c\"");
        fired("OutriderSentinelNoQuorum", "instance=\"node-a\"");
        fired("OutriderDnsOutOfStep", "instance=\"node-a\"");
        fired("OutriderRegistrySkew", "instance=\"node-b\",peer=\"node-c\"");
        fired("OutriderPeersDisagree", "instance=\"node-b\",peer=\"node-a\"");
        fired("OutriderNotificationsFailing", "instance=\"node-b\"");
        fired("OutriderRegistryNotFetched", "instance=\"node-d\"");
        Stalling stalling = new Stalling(c.pid());
        try {
            fired("OutriderProbesLate", "instance=\"node-c\"");
        } finally {
            stalling.close();
        }

        Files.writeString(reload, reloading());
        a.write("extra.tmpl", "{#for s in tcp}{s.name}{/for}\n");
        write(true);
        web.start();
        two.start();
        endsSoon.certificate(90);
        endsNow.certificate(90);
        redis.sentinels().subList(0, 2).forEach(sentinel -> sentinel.start());
        zone.failing(0);
        Files.writeString(split, "nobody\n");
        receiver.open();
        Files.move(remote, repository.bare());
        node("node-b").edge().start();

        prometheus.awaitQuiet(PATIENCE);

        c.kill();
        fired("OutriderSidecarDown", "instance=\"node-c\"");
        fired("OutriderPeerDown", "instance=\"node-b\",peer=\"node-c\"");
        c.launch();
        awaitAnswer(c);
        prometheus.awaitQuiet(PATIENCE);
        Set<String> seen = new TreeSet<>(NOT_BROKEN_HERE);
        seen.addAll(prometheus.everFired());
        assertThat(seen).containsExactlyInAnyOrderElementsOf(allAlerts());
    }

    private static List<String> allAlerts() {
        return Deployment.text(Deployment.RULES)
                .lines()
                .filter(line -> line.contains("- alert: "))
                .map(line -> line.substring(line.indexOf(": ") + 2))
                .toList();
    }

    private void fired(String alert, String matchers) {
        prometheus.awaitFired(alert, matchers, PATIENCE);
    }

    /** As somebody does who drains at HAProxy's own socket. */
    private void threeSettingsByHand(Edge edge) {
        for (String server : List.of(
                "pool/127.0.0.1:" + one.port(),
                "pool/127.0.0.1:" + two.port(),
                "comes-and-goes/127.0.0.1:" + one.port())) {
            edge.ask("set server " + server + " state drain");
        }
        await().atMost(PATIENCE)
                .until(() -> edge.ask("show servers state pool").lines().noneMatch(line -> line.contains(" 8 ")));
    }

    /** Until node-a holds it; the others see the same. */
    private void flap() {
        Sidecar watching = node("node-a").sidecar();
        String backend = "127.0.0.1:" + flapping.port();
        do {
            flapping.kill();
            await().atMost(PATIENCE).until(() -> status(watching, backend).equals("down"));
            flapping.start();
            await().atMost(PATIENCE).until(() -> !status(watching, backend).equals("down"));
        } while (!status(watching, backend).equals("held"));
    }

    private static String status(Sidecar sidecar, String backend) {
        return sidecar.backend(backend).path("status").asText();
    }
}
