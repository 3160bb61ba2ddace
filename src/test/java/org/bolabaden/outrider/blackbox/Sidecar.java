package org.bolabaden.outrider.blackbox;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;

/** A running sidecar with a configuration directory of its own, on a free port. */
public final class Sidecar implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final int port = freePort();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final java.util.Map<String, String> environment = new java.util.HashMap<>();
    private List<String> prelude = List.of();
    private Process process;
    private Namespaces network;
    private String host;

    /** An answer of the HTTP interface. */
    public record Answer(int status, String type, String body) {
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException notJson) {
                throw new AssertionError("not JSON: " + body, notJson);
            }
        }
    }

    public Sidecar(Path directory) {
        this.directory = directory;
    }

    public Path directory() {
        return directory;
    }

    public int port() {
        return port;
    }

    /** Writes services.yaml as a user's editor does: beside, and renamed over. */
    public Sidecar services(String yaml) {
        return write("services.yaml", yaml);
    }

    /** Writes watcher.yaml: the lines given, and where this sidecar listens and keeps its state. */
    public Sidecar watcher(String yaml) {
        return write(
                "watcher.yaml",
                "api: {listen: \"127.0.0.1:%d\"}%nstate_dir: %s%n".formatted(port, directory.resolve("state")) + yaml);
    }

    public Sidecar write(String name, String content) {
        try {
            Path next = Files.writeString(directory.resolve("." + name + ".next"), content);
            Files.move(
                    next,
                    directory.resolve(name),
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            return this;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Runs it on that host of a network of its own. */
    public Sidecar on(Namespaces someNetwork, String someHost) {
        network = someNetwork;
        host = someHost;
        return this;
    }

    /** What it finds in its environment. */
    public Sidecar environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Starts it by a program that takes its command as its last arguments, and becomes it ({@code exec}). */
    Sidecar through(String... command) {
        prelude = List.of(command);
        return this;
    }

    /** Starts it, and waits until its HTTP interface answers. */
    public Sidecar start(String... options) {
        launch(options);
        awaitAnswer();
        return this;
    }

    /** Waits until its HTTP interface answers. */
    public void awaitAnswer() {
        await().atMost(PATIENCE).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("ended with " + process.exitValue() + ": " + errors);
            }
            return isAnswering();
        });
    }

    /** Starts it, and waits for nothing. */
    public void launch(String... options) {
        try {
            ProcessBuilder builder = new ProcessBuilder(Artefact.command("run", "--config", directory.toString()));
            builder.command().addAll(List.of(options));
            builder.command().addAll(0, prelude);
            if (network != null) {
                builder.command(network.on(host, builder.command()));
            }
            builder.environment().putAll(environment);
            process = builder.start();
            Thread.ofVirtual().start(() -> lines(process.inputReader(StandardCharsets.UTF_8), this::event));
            Process started = process;
            Thread.ofVirtual()
                    .start(() -> lines(
                            new BufferedReader(new InputStreamReader(started.getErrorStream(), StandardCharsets.UTF_8)),
                            errors::add));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private void event(String line) {
        try {
            events.add(JSON.readTree(line));
        } catch (IOException notJson) {
            errors.add("not JSON on stdout: " + line);
        }
    }

    private static void lines(BufferedReader in, java.util.function.Consumer<String> line) {
        try {
            for (String read = in.readLine(); read != null; read = in.readLine()) {
                line.accept(read);
            }
        } catch (IOException closed) {
            // The process was killed: what it said until then is kept.
        }
    }

    /** Whether its HTTP interface answers now. */
    boolean isAnswering() {
        try {
            return get("/health/live").status() == 200;
        } catch (AssertionError notYet) {
            return false;
        }
    }

    public Answer get(String path) {
        return get(path, "application/json");
    }

    public Answer get(String path, String accept) {
        if (network != null) {
            return network.get(host, "http://127.0.0.1:" + port + path, accept);
        }
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            connection.setConnectTimeout(5_000);
            connection.setReadTimeout(10_000);
            connection.setRequestProperty("Accept", accept);
            int status = connection.getResponseCode();
            var stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
            String body = stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(status, connection.getContentType(), body);
        } catch (IOException failed) {
            throw new AssertionError("GET " + path + ": " + failed, failed);
        }
    }

    /** The backend of that name in {@code /api/v1/backends}. */
    public JsonNode backend(String name) {
        for (JsonNode backend : get("/api/v1/backends").json()) {
            if (backend.path("backend").asText().equals(name)) {
                return backend;
            }
        }
        throw new AssertionError("no backend " + name);
    }

    /** Waits until the sidecar holds this of a backend ({@code up}, {@code down}). */
    public void awaitStatus(String backend, String status) {
        await().atMost(PATIENCE)
                .until(() -> backend(backend).path("status").asText().equals(status));
    }

    public List<JsonNode> events() {
        return events;
    }

    /** Waits for an event of that name that fits. */
    public JsonNode awaitEvent(String name, Predicate<JsonNode> fits) {
        try {
            await().atMost(PATIENCE).until(() -> find(name, fits) != null);
        } catch (ConditionTimeoutException never) {
            throw new AssertionError(
                    "no fitting " + name + " among " + events + ", on standard error " + errors, never);
        }
        return find(name, fits);
    }

    private JsonNode find(String name, Predicate<JsonNode> fits) {
        return events.stream()
                .filter(event -> event.path("event").asText().equals(name) && fits.test(event))
                .findFirst()
                .orElse(null);
    }

    /** What it said on standard error. */
    public List<String> errors() {
        return errors;
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** kill -9. */
    public void kill() {
        process.destroyForcibly();
        ended();
    }

    /** SIGTERM, as an operator or systemd stops it; its exit code. */
    public int stop() {
        // Process.destroy() closes our end of its output as well, and its last words with it.
        process.toHandle().destroy();
        return ended();
    }

    /** Waits for it to end by itself; its exit code. */
    public int ended() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end");
            }
            return process.exitValue();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.destroyForcibly();
            ended();
        }
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
