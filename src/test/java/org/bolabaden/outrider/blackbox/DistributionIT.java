package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bolabaden.outrider.distribution.GitRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the registry reaches a node: pulled, or written by others. */
@Tag(Artefact.LONG)
class DistributionIT {
    @TempDir
    Path root;

    private Path directory;
    private GitRepository repository;
    private Sidecar sidecar;

    @BeforeEach
    void aRepositoryAndANode() throws IOException {
        repository = new GitRepository(Files.createDirectories(root.resolve("remote")));
        directory = Files.createDirectories(root.resolve("node"));
        sidecar = new Sidecar(directory).watcher("node: n1\n");
    }

    @AfterEach
    void stop() {
        sidecar.close();
    }

    private static String services(int port) {
        return "version: 1\ntcp: {s1: {port: 7101, backends: [{host: 127.0.0.1, port: %d}]}}\n".formatted(port);
    }

    private String push(int port) {
        return repository.write("services.yaml", services(port)).push();
    }

    private Sidecar pulling(String interval) {
        return sidecar.write(
                "distribution.yaml",
                "method: git\nrepo: %s\ninterval: %s\ntimeout: 10s\n".formatted(repository.url(), interval));
    }

    private JsonNode registry() {
        return sidecar.get("/api/v1/registry").json();
    }

    private boolean serves(int port) {
        JsonNode backends = sidecar.get("/api/v1/backends").json();
        return backends.size() == 1 && backends.get(0).path("backend").asText().equals("127.0.0.1:" + port);
    }

    private void awaitServed(int port) {
        await().atMost(Sidecar.PATIENCE).until(() -> serves(port));
    }

    private String metrics() {
        return sidecar.get("/metrics", "text/plain").body();
    }

    private double metric(String series) {
        Matcher value =
                Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$").matcher(metrics());
        return value.find() ? Double.parseDouble(value.group(1)) : 0;
    }

    private JsonNode reload() throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create("http://127.0.0.1:" + sidecar.port() + "/api/v1/reload")
                        .toURL()
                        .openConnection();
        connection.setRequestMethod("POST");
        connection.setReadTimeout(60_000);
        return new com.fasterxml.jackson.databind.ObjectMapper().readTree(connection.getInputStream());
    }

    private Artefact.Ended outrider(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", directory.toString()));
        return Artefact.run(all.toArray(String[]::new));
    }

    @Test
    void aCommitIsLiveWithinTheIntervalAndASecond() throws Exception {
        push(7200);
        pulling("2s").start();
        awaitServed(7200);
        List<Long> took = new ArrayList<>();
        for (int port = 7201; port <= 7210; port++) {
            // Not in step with the looks.
            Thread.sleep(137L * (port - 7200));
            push(port);
            long begin = System.nanoTime();
            while (!serves(port)) {
                assertThat(System.nanoTime() - begin)
                        .isLessThan(Duration.ofSeconds(20).toNanos());
                Thread.sleep(10);
            }
            took.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
        }
        Collections.sort(took);
        System.out.println("commit to live, interval 2 s, ms: " + took);

        assertThat(took.getLast()).isLessThanOrEqualTo(3_000);
        assertThat(metric("outrider_distribution_fetches_total{result=\"updated\"}"))
                .isGreaterThanOrEqualTo(10);
    }

    @Test
    void theWebhookFetchesAtOnceAndAnswersWithTheResult() throws Exception {
        push(7200);
        pulling("1h").start();
        String commit = push(7201);

        JsonNode answer = reload();

        assertThat(answer.path("status").asText()).isEqualTo("ok");
        assertThat(answer.path("registry").path("commit").asText()).isEqualTo(commit);
        assertThat(answer.path("registry").path("branch").asText()).isEqualTo("main");
        assertThat(serves(7201)).isTrue();

        double before = metric("outrider_distribution_fetches_total{result=\"unchanged\"}");
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<JsonNode>> burst = Collections.nCopies(30, this::reload);
            callers.invokeAll(burst);
        }
        assertThat(metric("outrider_distribution_fetches_total{result=\"unchanged\"}") - before)
                .as("a burst is merged")
                .isLessThan(20);
    }

    @Test
    void aRewrittenBranchIsFollowedAndTold() {
        push(7200);
        push(7201);
        pulling("1s").start();
        awaitServed(7201);

        repository.git("reset", "--quiet", "--hard", "HEAD~1");
        repository.git("push", "--quiet", "--force", "origin", "HEAD:main");

        sidecar.awaitEvent("registry_rewound", event -> true);
        awaitServed(7200);
    }

    @Test
    void aDeadRepositoryChangesNothingAlsoOverARestart() throws Exception {
        push(7200);
        pulling("1s").start();
        awaitServed(7200);
        Path away = root.resolve("away");
        Files.move(repository.bare(), away);

        sidecar.awaitEvent("registry_fetch_failed", event -> true);
        await().atMost(Sidecar.PATIENCE)
                .until(() -> metric("outrider_distribution_fetches_total{result=\"failed\"}") >= 3);
        assertThat(sidecar.events().stream()
                        .filter(event -> event.path("event").asText().equals("registry_fetch_failed")))
                .as("told once")
                .hasSize(1);
        assertThat(serves(7200)).isTrue();
        assertThat(registry().path("remote_error").asText()).contains("git ls-remote");
        assertThat(outrider("status").out()).contains("no new commit can be had");

        sidecar.kill();
        sidecar.start();
        assertThat(serves(7200)).isTrue();
        await().atMost(Sidecar.PATIENCE).until(() -> registry().has("remote_error"));
        assertThat(metric("outrider_distribution_last_success_timestamp_seconds"))
                .isGreaterThan(1e9);

        Files.move(away, repository.bare());
        sidecar.awaitEvent(
                "registry_fetched", event -> event.path("reason").asText().contains("again"));
        push(7201);
        awaitServed(7201);
    }

    @Test
    void aStartWithNothingToServeSaysWhy() {
        sidecar.write("distribution.yaml", "method: git\nrepo: file:///nonexistent/x.git\n");

        Artefact.Ended ended = outrider("run");

        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err()).contains("no commit was fetched yet").contains("git ls-remote");
        assertThat(outrider("lint").exit()).isZero();
    }

    @Test
    void aRollbackStaysUntilTheNextCommit() throws Exception {
        push(7200);
        pulling("1s").start();
        awaitServed(7200);
        push(7201);
        awaitServed(7201);

        Artefact.Ended back = outrider("rollback");
        assertThat(back.exit()).as(back.toString()).isZero();
        awaitServed(7200);
        double looks = metric("outrider_distribution_fetches_total{result=\"unchanged\"}");
        await().atMost(Sidecar.PATIENCE)
                .until(() -> metric("outrider_distribution_fetches_total{result=\"unchanged\"}") >= looks + 3);
        assertThat(serves(7200)).isTrue();
        reload();
        assertThat(serves(7200)).isTrue();
        sidecar.kill();
        sidecar.start();
        awaitServed(7200);

        push(7202);
        awaitServed(7202);
    }

    @Test
    void aTokenGoesToTheServerAndNowhereElse() throws Exception {
        push(7200);
        try (GitHttp server = new GitHttp(root.resolve("remote"), "t0ken-of-the-test")) {
            sidecar.write("token", "wrong-t0ken\n")
                    .write(
                            "distribution.yaml",
                            "method: git\nrepo: %s\ntoken_file: token\ninterval: 1s\n"
                                    .formatted(server.url("registry.git")));
            assertThat(outrider("run").err()).contains("token_file").doesNotContain("wrong-t0ken");
            assertThat(server.refused()).contains("outrider:wrong-t0ken");

            sidecar.write("token", "t0ken-of-the-test\n").start();
            awaitServed(7200);
            push(7201);
            awaitServed(7201);
        }
        sidecar.awaitEvent("registry_fetch_failed", event -> true);
        assertThat(sidecar.events().toString() + metrics() + registry()).doesNotContain("t0ken-of-the-test");
        try (Stream<Path> kept = Files.walk(directory.resolve("state"))) {
            for (Path file : kept.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("t0ken-of-the-test");
            }
        }
    }

    @Test
    void changingHowItComesNeedsNoRestart() {
        sidecar.services(services(7200)).start();
        awaitServed(7200);
        push(7201);

        pulling("1s");
        awaitServed(7201);

        sidecar.write("distribution.yaml", "method: none\n");
        awaitServed(7200);
    }

    @Test
    void whatSyncthingDoesUnderUsNeverTakesEffectHalfway() throws Exception {
        sidecar.write("distribution.yaml", "method: syncthing\n")
                .services(services(7200))
                .start();
        awaitServed(7200);

        Path file = directory.resolve("services.yaml");
        Files.delete(file);
        Thread.sleep(2_500);
        assertThat(registry().has("error")).as("a deletion in flight").isFalse();
        sidecar.services(services(7201));
        awaitServed(7201);

        Files.writeString(
                directory.resolve("services.sync-conflict-20260131-120000-ABCDEFG.yaml"), "version: 1\noops: 1\n");
        sidecar.awaitEvent(
                "registry_conflict", event -> event.path("reason").asText().contains("sync-conflict"));
        assertThat(outrider("status").out()).contains("sync-conflict");
        assertThat(outrider("lint").err()).contains("sync-conflict");

        Files.delete(file);
        sidecar.awaitEvent(
                "registry_rejected", event -> event.path("reason").asText().contains("no such file"));
        assertThat(serves(7201)).isTrue();
    }
}
