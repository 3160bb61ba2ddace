package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real HAProxy on free ports, with its files in a temporary directory; stopped and cleaned away by its handle. */
public final class HaproxyProcess implements AutoCloseable {
    private final Path program;
    private final Path directory;
    private final Map<String, Integer> ports;
    private final boolean masterWorker;
    private Process process;

    private HaproxyProcess(Builder builder) throws IOException {
        this.program = builder.version.program();
        // Short: a UNIX socket's path has at most 107 bytes.
        this.directory = Files.createTempDirectory("hx");
        this.ports = Map.copyOf(builder.ports);
        this.masterWorker = builder.masterWorker;
        configure(builder.text.toString());
        launch();
    }

    public static Builder of(HaproxyVersion version) {
        return new Builder(version);
    }

    /** What the configuration shall say. */
    public static final class Builder {
        private final HaproxyVersion version;
        private final StringBuilder text = new StringBuilder();
        private final Map<String, Integer> ports = new LinkedHashMap<>();
        private boolean masterWorker;

        private Builder(HaproxyVersion version) {
            this.version = version;
        }

        /** A backend with these lines, such as {@code server a 127.0.0.1:1}. */
        public Builder backend(String name, String... lines) {
            return section("backend " + name, List.of(lines));
        }

        /** A frontend on a free port; see {@link HaproxyProcess#port}. */
        public Builder frontend(String name, String backend) {
            int port = freePort();
            ports.put(name, port);
            return section("frontend " + name, List.of("bind 127.0.0.1:" + port, "default_backend " + backend));
        }

        /** The same, which speaks HTTP. */
        public Builder httpFrontend(String name, String backend) {
            return frontend(name, backend).line("mode http");
        }

        private Builder line(String line) {
            text.append("  ").append(line).append('\n');
            return this;
        }

        /** Any section. */
        public Builder section(String head, List<String> lines) {
            text.append(head).append('\n');
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
            return this;
        }

        /** With a master process, so that it can be reloaded. */
        public Builder masterWorker() {
            masterWorker = true;
            return this;
        }

        public HaproxyProcess start() {
            try {
                return new HaproxyProcess(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The runtime API's path. */
    public String socket() {
        return directory.resolve("s").toString();
    }

    /** The master's runtime API's path. */
    public String masterSocket() {
        return directory.resolve("m").toString();
    }

    /** The configuration file. */
    public Path file() {
        return directory.resolve("haproxy.cfg");
    }

    /** Where the frontend listens on loopback. */
    public int port(String frontend) {
        return ports.get(frontend);
    }

    public RuntimeSocket runtime() {
        return new RuntimeSocket(socket());
    }

    /** The process that was started: the master, if there is one. */
    public long pid() {
        return process.pid();
    }

    public ActualState read() {
        try {
            return ActualState.read(runtime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ServerState server(String backend, String server) {
        return read().server(new ServerRef(backend, server)).orElseThrow();
    }

    /** Does what an operator does by hand. */
    public String byHand(String command) {
        try {
            return runtime().ask(command).getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the sections behind global and defaults; the next reload or restart reads them. */
    public void configure(String sections) throws IOException {
        Files.writeString(file(), """
                global
                  stats socket %s mode 600 level admin
                defaults
                  mode tcp
                  timeout connect 1s
                  timeout client 10s
                  timeout server 10s
                """.formatted(socket()) + sections);
    }

    /** Starts a new worker by signal; returns at once. */
    public void reload() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-USR2", Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** SIGKILL to master and workers. */
    public void kill() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !handle.isAlive()));
    }

    /** Starts it again after {@link #kill()}, with the file as it is. */
    public void restart() throws IOException {
        launch();
    }

    private void launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "-db", "-f", file().toString()));
        if (masterWorker) {
            command.set(1, "-W");
            command.addAll(List.of("-db", "-S", masterSocket()));
        }
        Path log = directory.resolve("log");
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> answers() || !process.isAlive());
        if (!process.isAlive()) {
            throw new IOException("HAProxy did not start: " + Files.readString(log));
        }
    }

    private boolean answers() {
        try {
            // The master takes no signal before it listens.
            return WorkerInfo.parse(runtime().ask("show info").getFirst()).pid() > 0
                    && (!masterWorker
                            || new MasterSocket(masterSocket(), Duration.ofSeconds(1))
                                            .processes()
                                            .master()
                                    > 0);
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
