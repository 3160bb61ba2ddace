package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bolabaden.outrider.distribution.GitRepository;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of broken push changes nothing and is told; the good one after it goes live. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag(Artefact.LONG)
class BrokenPushIT {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Set<String> REPORTS = Set.of("registry_rejected", "registry_held", "registry_fetch_failed");
    private static final String GOOD = """
            version: 1
            include: ["services.d/*.yaml", "more.yaml"]
            tcp:
              s1: {port: 7101, backends: [{host: 127.0.0.1, port: %d}]}
              s2: {port: 7102, backends: [{host: 127.0.0.1, port: 7202}]}
            """;

    @TempDir
    static Path root;

    private GitRepository repository;
    private Path key;
    private Path stranger;
    private Sidecar sidecar;
    private String oldest;
    private int round = 7300;

    /** A push, and what the report of it says. */
    private record Kind(String name, String says, Consumer<GitRepository> push) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    void aSidecarFollowsASignedRegistry() throws Exception {
        repository = new GitRepository(Files.createDirectories(root.resolve("remote")));
        oldest = repository.write("README", "unsigned").push();
        key = repository.key("alice");
        stranger = repository.key("mallory");
        Path directory = Files.createDirectories(root.resolve("node"));
        Files.writeString(directory.resolve("signers"), GitRepository.signer("alice@example.org", key));
        good();
        sidecar = new Sidecar(directory)
                .watcher("node: n1\n")
                .write("distribution.yaml", """
                        method: git
                        repo: %s
                        path: registry
                        interval: 1s
                        allowed_signers_file: signers
                        """.formatted(repository.url()))
                .start();
    }

    @AfterAll
    void stop() {
        sidecar.close();
    }

    private GitRepository files() {
        round++;
        return repository
                .clear()
                .signing(key)
                .write("README", "not the registry's")
                .write("registry/services.yaml", GOOD.formatted(round))
                .write("registry/more.yaml", tcp("s3", 7203))
                .write("registry/services.d/a.yaml", tcp("s4", 7204));
    }

    private String good() {
        return files().push("-S");
    }

    private static String tcp(String name, int port) {
        return "tcp: {%s: {port: %d, backends: [{host: 127.0.0.1, port: %d}]}}\n".formatted(name, port - 100, port);
    }

    private static String bomb() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            text.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        return text.toString();
    }

    private static Kind kind(String name, String says, Consumer<GitRepository> push) {
        return new Kind(name, says, push);
    }

    /** One file of the registry is something else. */
    private static Kind file(String name, String says, String content) {
        return kind(
                name, says, to -> to.write("registry/services.yaml", content).push("-S"));
    }

    private Stream<Kind> kinds() {
        return Stream.concat(files("version: 1\ntcp: {s1: {port: 1, backends: [{host: h, port: 1}]}}\n"), histories());
    }

    private Stream<Kind> files(String small) {
        return Stream.of(
                file("syntax error", "services.yaml:", "version: 1\ntcp: [\n"),
                file("empty file", "the file is empty", ""),
                file("merge-conflict markers", "services.yaml:", "<<<<<<< HEAD\nversion: 1\n=======\n>>>>>>> x\n"),
                file("duplicate keys", "services.yaml:", small + "tcp: {}\n"),
                file("unknown field", "unknown key", small + "htpp: {}\n"),
                file("YAML bomb", "services.yaml:", bomb()),
                file("everything removed", "is held", "version: 1\n"),
                file("an include that escapes", "include", "version: 1\ninclude: [../README]\n"),
                file("huge file", "too large", small + "#".repeat(5 << 20)),
                file(
                        "template injection",
                        "services.yaml:",
                        "version: 1\ntcp: {\"a\\n  server x\": {port: 1, backends: []}}\n"),
                kind(
                        "binary file",
                        "services.yaml:1:1",
                        to -> to.write("registry/services.yaml", new byte[] {0, 1, 2, 0})
                                .push("-S")),
                kind(
                        "not UTF-8",
                        "not UTF-8",
                        to -> to.write(
                                        "registry/services.yaml",
                                        "version: 1 # é\n".getBytes(StandardCharsets.ISO_8859_1))
                                .push("-S")),
                kind(
                        "services.yaml gone",
                        "no such file",
                        to -> to.delete("registry/services.yaml").push("-S")),
                kind(
                        "an included file gone",
                        "no such file",
                        to -> to.delete("registry/more.yaml").push("-S")),
                kind(
                        "a port taken twice",
                        "services",
                        to -> to.write("registry/services.d/b.yaml", tcp("s9", 7204))
                                .push("-S")));
    }

    private Stream<Kind> histories() {
        return Stream.of(
                kind(
                        "path gone",
                        "no file in 'registry'",
                        to -> to.delete("registry").push("-S")),
                kind("branch gone", "no branch 'main'", to -> to.git("push", "--quiet", "origin", ":main")),
                kind("unsigned", "no good ssh signature", GitRepository::push),
                kind(
                        "signed by a stranger",
                        "no good ssh signature",
                        to -> to.signing(stranger).push("-S")),
                kind("forced to an unrelated history", "no file in 'registry'", to -> {
                    to.git("checkout", "--quiet", "--orphan", "other" + round);
                    to.clear().write("unrelated", "x").push("-S");
                }),
                kind(
                        "forced back to before commits were signed",
                        "no good ssh signature",
                        to -> to.git("push", "--quiet", "--force", "origin", oldest + ":main")),
                kind(
                        "symlink to a secret",
                        "symbolic link 'registry/services.d/x.yaml'",
                        to -> to.link("registry/services.d/x.yaml", "/etc/passwd")
                                .push("-S")),
                kind(
                        "a directory that became a link",
                        "symbolic link",
                        to -> to.delete("registry/services.d")
                                .link("registry/services.d", "../../elsewhere")
                                .push("-S")),
                kind("a submodule", "submodule 'registry/sub'", to -> {
                    to.git("add", "--all");
                    to.git("update-index", "--add", "--cacheinfo", "160000," + to.head() + ",registry/sub");
                    to.pushStaged("-S");
                }),
                kind(
                        "names that collide",
                        "differ in case alone",
                        to -> to.write("registry/services.d/A.yaml", "").push("-S")),
                kind(
                        "a name with a line break",
                        "not plain text",
                        to -> to.write("registry/services.d/a\nb.yaml", "").push("-S")),
                kind(
                        "far too much",
                        "more than 64 MiB",
                        to -> to.write("registry/big", new byte[65 << 20]).push("-S")));
    }

    private JsonNode registry() {
        return sidecar.get("/api/v1/registry").json();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void aBrokenPushChangesNothingAndIsToldAndTheNextGoodOneIsLive(Kind kind) {
        awaitLive(good());
        String version = registry().path("version").asText();
        int before = sidecar.events().size();

        kind.push().accept(files());

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sidecar.events().stream()
                                .skip(before)
                                .filter(event ->
                                        REPORTS.contains(event.path("event").asText()))
                                .map(event -> event.path("reason").asText()))
                        .as(kind.name())
                        .anyMatch(reason -> reason.contains(kind.says())));
        JsonNode now = registry();
        assertThat(now.path("version").asText()).isEqualTo(version);
        assertThat(now.path("error").asText() + now.path("remote_error").asText())
                .contains(kind.says());
        assertThat(sidecar.get("/api/v1/services").json()).hasSize(4);
        assertThat(sidecar.get("/api/v1/status").json().path("status").asText()).isEqualTo("degraded");

        awaitLive(good());
        assertThat(registry().path("version").asText()).isNotEqualTo(version);
    }

    private void awaitLive(String commit) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(registry().path("commit").asText()).isEqualTo(commit));
        await().atMost(PATIENCE).until(() -> {
            JsonNode now = registry();
            return !now.has("error")
                    && !now.has("remote_error")
                    && sidecar.get("/api/v1/services").json().size() == 4;
        });
    }
}
