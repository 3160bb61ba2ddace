package org.bolabaden.outrider.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The demonstration from start to end. */
public final class Demo {
    private static final Duration BACKEND_BACK_AFTER = Duration.ofSeconds(8);
    private static final Duration HAPROXY_BACK_AFTER = Duration.ofSeconds(3);
    private static final long ROUND_MS = 500;

    private final PrintWriter out;
    private final @Nullable Path wanted;
    private final int seconds;

    /**
     * A demonstration.
     *
     * @param directory where its files go; null: a temporary one, removed in the end
     * @param seconds ends after so many; 0: at Ctrl-C
     */
    public Demo(PrintWriter out, @Nullable Path directory, int seconds) {
        this.out = out;
        this.wanted = directory;
        this.seconds = seconds;
    }

    /** Runs it to its end; false when it cannot start, with the reason printed. */
    public boolean run() throws IOException, InterruptedException {
        Optional<String> haproxy = findHaproxy();
        if (haproxy.isEmpty()) {
            out.println("demo: no haproxy on this machine: install Debian's package haproxy (./demo does it for you)");
            return false;
        }
        Path directory = wanted == null ? Files.createTempDirectory("outrider-demo-") : Files.createDirectories(wanted);
        List<DemoNode> nodes = DemoFiles.write(directory.toAbsolutePath());
        Optional<String> taken = takenAddress(nodes);
        if (taken.isPresent()) {
            out.println("demo: " + taken.get() + " is in use: is another demo running?");
            return false;
        }
        Supervisor supervisor = new Supervisor(this::say);
        Thread cleanUp = Thread.ofPlatform().unstarted(() -> end(supervisor, directory));
        Runtime.getRuntime().addShutdownHook(cleanUp);
        for (DemoNode node : nodes) {
            start(supervisor, node, haproxy.get());
        }
        explain(nodes, supervisor, directory);
        watch(nodes);
        return true;
    }

    private static void start(Supervisor supervisor, DemoNode node, String haproxy) throws IOException {
        for (DemoService service : node.services()) {
            supervisor.start(job(
                    node,
                    service.name(),
                    BACKEND_BACK_AFTER,
                    OwnCommand.with(
                            "demo-backend",
                            "--address=" + node.address(),
                            "--port=" + service.port(),
                            "--name=" + node.name())));
        }
        String config = node.directory().resolve("haproxy.cfg").toString();
        supervisor.start(job(node, "haproxy", HAPROXY_BACK_AFTER, List.of(haproxy, "-db", "-f", config)));
        supervisor.start(job(
                node,
                "outrider",
                HAPROXY_BACK_AFTER,
                OwnCommand.with("run", "--config", node.directory().toString())));
    }

    private static Supervisor.Job job(DemoNode node, String what, Duration restart, List<String> command) {
        return new Supervisor.Job(
                what + "@" + node.name(), command, node.directory().resolve(what + ".log"), restart);
    }

    private void explain(List<DemoNode> nodes, Supervisor supervisor, Path directory) {
        DemoNode first = nodes.getFirst();
        out.println("""

                Three nodes run on this machine, each with HAProxy, Outrider and backends:
                """);
        nodes.forEach(node -> out.printf(
                "    %s  http://%s:%d (Host: demo.local or dozzle.local)   API http://%s/api/v1/status   runs %s%n",
                node.name(),
                node.address(),
                DemoNode.EDGE_PORT,
                node.api(),
                String.join(
                        ", ", node.services().stream().map(DemoService::name).toList())));
        out.printf(
                """

                Where to look (from a second terminal, in this directory):
                    ./outrider status --watch --config %1$s
                    curl -H 'Host: dozzle.local' http://%2$s:%3$d/      (it runs on node3 alone)

                Three things to try, and watch the traffic move below:
                    kill -9 %4$d      the site's backend on node1: node1 asks node2 until it is back
                    kill -9 %5$d      HAProxy on node2: started again, it knows at once who is healthy
                    edit %6$s, for example take node2 out of demo.local

                Logs are in %7$s. Ctrl-C stops everything.

                """,
                first.directory(),
                first.address(),
                DemoNode.EDGE_PORT,
                supervisor.pid(DemoService.SITE.name() + "@node1"),
                supervisor.pid("haproxy@node2"),
                directory.resolve("services.yaml"),
                directory.resolve("node*/*.log"));
        out.flush();
    }

    private void watch(List<DemoNode> nodes) throws InterruptedException {
        Traffic traffic = new Traffic(nodes);
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (seconds == 0 || System.nanoTime() < end) {
            String news = traffic.round();
            if (!news.isEmpty()) {
                say("who answers:\n" + news);
            }
            Thread.sleep(ROUND_MS);
        }
    }

    private synchronized void say(String text) {
        out.println(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + "  " + text);
        out.flush();
    }

    private void end(Supervisor supervisor, Path directory) {
        out.println("\nstopping everything");
        out.flush();
        supervisor.close();
        if (wanted == null) {
            delete(directory);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException left) {
            throw new UncheckedIOException("cannot remove " + directory, left);
        }
    }

    private static Optional<String> takenAddress(List<DemoNode> nodes) {
        for (DemoNode node : nodes) {
            for (int port : List.of(DemoNode.EDGE_PORT, DemoNode.API_PORT, DemoNode.ECHO_PORT)) {
                try (ServerSocket probe = new ServerSocket()) {
                    probe.setReuseAddress(true);
                    probe.bind(new InetSocketAddress(node.address(), port));
                } catch (IOException inUse) {
                    return Optional.of(node.address() + ":" + port);
                }
            }
        }
        return Optional.empty();
    }

    // Debian has it in /usr/sbin, which is not on every user's PATH.
    private static Optional<String> findHaproxy() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin:/usr/local/sbin";
        return Stream.of(path.split(":"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "haproxy"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
