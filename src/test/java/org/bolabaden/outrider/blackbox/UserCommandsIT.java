package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Validate and reload commands that hang, and a HAProxy that was started otherwise than watcher.yaml says. */
class UserCommandsIT {
    private static final String SERVICES =
            "version: 1\ntcp:\n  redis: {port: %d, backends: [{host: 127.0.0.1, port: 1}]}\n";

    @TempDir
    Path directory;

    private final int port = Sidecar.freePort();
    private Path output;
    private Path pids;
    private Edge edge;
    private Sidecar sidecar;

    @BeforeEach
    void node() {
        output = directory.resolve("haproxy.cfg");
        pids = directory.resolve("pids");
        edge = new Edge(HaproxyVersion.V2_6, output);
        sidecar = new Sidecar(directory).services(SERVICES.formatted(port));
    }

    @AfterEach
    void stopAll() {
        sidecar.close();
        edge.close();
    }

    private String haproxy(String more) {
        return "  - {input: \"builtin:haproxy-tcp\", output: " + output + more + "}\n";
    }

    private String state(Path file) {
        for (JsonNode row : sidecar.get("/api/v1/status").json().path("outputs")) {
            if (row.path("output").asText().equals(file.toString())) {
                return row.path("state").asText();
            }
        }
        return "";
    }

    private void awaitState(Path file, String state) {
        await().atMost(Sidecar.PATIENCE).until(() -> state(file).equals(state));
    }

    private void awaitGone() throws IOException {
        for (String pid : Files.readString(pids).split("\\s+", -1)) {
            if (!pid.isEmpty()) {
                await().atMost(Sidecar.PATIENCE)
                        .until(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
            }
        }
    }

    @Test
    void aValidateCommandThatHangsHoldsUpNoOtherOutputAndEndsWithTheSidecar() throws Exception {
        Path other = directory.resolve("other.txt");
        sidecar.write("t.tmpl", "x {#for s in tcp}{s.name}{/for}")
                .write("hang.sh", "sleep 300 & echo $$ $! >> " + pids + "\nwait\n")
                .watcher("node: elsewhere\n" + edge.settings() + "templates:\n  - {input: t.tmpl, output: " + other
                        + ", validate: [sh, " + directory.resolve("hang.sh") + "]}\n" + haproxy(""))
                .start();
        edge.start();
        awaitState(other, "checking");
        awaitState(output, "live");

        sidecar.services(SERVICES.formatted(port)
                + "  mail: {port: %d, backends: [{host: 127.0.0.1, port: 2}]}%n".formatted(Sidecar.freePort()));

        await().atMost(Sidecar.PATIENCE)
                .until(() -> edge.ask("show stat -1 2 -1").contains("mail,BACKEND"));
        awaitState(output, "live");
        assertThat(state(other)).isEqualTo("checking");
        assertThat(other).doesNotExist();
        Process render = new ProcessBuilder(Artefact.command("render", "--config", directory.toString())).start();
        try (var lines = render.inputReader()) {
            assertThat(lines.readLine()).startsWith("live").contains(output.toString());
        } finally {
            render.destroyForcibly().waitFor();
        }

        sidecar.stop();
        awaitGone();
    }

    @Test
    void aHaproxyThatRunsAnotherFileIsSaidAndTheOutputIsNotLive() throws IOException {
        Path another =
                Files.writeString(directory.resolve("another.cfg"), """
                global
                  stats socket %s level admin
                defaults
                  timeout connect 1s
                  timeout client 1s
                  timeout server 1s
                frontend in
                  bind 127.0.0.1:%d
                """.formatted(edge.socket(), Sidecar.freePort()));
        sidecar.watcher("node: elsewhere\n" + edge.settings() + "templates:\n" + haproxy(""));
        try (Edge wrong = edge.with(another)) {
            wrong.start();
            sidecar.start();

            JsonNode told = sidecar.awaitEvent("output_not_run", event -> true);

            assertThat(told.path("reason").asText())
                    .contains("it has no frontend fe:redis, backend redis", "start it with -f " + output);
            awaitState(output, "pending");
        }
        edge.start();

        awaitState(output, "live");
        assertThat(sidecar.awaitEvent("output_recovered", event -> true)
                        .path("reason")
                        .asText())
                .endsWith("its proxy runs it now");
    }

    @Test
    void aStopInMidReloadEndsTheCommandAndTheNextStartReloads() throws IOException {
        Path ok = directory.resolve("ok");
        Path master = directory.resolve("master");
        sidecar.write(
                        "reload.sh",
                        "[ -e %s ] && exec kill -USR2 $(cat %s)\nsleep 300 & echo $$ $! >> %s\nwait\n"
                                .formatted(ok, master, pids))
                .watcher("node: elsewhere\nhaproxy: {socket: %s}%ntemplates:%n".formatted(edge.socket())
                        + haproxy(", reload: [sh, " + directory.resolve("reload.sh") + "]"))
                .start();
        edge.start();
        awaitState(output, "live");
        Files.writeString(master, Long.toString(edge.master()));

        sidecar.services(SERVICES.formatted(port)
                + "  mail: {port: %d, backends: [{host: 127.0.0.1, port: 2}]}%n".formatted(Sidecar.freePort()));
        await().atMost(Sidecar.PATIENCE).until(() -> Files.exists(pids) && Files.size(pids) > 0);
        sidecar.stop();

        awaitGone();
        Files.createFile(ok);
        assertThat(edge.ask("show stat -1 2 -1")).doesNotContain("mail,BACKEND");
        sidecar.start();
        await().atMost(Sidecar.PATIENCE)
                .until(() -> edge.ask("show stat -1 2 -1").contains("mail,BACKEND"));
        awaitState(output, "live");
    }
}
