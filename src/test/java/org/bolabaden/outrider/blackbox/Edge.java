package org.bolabaden.outrider.blackbox;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.bolabaden.outrider.haproxy.RuntimeSocket;

/** The HAProxy of a node, with a master, running the files that the sidecar rendered. */
final class Edge implements AutoCloseable {
    private final HaproxyVersion version;
    // Short: a UNIX socket's path has at most 107 bytes.
    private final Path sockets;
    private final List<Path> files;
    private Process process;

    Edge(HaproxyVersion version, Path... files) {
        this(version, sockets(), List.of(files));
    }

    private Edge(HaproxyVersion version, Path sockets, List<Path> files) {
        this.version = version;
        this.sockets = sockets;
        this.files = List.copyOf(files);
    }

    private static Path sockets() {
        try {
            return Files.createTempDirectory("ox");
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Another one with the same sockets that is started with these files. */
    Edge with(Path... others) {
        return new Edge(version, sockets, List.of(others));
    }

    /** The process id of its master. */
    long master() {
        return process.pid();
    }

    Path socket() {
        return sockets.resolve("s");
    }

    Path masterSocket() {
        return sockets.resolve("m");
    }

    Path log() {
        return sockets.resolve("log");
    }

    /** The lines of watcher.yaml that name it. */
    String settings() {
        return "haproxy: {socket: %s, master_socket: %s}%n".formatted(socket(), masterSocket());
    }

    /** Starts it once its files are there, and waits until it answers. */
    Edge start() {
        await().atMost(Sidecar.PATIENCE).until(() -> files.stream().allMatch(Files::exists));
        try {
            List<String> command = new ArrayList<>(List.of(
                    version.program().toString(),
                    "-W",
                    "-db",
                    "-S",
                    masterSocket().toString()));
            files.forEach(file -> command.addAll(List.of("-f", file.toString())));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        await().atMost(Sidecar.PATIENCE).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("HAProxy did not start: " + Files.readString(log()));
            }
            return worker() > 0;
        });
        return this;
    }

    /** Starts it, unless it runs already. */
    void startOnce() {
        if (process == null) {
            start();
        }
    }

    /** The pid of the worker that answers on the runtime socket; 0: none. */
    long worker() {
        try {
            return new RuntimeSocket(socket().toString())
                    .ask("show info")
                    .getFirst()
                    .lines()
                    .filter(line -> line.startsWith("Pid: "))
                    .mapToLong(line -> Long.parseLong(line.substring("Pid: ".length())))
                    .findFirst()
                    .orElse(0);
        } catch (IOException notThere) {
            return 0;
        }
    }

    String ask(String question) {
        try {
            return new RuntimeSocket(socket().toString()).ask(question).getFirst();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        await().atMost(Sidecar.PATIENCE).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }
}
