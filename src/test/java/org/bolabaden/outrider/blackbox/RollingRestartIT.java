package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bolabaden.outrider.blackbox.NodesInNamespaces.address;
import static org.bolabaden.outrider.blackbox.NodesInNamespaces.name;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All three nodes are restarted one after the other, while users ask 500 times a second: docs/ROLLING-RESTART.md. */
@Tag(Artefact.LONG)
class RollingRestartIT {
    private static final int NODES = 3;
    // Of which curl makes a little less.
    private static final int EACH = 300;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Map<Integer, List<Process>> stacks = new HashMap<>();
    private final List<Path> answers = new ArrayList<>();
    private NodesInNamespaces nodes;

    @BeforeEach
    void threeNodesAndAUser() throws IOException {
        nodes = new NodesInNamespaces(directory, NODES);
        nodes.network().host("user", 99);
        for (int number = 1; number <= NODES; number++) {
            Path home = nodes.home(number);
            Files.writeString(home.resolve("nginx.conf"), nginx(number));
            Files.writeString(home.resolve("haproxy.cfg"), haproxy(number));
            sidecar(number)
                    .services(nodes.registry().replace("port: 8000", "port: 8000\n    check: {type: http, path: /}"))
                    .write(
                            "watcher.yaml",
                            nodes.watcher(number, "", "haproxy: {socket: %s}".formatted(home.resolve("haproxy.sock"))));
            startStack(number);
        }
        nodes.numbers().forEach(this::awaitReady);
    }

    @AfterEach
    void stop() {
        if (nodes != null) {
            nodes.close();
        }
    }

    private Sidecar sidecar(int number) {
        return nodes.sidecar(number);
    }

    private String nginx(int number) {
        return """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log error.log;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                    server {
                        listen %s:8080;
                        location / { return 200 "%s\\n"; }
                    }
                }
                """.formatted(address(number), name(number));
    }

    private String haproxy(int number) {
        String servers = String.join(
                "\n",
                IntStream.rangeClosed(1, NODES)
                        .mapToObj(other -> "    server %s %s:8080".formatted(name(other), address(other)))
                        .toList());
        return """
                global
                    stats socket %s mode 600 level admin
                    maxconn 4000
                defaults
                    mode http
                    timeout connect 300ms
                    timeout client 30s
                    timeout server 30s
                    option redispatch 1
                frontend edge
                    bind %s:8000
                    default_backend site
                backend site
                    balance roundrobin
                %s
                """.formatted(nodes.home(number).resolve("haproxy.sock"), address(number), servers);
    }

    private void startStack(int number) {
        Path home = nodes.home(number);
        stacks.put(
                number,
                List.of(
                        nodes.network()
                                .start(
                                        name(number),
                                        home.resolve("nginx.log"),
                                        "nginx",
                                        "-p",
                                        home.toString(),
                                        "-c",
                                        home.resolve("nginx.conf").toString(),
                                        "-e",
                                        "error.log"),
                        nodes.network()
                                .start(
                                        name(number),
                                        home.resolve("haproxy.log"),
                                        "haproxy",
                                        "-db",
                                        "-f",
                                        home.resolve("haproxy.cfg").toString())));
        sidecar(number).start();
    }

    private void stopStack(int number) throws InterruptedException {
        for (Process process : stacks.get(number)) {
            process.toHandle().destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        sidecar(number).stop();
    }

    /** Its sidecar sees all backends up and all peers, and HAProxy has what it planned. */
    private void awaitReady(int number) {
        await().atMost(SOON).until(() -> {
            var status = sidecar(number).get("/api/v1/status").json();
            return status.path("status").asText().equals("ok")
                    && status.path("backends").path("healthy").asInt() == NODES
                    && status.path("peers").path("healthy").asInt() == NODES - 1;
        });
    }

    private Process users(int of) {
        Path file = directory.resolve("answers-" + answers.size());
        answers.add(file);
        return nodes.network()
                .start(
                        "user",
                        file,
                        "curl",
                        "-sS",
                        "-m",
                        "5",
                        "--rate",
                        EACH + "/s",
                        "-H",
                        "Connection: close",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{stderr}%{http_code}\\n",
                        "http://" + address(of) + ":8000/[1-1000000]");
    }

    @Test
    void allNodesAreRestartedOneAfterTheOtherAndNoRequestFails() throws Exception {
        Duration loaded = Duration.ZERO;
        for (int number = 1; number <= NODES; number++) {
            // As DNS has it while a node is drained: nobody comes in by it.
            int restarted = number;
            long began = System.nanoTime();
            List<Process> users = IntStream.rangeClosed(1, NODES)
                    .filter(other -> other != restarted)
                    .mapToObj(this::users)
                    .toList();

            nodes.run(number, "drain", name(number), "--reason", "kernel update", "--for", "10m", "--wait");
            stopStack(number);
            startStack(number);
            awaitReady(number);
            for (int other = 1; other <= NODES; other++) {
                awaitReady(other);
            }
            nodes.run(number, "undrain", name(number));
            for (int other = 1; other <= NODES; other++) {
                int observer = other;
                await().atMost(SOON)
                        .until(() ->
                                sidecar(observer).get("/api/v1/drains").json().isEmpty());
            }
            for (Process user : users) {
                user.toHandle().destroy();
                user.waitFor();
            }
            loaded = loaded.plusNanos(System.nanoTime() - began);
        }

        List<String> all = new ArrayList<>();
        for (Path file : answers) {
            all.addAll(Files.readAllLines(file));
        }
        assertThat(all.stream().filter(line -> !line.equals("200"))).isEmpty();
        assertThat(all).hasSizeGreaterThan(2_000);
        System.out.printf(
                "rolling restart of %d nodes: %d requests, %d a second, 0 failed%n",
                NODES, all.size(), all.size() * 1_000L / loaded.toMillis());
    }
}
