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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sidecar dies between two of its system calls, or in the middle of a write: what it keeps is whole, what it said to have
 * done is done, and the next start goes on from there. Each life begins with what the one before left behind.
 *
 * <p>It dies once at each kind of call on each kind of file; with {@code -Doutrider.crashes=all} at every single call, with a number
 * at so many of the kinds.
 */
@Tag(Artefact.LONG)
class KillAtAnyWriteIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String CRASHES = System.getProperty("outrider.crashes", "kinds");

    @TempDir
    Path directory;

    private final int port = Sidecar.freePort();
    private final int redisPort = Sidecar.freePort();
    private Path below;
    private KeptFiles kept;
    private CrashShim shim;
    private Edge edge;
    private Nginx nginx;
    private Process redis;
    private Sidecar sidecar;
    private int lives;
    private boolean second;

    @BeforeEach
    void world() throws IOException {
        below = Files.createDirectory(directory.resolve("below"));
        kept = new KeptFiles(below);
        shim = new CrashShim(directory, below);
        edge = new Edge(HaproxyVersion.V2_6, kept.haproxy());
        nginx = new Nginx("one", directory, "127.0.0.11", Sidecar.freePort()).start();
        redis = new ProcessBuilder(
                        "redis-server", "--bind", "127.0.0.1", "--port", Integer.toString(redisPort), "--save", "")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("redis.log").toFile())
                .start();
        sidecar = new Sidecar(directory);
        sidecar.write(
                "watcher.yaml",
                """
                node: elsewhere
                api: {listen: "127.0.0.1:%d"}
                state_dir: %s
                events: {file: %s, max_size: 100kB, keep: 2}
                health_checks: {interval: 500ms}
                templates:
                  - {input: "builtin:haproxy-tcp", output: %s}
                  - {input: "builtin:traefik-http", output: %s}
                """.formatted(sidecar.port(), kept.state(), kept.events(), kept.haproxy(), kept.traefik())
                        + edge.settings());
        services();
    }

    @AfterEach
    void stopAll() {
        sidecar.close();
        edge.close();
        nginx.close();
        redis.destroyForcibly();
    }

    /** Another registry than the one before: with another service for each proxy, and so another primary to remember. */
    private void services() {
        second = !second;
        sidecar.services("""
                version: 1
                tcp:
                  site: {port: %1$d, backends: [{host: 127.0.0.11, port: %3$d}, {host: 127.0.0.12, port: %3$d}]}
                  %4$s: {port: %2$d, primary: role, backends: [{host: 127.0.0.1, port: %5$d}]}
                http:
                  %4$s.example.org: {backends: [{host: 127.0.0.11, port: %3$d}]}
                """.formatted(port, port + 1, nginx.port(), name(), redisPort));
    }

    private String name() {
        return second ? "second" : "first";
    }

    /** A life with all that is written in it. Whether it died of what was asked for. */
    private boolean diesAt(long call) {
        lives++;
        services();
        shim.into(sidecar, call);
        sidecar.launch();
        try {
            awaitAnswer();
            edge.startOnce();
            operate();
            sidecar.kill();
            return false;
        } catch (IOException died) {
            sidecar.ended();
            assertThat(call)
                    .as("died by itself: %s, %s", died, sidecar.errors())
                    .isPositive();
            return true;
        }
    }

    private void awaitAnswer() throws IOException {
        await().atMost(Sidecar.PATIENCE).until(() -> !sidecar.isRunning() || sidecar.isAnswering());
        if (!sidecar.isRunning()) {
            throw new IOException("before it answered");
        }
    }

    private void operate() throws IOException {
        reload();
        String target = "site/127.0.0.1" + (1 + lives % 2) + ":" + nginx.port();
        String other = "site/127.0.0.1" + (2 - lives % 2) + ":" + nginx.port();
        kept.unsure(other);
        if (ask("DELETE", "/api/v1/drains/" + other, "").statusCode() == 204) {
            kept.drained(other, Optional.empty());
        }
        kept.unsure(target);
        HttpResponse<String> drained =
                ask("PUT", "/api/v1/drains/" + target, "{\"force\": true, \"reason\": \"life " + lives + "\"}");
        assertThat(drained.statusCode()).as(drained.body()).isEqualTo(200);
        kept.drained(target, Optional.of("life " + lives));
        services();
        reload();
    }

    private void reload() throws IOException {
        kept.unsureOfOutputs();
        // A HAProxy that is slow to reload on a busy machine is tried again, as an operator would; only what is said
        // counts.
        await().atMost(Sidecar.PATIENCE)
                .untilAsserted(
                        () -> assertThat(ask("POST", "/api/v1/reload", "").body())
                                .as("life %s: what Outrider told: %s", lives, sidecar.events())
                                .contains("\"status\":\"ok\""));
        kept.reloaded(name());
    }

    private HttpResponse<String> ask(String method, String path, String body) throws IOException {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecar.port() + path))
                            .timeout(Sidecar.PATIENCE)
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    @Test
    void whatItKeepsIsWholeAndWhatItSaidIsDoneWhereverItDies() throws IOException {
        assertThat(diesAt(0)).isFalse();
        kept.requireWhole();
        List<CrashShim.Call> calls = shim.calls();
        Set<String> covered = new HashSet<>();
        int deaths = 0;
        for (CrashShim.Call call : chosen(calls)) {
            if (!CRASHES.equals("all") && covered.contains(call.kind())) {
                continue;
            }
            if (diesAt(call.number())) {
                deaths++;
                // Threads do not take turns in the same way each time.
                covered.add(shim.killed().kind());
            }
            kept.requireWhole();
        }
        assertThat(diesAt(0)).isFalse();

        kept.requireWhole();
        assertThat(kept.torn()).isLessThanOrEqualTo(deaths);
        assertThat(kept.leftovers()).as("unfinished files of %s deaths", deaths).isEmpty();
        System.out.println(deaths + " deaths at " + covered.size() + " kinds of calls; " + calls.size() + " in a life");
    }

    /** The calls to die at. */
    private static List<CrashShim.Call> chosen(List<CrashShim.Call> calls) {
        if (CRASHES.equals("all")) {
            return calls;
        }
        Map<String, CrashShim.Call> kinds = new LinkedHashMap<>();
        calls.forEach(call -> kinds.putIfAbsent(call.kind(), call));
        List<CrashShim.Call> each = new ArrayList<>(kinds.values());
        if (CRASHES.equals("kinds")) {
            return each;
        }
        // A number: some of them, and others each time.
        Collections.shuffle(each);
        return each.subList(0, Math.min(each.size(), Integer.parseInt(CRASHES)));
    }

    @Test
    void nothingIsSaidToBeDoneBeforeItIsOnTheDisk() throws IOException {
        assertThat(diesAt(0)).isFalse();

        assertThat(Durability.broken(shim.calls())).isEmpty();
    }
}
