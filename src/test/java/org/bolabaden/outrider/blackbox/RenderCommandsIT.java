package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator and his scripts ask of the outputs: lint, and reloading over HTTP. */
class RenderCommandsIT {
    private static final String SERVICES =
            "version: 1\ntcp:\n  redis: {port: 6379, backends: [{host: 127.0.0.1, port: 7001}]}\n";

    // So much at once that the limit of size is met long before that of time.
    private static final String RUNAWAY = "{#for a in 100000}{#for b in 100000}{b}" + "x".repeat(500) + "{/for}{/for}";
    private static final String BAD_AND_GOOD = "node: n1\ntemplates: [{input: bad.tmpl, output: %s/bad.txt}, "
            + "{input: good.tmpl, output: %s/good.txt}]\n";

    @TempDir
    Path directory;

    private Sidecar sidecar;

    @AfterEach
    void stopAll() {
        if (sidecar != null) {
            sidecar.close();
        }
    }

    private int post(String path, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecar.port() + path))
                .POST(HttpRequest.BodyPublishers.noBody());
        headers.forEach(request::header);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    private Artefact.Ended lint() {
        return Artefact.run("lint", "--config", directory.toString());
    }

    @Test
    void lintJudgesWhatWouldBeRendered() {
        new Sidecar(directory)
                .services(SERVICES)
                .write("good.tmpl", "{#for s in tcp}listen {s.name}\n  bind :{s.port}\n{/for}")
                .watcher("templates: [{input: good.tmpl, output: /nowhere/a.cfg}, "
                        + "{input: \"builtin:haproxy-tcp\", output: /nowhere/b.cfg}, "
                        + "{input: \"builtin:traefik-http\", output: /nowhere/c.yaml}]\n");
        assertThat(lint().exit()).as(lint().toString()).isZero();

        new Sidecar(directory).write("good.tmpl", "{#for s in tcp}\nlistne {s.name}\n{/for}");
        assertThat(lint().exit()).isEqualTo(2);
        assertThat(lint().err()).contains("/nowhere/a.cfg:1:1: ").contains("listne");

        new Sidecar(directory).write("good.tmpl", "x\n{#for s in tcp}{s.nmae}{/for}");
        assertThat(lint().exit()).isEqualTo(2);
        assertThat(lint().err()).contains("good.tmpl:2:").contains("nmae");
    }

    @Test
    void lintWarnsOfWhatIsNoMistake() {
        new Sidecar(directory)
                .services(
                        "version: 1\ntcp:\n  redis: {port: 6379, sentinel: {master: m, sentinels: [\"127.0.0.1:1\"]}, "
                                + "backends: [{host: 127.0.0.1, port: 7001}]}\n")
                .watcher("node: n1\n");

        assertThat(lint().exit()).isZero();
        assertThat(lint().out()).contains("no mistake found");
        assertThat(lint().err())
                .contains("warning: tcp.redis.sentinel.sentinels: has 1, ", "warning: haproxy.master_socket: ");
    }

    @Test
    void aTemplateThatIsOnTheNodeAlonePassesLintElsewhere() {
        new Sidecar(directory)
                .services(SERVICES)
                .watcher("templates: [{input: /nowhere/else/tcp.tmpl, output: /nowhere/a.cfg}]\n");

        assertThat(lint().exit()).isZero();
        assertThat(lint().err()).contains("/nowhere/else/tcp.tmpl");
    }

    @Test
    void withATokenOnlyItsHolderReloads() throws IOException {
        Files.writeString(directory.resolve("token"), "s3cret\n");
        sidecar = new Sidecar(directory).services(SERVICES).write("watcher.yaml", "");
        sidecar.write(
                        "watcher.yaml",
                        "api: {listen: \"127.0.0.1:%d\", token_file: %s}%nstate_dir: %s%n"
                                .formatted(sidecar.port(), directory.resolve("token"), directory.resolve("state")))
                .start();

        assertThat(post("/api/v1/reload", Map.of())).isEqualTo(401);
        assertThat(post("/api/v1/reload", Map.of("Authorization", "Bearer wrong")))
                .isEqualTo(401);
        assertThat(post("/api/v1/reload", Map.of("Authorization", "Bearer s3cret")))
                .isEqualTo(200);
        assertThat(Artefact.run("render", "--config", directory.toString()).exit())
                .isZero();
        assertThat(sidecar.events().toString() + sidecar.errors()).doesNotContain("s3cret");
    }

    @Test
    void withoutATokenThisMachineReloadsButNoWebPageDoes() throws IOException {
        sidecar =
                new Sidecar(directory).services(SERVICES).watcher("node: n1\n").start();
        sidecar.services(SERVICES.replace("7001", "7002"));

        assertThat(post("/api/v1/reload", Map.of("Origin", "https://evil.example")))
                .isEqualTo(403);
        assertThat(post("/api/v1/reload", Map.of())).isEqualTo(200);
        assertThat(sidecar.get("/api/v1/backends").body()).contains("127.0.0.1:7002");
        assertThat(sidecar.get("/api/v1/registry").json().path("version").asText())
                .isNotBlank();
    }

    @Test
    void anEditedTemplateTakesEffectByItself() {
        Path output = directory.resolve("out.txt");
        sidecar = new Sidecar(directory)
                .services(SERVICES)
                .write("t.tmpl", "one")
                .watcher("node: n1\ntemplates: [{input: t.tmpl, output: " + output + "}]\n")
                .start();
        await().atMost(Sidecar.PATIENCE).until(() -> Files.exists(output));

        sidecar.write("t.tmpl", "two");

        await().atMost(Sidecar.PATIENCE).until(() -> Files.readString(output).equals("two"));
    }

    @Test
    void aRunawayTemplateIsOneLineInLintAndInPreviewsAndCostsNothingElse() {
        new Sidecar(directory)
                .services(SERVICES)
                .write("bad.tmpl", "x\n" + RUNAWAY)
                .write("good.tmpl", "of {node}")
                .watcher(BAD_AND_GOOD.formatted(directory, directory));

        for (String[] command : new String[][] {{"lint"}, {"render", "--dry-run"}, {"render", "--diff"}}) {
            String[] words = Stream.concat(Arrays.stream(command), Stream.of("--config", directory.toString()))
                    .toArray(String[]::new);
            Artefact.Ended ended = Artefact.run(words);

            assertThat(ended.exit()).as(ended.toString()).isEqualTo(2);
            assertThat(ended.err().lines().filter(line -> line.contains("bad.tmpl")))
                    .as(ended.toString())
                    .singleElement()
                    .asString()
                    .contains("bad.tmpl:2:", "16 MiB");
            assertThat(ended.err() + ended.out()).doesNotContain("OutOfMemory", "\tat ", "io.quarkus");
            if (!command[0].equals("lint")) {
                assertThat(ended.out()).contains("of n1");
            }
        }
    }

    @Test
    void aRunawayTemplateIsRejectedAndTheSidecarGoesOn() {
        sidecar = new Sidecar(directory)
                .services(SERVICES)
                .write("bad.tmpl", "one")
                .write("good.tmpl", "one")
                .watcher(BAD_AND_GOOD.formatted(directory, directory))
                .start();
        await().atMost(Sidecar.PATIENCE).until(() -> Files.exists(directory.resolve("good.txt")));

        sidecar.write("bad.tmpl", RUNAWAY);
        sidecar.awaitEvent(
                "output_rejected", event -> event.path("reason").asText().contains("bad.tmpl:1:"));
        sidecar.write("good.tmpl", "two");

        await().atMost(Sidecar.PATIENCE)
                .until(() -> Files.readString(directory.resolve("good.txt")).equals("two"));
        assertThat(directory.resolve("bad.txt")).hasContent("one");
        assertThat(sidecar.get("/health/live").status()).isEqualTo(200);
        sidecar.write("bad.tmpl", "two");
        await().atMost(Sidecar.PATIENCE)
                .until(() -> Files.readString(directory.resolve("bad.txt")).equals("two"));
    }

    @Test
    void anEditedFileThatATemplateIncludesTakesEffectByItself() {
        Path output = directory.resolve("out.txt");
        sidecar = new Sidecar(directory)
                .services(SERVICES)
                .write("t.tmpl", "{#include part /}")
                .write("part.tmpl", "one {node}")
                .watcher("node: n1\ntemplates: [{input: t.tmpl, output: " + output + "}]\n")
                .start();
        await().atMost(Sidecar.PATIENCE).until(() -> Files.exists(output));
        assertThat(output).hasContent("one n1");

        sidecar.write("part.tmpl", "two {node}");

        await().atMost(Sidecar.PATIENCE).until(() -> Files.readString(output).equals("two n1"));
    }
}
