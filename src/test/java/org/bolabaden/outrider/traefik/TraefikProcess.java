package org.bolabaden.outrider.traefik;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Traefik with a file provider, on free ports of loopback; stopped and cleaned away by its handle.
 *
 * <p>{@code .ci/traefik} builds the program. Where it is absent its tests are skipped; with {@code CI=true} they fail.
 */
public final class TraefikProcess implements AutoCloseable {
    private static final String VERSION = "3.6.23";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Map<String, Integer> ports;
    private final int apiPort = freePort();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;

    private TraefikProcess(Builder builder) throws IOException {
        Path program = program();
        directory = Files.createTempDirectory("traefik");
        ports = Map.copyOf(builder.ports);
        Files.createDirectory(provided());
        builder.files.forEach(this::write);
        Path settings = Files.writeString(directory.resolve("traefik.yaml"), settings(builder));
        ProcessBuilder command = new ProcessBuilder(program.toString(), "--configfile=" + settings)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out.log").toFile());
        command.environment().putAll(builder.environment);
        process = command.start();
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !process.isAlive() || accepts(apiPort));
        if (!process.isAlive()) {
            throw new IOException("Traefik did not start: " + Files.readString(directory.resolve("out.log")));
        }
    }

    /** The program; without it the test that asks is skipped, or fails with CI=true. */
    public static Path program() {
        String cache = System.getenv("OUTRIDER_CACHE");
        Path root = cache != null ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".cache", "outrider");
        Path program = root.resolve("traefik").resolve(VERSION).resolve("traefik");
        boolean there = Files.isExecutable(program);
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("Traefik " + VERSION + " is absent: run .ci/traefik");
        }
        Assumptions.assumeTrue(there, "Traefik " + VERSION + " is absent: run .ci/traefik");
        return program;
    }

    /** A Traefik with the entry point {@code web}. */
    public static Builder traefik() {
        return new Builder().entryPoint("web");
    }

    /** What it shall be started with. */
    public static final class Builder {
        private final Map<String, Integer> ports = new LinkedHashMap<>();
        private final Map<String, String> files = new LinkedHashMap<>();
        private Duration throttle = Duration.ofMillis(100);
        private final Map<String, String> environment = new LinkedHashMap<>();
        private String more = "";

        private Builder() {}

        /** A further entry point on a free port. */
        public Builder entryPoint(String name) {
            return entryPoint(name, freePort());
        }

        public Builder entryPoint(String name, int port) {
            ports.put(name, port);
            return this;
        }

        /** For how long Traefik waits for more before it takes a new configuration. */
        public Builder throttle(Duration other) {
            throttle = other;
            return this;
        }

        /** A variable of its environment. */
        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** Further lines of the static configuration. */
        public Builder settings(String lines) {
            more = lines;
            return this;
        }

        /** A file that the provider has from the start. */
        public Builder file(String name, String text) {
            files.put(name, text);
            return this;
        }

        public TraefikProcess start() {
            try {
                return new TraefikProcess(this);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private String settings(Builder builder) {
        StringBuilder text = new StringBuilder("entryPoints:\n");
        builder.ports.forEach((name, port) -> text.append("  " + name + ": {address: '127.0.0.1:" + port + "'}\n"));
        return text + """
                  traefik: {address: '127.0.0.1:%d'}
                api: {insecure: true, dashboard: false}
                global: {checkNewVersion: false, sendAnonymousUsage: false}
                log: {level: DEBUG, format: json, filePath: '%s'}
                providers:
                  providersThrottleDuration: %dms
                  file: {directory: '%s', watch: true}
                """.formatted(apiPort, log(), builder.throttle.toMillis(), provided()) + builder.more;
    }

    /** Where its metrics are, when it is started with {@code metrics: {prometheus: {}}}. */
    public URI metrics() {
        return URI.create("http://127.0.0.1:" + apiPort + "/metrics");
    }

    /** The file provider's directory. */
    public Path provided() {
        return directory.resolve("dynamic");
    }

    private Path log() {
        return directory.resolve("traefik.log");
    }

    /** Puts a file into the provider's directory whole, as Outrider does. */
    public void write(String name, String text) {
        try {
            Path fresh = Files.writeString(directory.resolve(name + ".new"), text);
            Files.move(fresh, provided().resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public void delete(String name) {
        try {
            Files.delete(provided().resolve(name));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Where an entry point listens on loopback. */
    public int port(String entryPoint) {
        return ports.get(entryPoint);
    }

    /** What Traefik says of itself, such as {@code http/routers}. */
    public JsonNode api(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + "/api/" + path))
                .build();
        try {
            return JSON.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    /** A router or service of the file provider: {@code routers} or {@code services}, and its name. */
    public Optional<JsonNode> live(String kind, String name) {
        for (JsonNode one : api("http/" + kind + "?per_page=1000")) {
            if (one.path("name").asText().equals(name + "@file")) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /** Waits until a router is live and enabled. */
    public void awaitRouter(String name) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> live("routers", name)
                        .filter(router -> router.path("status").asText().equals("enabled"))
                        .isPresent());
    }

    /** Lines of its log of that level, such as {@code error}. */
    public List<String> logged(String level) {
        try (Stream<String> lines = Files.lines(log())) {
            return lines.filter(line -> line.contains("\"level\":\"" + level + "\""))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        http.close();
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
