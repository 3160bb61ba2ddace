package org.bolabaden.outrider.sentinel;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A redis-server of either kind, with its file and its log in a directory; the port stays the same over restarts. */
abstract class ServerProcess implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final int port;
    private final RedisSecurity security;
    private final boolean sentinel;
    private Process process;

    ServerProcess(Path parent, String name, RedisSecurity security, boolean sentinel) {
        this.port = freePort();
        this.directory = parent.resolve(name + "-" + port);
        this.security = security;
        this.sentinel = sentinel;
    }

    /** Writes its file, starts it and waits until it answers. */
    final void begin(List<String> lines) {
        try {
            Files.createDirectories(directory);
            Files.write(file(), lines);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        start();
    }

    /** Starts it with its file as it is, and waits until it answers. */
    public final void start() {
        List<String> command = sentinel
                ? List.of("redis-server", file().toString(), "--sentinel")
                : List.of("redis-server", file().toString());
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("did not start: " + Files.readString(log()));
            }
            return answers();
        });
    }

    private boolean answers() {
        try {
            return "PONG".equals(ask("PING"));
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /**
     * A port below those that the kernel gives to connections: it is still free when this one is started again. Nothing
     * listens there to find out: a process that is started at that moment would hold the socket a while longer.
     */
    static int freePort() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (Socket probe = new Socket()) {
                probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException free) {
                return port;
            }
        }
        throw new AssertionError("no free port between 20000 and 32000");
    }

    /** Where it listens on loopback. */
    public final int port() {
        return port;
    }

    /** As Outrider's files name it. */
    public final String endpoint() {
        return "127.0.0.1:" + port;
    }

    public final long pid() {
        return process.pid();
    }

    final Path directory() {
        return directory;
    }

    final Path file() {
        return directory.resolve("redis.conf");
    }

    /** What it wrote, of all its runs. */
    public final Path log() {
        return directory.resolve("log");
    }

    /** A new connection that is logged in. */
    public final RespClient connect() {
        try {
            return RespClient.to(port, security, sentinel);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** One command on a connection of its own. */
    public final Object ask(String... words) {
        try (RespClient client = RespClient.to(port, security, sentinel)) {
            return client.ask(words);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** SIGSTOP: it is there and says nothing. */
    public final void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    public final void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new AssertionError("kill -" + name + " failed");
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    /** kill -9; returns when it is gone. */
    public final void kill() {
        process.destroyForcibly();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> !process.isAlive());
    }

    @Override
    public final void close() {
        if (process != null) {
            kill();
        }
    }
}
