package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** services.yaml becomes haproxy.cfg, checked, written and live: with the real HAProxy, from its first start on. */
@Tag(Artefact.LONG)
class RenderedHaproxyIT {
    @TempDir
    Path directory;

    private final int port = Sidecar.freePort();
    private Path output;
    private Edge edge;
    private Nginx one;
    private Nginx two;
    private Sidecar sidecar;

    @BeforeEach
    void backends() {
        output = directory.resolve("haproxy.cfg");
        edge = new Edge(HaproxyVersion.V2_6, output);
        one = new Nginx("one", directory, "127.0.0.11", Sidecar.freePort()).start();
        two = new Nginx("two", directory, "127.0.0.12", Sidecar.freePort()).start();
        sidecar = new Sidecar(directory).watcher(watcher("")).services(services(port, ""));
    }

    @AfterEach
    void stopAll() {
        sidecar.close();
        edge.close();
        one.close();
        two.close();
    }

    private String watcher(String more) {
        return "node: elsewhere\n" + edge.settings() + "templates:\n  - {input: \"builtin:haproxy-tcp\", output: "
                + output + more + "}\n";
    }

    private String services(int sitePort, String more) {
        return """
                version: 1
                tcp:
                  site:
                    port: %d
                    check: {type: http, path: /_healthz}
                    backends:
                      - {host: 127.0.0.11, port: %d}
                      - {host: 127.0.0.12, port: %d}
                """.formatted(sitePort, one.port(), two.port()) + more;
    }

    private String another(int itsPort) {
        return "  another: {port: %d, backends: [{host: 127.0.0.11, port: %d}]}%n".formatted(itsPort, one.port());
    }

    private void start() {
        sidecar.start();
        edge.start();
        awaitAnswerers(port, "one", "two");
    }

    private static void awaitAnswerers(int port, String... names) {
        await().atMost(Sidecar.PATIENCE)
                .until(() -> new Client(port).answerers(6).equals(Set.of(names)));
    }

    private String text() {
        try {
            return Files.readString(output);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private void awaitOutput(String state) {
        await().atMost(Sidecar.PATIENCE).until(() -> outputState().equals(state));
    }

    private String outputState() {
        return sidecar.get("/api/v1/status")
                .json()
                .path("outputs")
                .path(0)
                .path("state")
                .asText();
    }

    private double metric(String line) {
        return sidecar.get("/metrics", "text/plain")
                .body()
                .lines()
                .filter(row -> row.startsWith(line))
                .mapToDouble(row -> Double.parseDouble(row.substring(row.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void haproxyStartsFromTheFileAndANewServiceIsReloadedIn() {
        start();
        long first = edge.worker();
        int itsPort = Sidecar.freePort();

        sidecar.services(services(port, another(itsPort)));

        awaitAnswerers(itsPort, "one");
        awaitAnswerers(port, "one", "two");
        sidecar.awaitEvent("haproxy_reloaded", event -> event.has("duration_ms"));
        assertThat(edge.worker()).isNotEqualTo(first);
        awaitOutput("live");
        assertThat(sidecar.events())
                .extracting(event -> event.path("event").asText())
                .as("the reload adds it")
                .doesNotContain("haproxy_backend_missing");
        assertThat(metric("outrider_haproxy_reloads_total{result=\"success\"")).isEqualTo(1);
        assertThat(metric("outrider_render_total{result=\"success\",template=\"builtin:haproxy-tcp\""))
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void aBackendThatJoinsOrDiesNeedsNoReloadAndIsInTheFile() {
        sidecar.services(services(port, "").replaceFirst("(?m)^ *- \\{host: 127.0.0.12.*\\n", ""));
        sidecar.start();
        edge.start();
        awaitAnswerers(port, "one");
        long worker = edge.worker();

        sidecar.services(services(port, ""));
        awaitAnswerers(port, "one", "two");
        await().atMost(Sidecar.PATIENCE).until(() -> text().contains("server " + two.endpoint()));

        two.kill();
        await().atMost(Sidecar.PATIENCE)
                .until(() -> text().lines()
                        .anyMatch(line -> line.contains("server " + two.endpoint()) && line.contains("disabled")));
        assertThat(edge.worker()).isEqualTo(worker);
    }

    @Test
    void aBackendKnownToBeDeadGetsNothingAfterReloadsUnderLoad() {
        start();
        two.close();
        two = new Nginx("two", directory, "127.0.0.12", two.port())
                .health("return 503")
                .start();
        sidecar.awaitStatus(two.endpoint(), "down");
        awaitAnswerers(port, "one");

        try (Client.Load load = new Client(port).load()) {
            for (int i = 0; i < 5; i++) {
                long worker = edge.worker();
                sidecar.services(services(port, another(Sidecar.freePort())));
                await().atMost(Sidecar.PATIENCE).until(() -> edge.worker() != worker && edge.worker() != 0);
            }
            load.stop();
            assertThat(load.requests()).isGreaterThan(500);
            assertThat(load.failures(Set.of("one"))).isEmpty();
        }
    }

    @Test
    void aPortThatAnotherProgramHoldsIsRefusedBeforeAnythingIsWritten() throws IOException {
        start();
        String before = text();
        long worker = edge.worker();
        try (ServerSocketChannel held = ServerSocketChannel.open().bind(new InetSocketAddress(0))) {
            int taken = ((InetSocketAddress) held.getLocalAddress()).getPort();
            sidecar.services(services(port, another(taken)));

            sidecar.awaitEvent(
                    "output_rejected", event -> event.path("reason").asText().contains(Integer.toString(taken)));
            assertThat(text()).isEqualTo(before);
            assertThat(edge.worker()).isEqualTo(worker);
            awaitAnswerers(port, "one", "two");
            awaitOutput("rejected");
        }
        sidecar.services(services(port, another(Sidecar.freePort())));
        awaitOutput("live");
    }

    @Test
    void anOutputThatSomeoneEditedIsHeldUntilItIsForced() throws IOException {
        start();
        Files.writeString(output, text() + "# by hand\n");

        sidecar.services(services(port, another(Sidecar.freePort())));
        sidecar.awaitEvent(
                "output_edited", event -> event.path("reason").asText().contains(output.toString()));
        awaitOutput("held");
        assertThat(text()).endsWith("# by hand\n").doesNotContain("another");
        awaitAnswerers(port, "one", "two");

        Artefact.Ended forced = Artefact.run("render", "--force", "--config", directory.toString());
        assertThat(forced.exit()).as(forced.toString()).isZero();
        assertThat(text()).contains("another").doesNotContain("# by hand");
    }

    @Test
    void aFileWithSectionsOfAnotherHandIsHeldUntilItIsForced() throws IOException {
        String before = "defaults\n  mode http\nlisten stats\n  bind 127.0.0.1:" + Sidecar.freePort() + "\n";
        Files.writeString(output, before);
        sidecar.start();

        sidecar.awaitEvent(
                "output_not_adopted", event -> event.path("reason").asText().contains("listen stats"));
        awaitOutput("held");
        Artefact.Ended asked = Artefact.run("render", "--config", directory.toString());
        assertThat(asked.exit()).as(asked.toString()).isEqualTo(1);
        assertThat(asked.out()).contains("held", "listen stats", "--force");
        assertThat(text()).isEqualTo(before);

        Artefact.Ended forced = Artefact.run("render", "--force", "--config", directory.toString());
        assertThat(forced.exit()).as(forced.toString()).isZero();
        assertThat(text()).contains("backend site").doesNotContain("listen stats");
        sidecar.awaitEvent("output_adopted", event -> true);
    }

    @Test
    void modeAndOwnerOfTheFileAreKept() throws IOException {
        Files.writeString(output, "# of the package\n");
        Files.setPosixFilePermissions(output, PosixFilePermissions.fromString("rw-r-----"));
        sidecar.start();

        sidecar.awaitEvent("output_adopted", event -> true);
        await().atMost(Sidecar.PATIENCE).until(() -> text().contains("backend site"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(output)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void aValidateCommandThatSaysNoOrHangsKeepsTheOldFile() throws IOException {
        Path flag = directory.resolve("refuse");
        Path judge = Files.writeString(
                directory.resolve("judge.sh"), "#!/bin/sh\n[ -e " + flag + " ] || exit 0\necho no thanks\nexit 1\n");
        Files.setPosixFilePermissions(judge, PosixFilePermissions.fromString("rwxr-xr-x"));
        sidecar.watcher(watcher(", validate: [" + judge + ", \"%s\"]"));
        start();
        String before = text();
        Files.createFile(flag);

        sidecar.services(services(port, another(Sidecar.freePort())));

        sidecar.awaitEvent(
                "output_rejected", event -> event.path("reason").asText().contains("no thanks"));
        assertThat(text()).isEqualTo(before);
        awaitAnswerers(port, "one", "two");
    }

    @Test
    void aUsersTemplateIsReadFromDiskAndItsMistakesHaveTheirPlace() {
        sidecar.write("mine.tmpl", "node {node}\n{#for s in tcp}{s.name}:{s.port}\n{/for}")
                .watcher(watcher("") + "  - {input: mine.tmpl, output: %s}%n".formatted(directory.resolve("mine.txt")));
        start();
        await().atMost(Sidecar.PATIENCE).until(() -> Files.exists(directory.resolve("mine.txt")));
        assertThat(directory.resolve("mine.txt")).hasContent("node elsewhere\nsite:" + port + "\n");

        sidecar.write("mine.tmpl", "node {node}\n{#for s in tcp}{s.nmae}{/for}");
        sidecar.awaitEvent(
                "output_rejected", event -> event.path("reason").asText().contains("mine.tmpl:2:"));
        assertThat(directory.resolve("mine.txt")).hasContent("node elsewhere\nsite:" + port + "\n");
    }

    @Test
    void aHostThatDoesNotResolveHoldsNothingUp() {
        sidecar.services(services(
                port,
                "  far: {port: %d, backends: [{host: nowhere.invalid, port: 1}]}%n".formatted(Sidecar.freePort())));
        start();
        assertThat(text()).contains("nowhere.invalid");
    }

    @Test
    void withoutHaproxyOnTheMachineNothingIsWrittenAndItIsSaid() {
        sidecar.environment("OUTRIDER_HAPROXY_PROGRAM", "/nowhere/haproxy").start();

        sidecar.awaitEvent(
                "output_rejected", event -> event.path("reason").asText().contains("haproxy"));
        assertThat(output).doesNotExist();
    }

    @Test
    void whatChangesDuringAReloadIsThereAfterwards() throws IOException {
        Path sick = directory.resolve("sick");
        two.close();
        two = new Nginx("two", directory, "127.0.0.12", two.port())
                .health("if (-f " + sick + ") { return 503; } return 200 \"ok\"")
                .start();
        // It comes and goes twelve times, for which it would be held down otherwise.
        sidecar.environment("OUTRIDER_HEALTH_CHECKS_FLAP", "off");
        start();
        for (int trial = 0; trial < 12; trial++) {
            long worker = edge.worker();
            boolean falls = Files.notExists(sick);
            sidecar.services(services(port, another(Sidecar.freePort())));
            // Somewhere between the reading of the file and the new worker's first command.
            await().pollDelay(Duration.ofMillis(30L * trial)).until(() -> true);
            if (falls) {
                Files.createFile(sick);
            } else {
                Files.delete(sick);
            }

            await().atMost(Sidecar.PATIENCE).until(() -> edge.worker() != worker && edge.worker() != 0);
            await().atMost(Sidecar.PATIENCE).until(() -> serves(two) != falls);
            await().during(Duration.ofMillis(300)).atMost(Sidecar.PATIENCE).until(() -> serves(two) != falls);
        }
    }

    private boolean serves(Nginx backend) {
        return edge.ask("show servers state site")
                .lines()
                .filter(line -> line.contains(" " + backend.endpoint() + " "))
                .anyMatch(line -> line.split(" ")[6].equals("0") || line.split(" ")[6].equals("4"));
    }

    @Test
    void aFullOrReadOnlyDiskLeavesTheOldFileAndIsSaid() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Assumptions.assumeTrue(mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()), "needs root");
        try {
            output = disk.resolve("haproxy.cfg");
            edge = new Edge(HaproxyVersion.V2_6, output);
            sidecar.watcher(watcher(""));
            start();
            String before = text();
            Path ballast = disk.resolve("ballast");
            try (var out = Files.newOutputStream(ballast)) {
                out.write(new byte[128 << 10]);
            } catch (IOException full) {
                // As it shall be.
            }

            sidecar.services(services(port, another(Sidecar.freePort())));
            sidecar.awaitEvent(
                    "output_not_written", event -> event.path("reason").asText().contains(output.toString()));
            assertThat(text()).isEqualTo(before);
            awaitAnswerers(port, "one", "two");

            Files.delete(ballast);
            assertThat(mount("-o", "remount,ro", disk.toString())).isTrue();
            int itsPort = Sidecar.freePort();
            sidecar.services(services(port, another(itsPort)));
            sidecar.awaitEvent(
                    "output_not_written", event -> event.path("reason").asText().contains("ead-only"));
            assertThat(text()).isEqualTo(before);

            assertThat(mount("-o", "remount,rw", disk.toString())).isTrue();
            assertThat(Artefact.run("render", "--force", "--config", directory.toString())
                            .exit())
                    .isZero();
            awaitAnswerers(itsPort, "one");
        } finally {
            new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor();
        }
    }

    private static boolean mount(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(words));
        return new ProcessBuilder(command).start().waitFor() == 0;
    }
}
