package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image of the native executable, built by podman from {@code src/main/docker/Dockerfile.native} on a Debian of our own
 * making, and run as an operator would. The figures are printed; docs/CONTAINERS.md has those of the reference machine.
 */
@Timeout(600)
class ContainerIT {
    private static final String BASE = "docker.io/library/debian:bookworm-slim";
    private static final String IMAGE =
            "localhost/outrider-it:" + ProcessHandle.current().pid();
    private static final long MOST_BYTES = 80_000_000;
    // The aim is 150 ms; a machine on which other tests run at the same time gets thrice that.
    private static final Duration LATEST_FIRST_CHECK = Duration.ofMillis(450);
    private static boolean broughtBase;

    @TempDir
    Path directory;

    @BeforeAll
    static void build() {
        Debian.needRoot();
        Debian.need("podman", "podman");
        Debian.need("runc", "runc");
        Debian.executable();
        if (podman(30, "image", "exists", BASE).exit() != 0) {
            broughtBase = true;
            Debian.succeed(
                    120,
                    "sh",
                    "-c",
                    "tar -C " + Debian.root()
                            + " --exclude=./proc --exclude=./sys --exclude=./dev -c . | podman import - " + BASE);
        }
        Debian.Ended built = podman(
                300,
                "build",
                "--format",
                "docker",
                "--layers=false",
                "--ulimit",
                "nofile=20000:20000",
                "--ulimit",
                "nproc=4096:4096",
                "--build-arg",
                "REVISION=it",
                "-f",
                "src/main/docker/Dockerfile.native",
                "--target",
                "prebuilt",
                "-t",
                IMAGE,
                ".");
        assertThat(built.exit()).as(built.said()).isZero();
    }

    @AfterAll
    static void remove() {
        podman(60, "rmi", "--force", IMAGE);
        if (broughtBase) {
            podman(60, "rmi", "--force", BASE);
        }
    }

    private static Debian.Ended podman(int seconds, String... words) {
        return Debian.run(
                seconds,
                Stream.concat(Stream.of("podman", "--runtime", "runc"), Stream.of(words))
                        .toArray(String[]::new));
    }

    private static String inspect(String what, String format) {
        Debian.Ended ended = podman(30, "inspect", what, "--format", format);
        assertThat(ended.exit()).as(ended.said()).isZero();
        return ended.said().strip();
    }

    @Test
    void theImageIsSmallWithoutAShellAndOfAPlainUser() {
        long bytes = Long.parseLong(inspect(IMAGE, "{{.Size}}"));
        System.out.println("ContainerIT: image of " + bytes / 1_000_000.0 + " MB");

        assertThat(bytes).isLessThan(MOST_BYTES);
        assertThat(inspect(IMAGE, "{{.Config.User}}")).isEqualTo("65532:65532");
        assertThat(
                        inspect(
                                IMAGE,
                                "{{index .Config.Labels \"org.opencontainers.image.title\"}} {{index .Config.Labels \"org.opencontainers.image.revision\"}}"))
                .isEqualTo("outrider it");
        Debian.Ended shell = podman(
                60,
                "run",
                "--rm",
                "--ulimit",
                "nofile=1024:1024",
                "--ulimit",
                "nproc=1024:1024",
                "--network",
                "host",
                "--entrypoint",
                "/bin/sh",
                IMAGE,
                "-c",
                "true");
        assertThat(shell.exit()).as(shell.said()).isEqualTo(127);
    }

    @Test
    void itChecksAtOnceSaysThatItIsHealthyAndEndsWellOnAReadOnlyRoot() throws Exception {
        String name = "outrider-it-" + ProcessHandle.current().pid();
        AtomicReference<Instant> first = new AtomicReference<>();
        int port = Sidecar.freePort();
        try (ServerSocket backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answer(backend, first));
            configure(port, backend.getLocalPort());
            create(name);

            Debian.Ended started = podman(60, "start", name);
            assertThat(started.exit()).as(started.said()).isZero();
            await().atMost(Duration.ofSeconds(30)).until(() -> first.get() != null);
            Duration took = Duration.between(started(name), first.get());
            System.out.println("ContainerIT: first check " + took.toMillis() + " ms after the container's start");
            assertThat(took).isLessThan(LATEST_FIRST_CHECK);

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> podman(30, "healthcheck", "run", name).exit() == 0);
            Debian.Ended status = podman(30, "exec", name, "/usr/bin/outrider", "status");
            assertThat(status.said()).contains("backends 1/1");

            long before = System.nanoTime();
            podman(60, "stop", "--time", "20", name);
            System.out.println("ContainerIT: stopped in " + (System.nanoTime() - before) / 1_000_000 + " ms");
            assertThat(inspect(name, "{{.State.ExitCode}}")).isEqualTo("0");
            assertThat(podman(30, "logs", name).said()).contains("\"event\":\"stopping\"");
        } finally {
            podman(60, "rm", "--force", "--volumes", "--time", "1", name);
        }
    }

    private void create(String name) {
        // As Docker does it: not even /tmp can be written.
        List<String> words = new ArrayList<>(List.of("create", "--name", name, "--read-only", "--network", "host"));
        words.add("--read-only-tmpfs=false");
        words.addAll(List.of("--cap-drop", "all", "--security-opt", "no-new-privileges"));
        words.addAll(List.of("--ulimit", "nofile=20000:20000", "--ulimit", "nproc=4096:4096"));
        words.addAll(List.of("-v", directory + ":/etc/bolabaden:ro", IMAGE));
        Debian.Ended created = podman(60, words.toArray(String[]::new));
        assertThat(created.exit()).as(created.said()).isZero();
    }

    private void configure(int api, int backend) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(directory.resolve("watcher.yaml"), "api: {listen: \"127.0.0.1:%d\"}%n".formatted(api));
        Files.writeString(directory.resolve("services.yaml"), """
                version: 1
                http:
                  site.example.org:
                    backends: [{host: 127.0.0.1, port: %d}]
                """.formatted(backend));
    }

    private static Instant started(String name) {
        // 2026-11-29 06:30:56.596296839 +0000 UTC
        String[] words = inspect(name, "{{.State.StartedAt}}").split(" ");
        return Instant.parse(words[0] + "T" + words[1] + "Z");
    }

    private static void answer(ServerSocket server, AtomicReference<Instant> first) {
        while (true) {
            try (Socket socket = server.accept()) {
                first.compareAndSet(null, Instant.now());
                socket.getInputStream().read(new byte[1024]);
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }
}
