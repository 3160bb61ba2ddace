package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.plan.Circumstances;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.Planner;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.PoolRules;
import org.bolabaden.outrider.registry.PrimarySource;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.render.Models;
import org.bolabaden.outrider.render.Renderer;
import org.bolabaden.outrider.sentinel.Primary;

/** A real HAProxy that runs what the built-in templates make of a registry, in a directory of the test's. */
final class RenderedHaproxy implements AutoCloseable {
    private final Path directory;
    private final NodeSettings settings;
    private final Process process;

    /**
     * Renders for the node {@code node1} with all backends up and primaries by name, and starts it.
     *
     * @param haproxySettings further keys of {@code haproxy:}, such as {@code http_bind: 127.0.0.1:8080}
     */
    RenderedHaproxy(HaproxyVersion version, Path directory, String haproxySettings, String services) throws Exception {
        this.directory = directory;
        Files.writeString(
                directory.resolve("watcher.yaml"),
                "node: node1\nhaproxy: {socket: %s, tcp_bind: 127.0.0.1, %s}\n"
                        .formatted(directory.resolve("s"), haproxySettings));
        settings = files().settings();
        render(services);
        process = new ProcessBuilder(
                        version.program().toString(),
                        "-db",
                        "-f",
                        directory.resolve("tcp.cfg").toString(),
                        "-f",
                        directory.resolve("http.cfg").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(this::answers);
    }

    /** Writes both files anew; nothing is reloaded. */
    Plan render(String services) throws Exception {
        Files.writeString(directory.resolve("services.yaml"), "version: 1\n" + services);
        Plan plan = plan(files().registry(settings));
        Renderer renderer = new Renderer();
        Files.writeString(
                directory.resolve("tcp.cfg"),
                renderer.render("builtin:haproxy-tcp", Models.of("1", "v", settings, plan, true)));
        Files.writeString(
                directory.resolve("http.cfg"),
                renderer.render("builtin:haproxy-http", Models.of("1", "v", settings, plan, false)));
        return plan;
    }

    private static Plan plan(Registry registry) {
        Map<BackendId, Verdict> verdicts = new LinkedHashMap<>();
        for (Backend backend : registry.backends()) {
            Optional<InetAddress> address = backend.address().host().equals("localhost")
                    ? Optional.of(InetAddress.getLoopbackAddress())
                    : Binder.literal(backend);
            verdicts.put(backend.id(), new Verdict(Verdict.Status.UP, Instant.EPOCH, "test", address));
        }
        return Planner.plan(
                        1,
                        Circumstances.judged(
                                registry, PoolRules.NONE, verdicts, named(registry), Drains.NONE, Instant.EPOCH))
                .plan();
    }

    private static Map<ServiceName, Primary> named(Registry registry) {
        Map<ServiceName, Primary> named = new LinkedHashMap<>();
        registry.services()
                .forEach((name, service) -> service.primary().ifPresent(source -> {
                    if (source instanceof PrimarySource.Named known) {
                        named.put(name, new Primary.Offered(known.backend(), Instant.EPOCH, Optional.empty(), "test"));
                    }
                }));
        return named;
    }

    private ConfigurationDirectory files() {
        return new ConfigurationDirectory(directory, Map.of());
    }

    RuntimeSocket runtime() {
        return new RuntimeSocket(directory.resolve("s").toString());
    }

    ActualState read() {
        try {
            return ActualState.read(runtime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("HAProxy did not start: " + Files.readString(directory.resolve("log")));
        }
        try {
            return !runtime().ask("show info").isEmpty();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Asks for a path, with these header lines besides Host, and returns the whole answer. */
    static String get(int port, String host, String path, String... headers) {
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                + String.join("", Stream.of(headers).map(h -> h + "\r\n").toList()) + "\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(2_500);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(5, TimeUnit.SECONDS).join();
    }
}
