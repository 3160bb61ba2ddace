package org.bolabaden.outrider.blackbox;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A backend: one nginx process that answers with its name, and {@code ok} on {@code /_healthz}. */
final class Nginx implements AutoCloseable {
    private final String name;
    private final Path directory;
    private final String address;
    private final int port;
    private String health = "return 200 \"ok\\n\"";
    private String protocol = "";
    private Process process;

    Nginx(String name, Path parent) {
        this(name, parent, "127.0.0.1", Sidecar.freePort());
    }

    Nginx(String name, Path parent, String address, int port) {
        try {
            this.name = name;
            this.directory = Files.createTempDirectory(parent, "nginx-");
            this.address = address;
            this.port = port;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** {@code host:port}, the backend's name in the registry. */
    String endpoint() {
        return address + ":" + port;
    }

    int port() {
        return port;
    }

    /** What {@code /_healthz} does from the next start on: an nginx directive. */
    Nginx health(String directive) {
        health = directive;
        return this;
    }

    /** From the next start on it speaks HTTP/2 and nothing else, in the clear. */
    Nginx http2() {
        protocol = " http2";
        return this;
    }

    Nginx start() {
        try {
            Path file = Files.writeString(directory.resolve("nginx.conf"), configuration());
            process = new ProcessBuilder("nginx", "-p", directory.toString(), "-c", file.toString(), "-e", "error.log")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("out.log").toFile())
                    .start();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        await().atMost(Sidecar.PATIENCE).until(this::accepts);
        return this;
    }

    private String configuration() {
        return """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log error.log;
                events { worker_connections 256; }
                http {
                    access_log off;
                    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                    server {
                        listen %s:%d%s;
                        location / { return 200 "%s\\n"; }
                        location /_healthz { %s; }
                    }
                }
                """.formatted(address, port, protocol, name, health);
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** kill -9: from now on refused. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    /** SIGSTOP: the kernel still accepts, nobody answers. */
    void hang() {
        signal("STOP");
    }

    /** SIGCONT. */
    void wake() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            wake();
            kill();
        }
    }
}
