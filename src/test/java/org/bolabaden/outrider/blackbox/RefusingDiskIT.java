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
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.bolabaden.outrider.haproxy.HaproxyVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The disk of the state and of the proxy's file takes nothing: traffic follows all the same, and the disk catches up. */
@Tag(Artefact.LONG)
class RefusingDiskIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    private final int port = Sidecar.freePort();
    private SmallDisk disk;
    private Path output;
    private Edge edge;
    private Nginx one;
    private Nginx two;
    private Sidecar sidecar;

    /** In what way it refuses. */
    enum Refusal {
        FULL(SmallDisk::fill, SmallDisk::free),
        READ_ONLY(SmallDisk::protect, SmallDisk::unprotect);

        private final Consumer<SmallDisk> begins;
        private final Consumer<SmallDisk> ends;

        Refusal(Consumer<SmallDisk> begins, Consumer<SmallDisk> ends) {
            this.begins = begins;
            this.ends = ends;
        }
    }

    @BeforeEach
    void world() {
        disk = new SmallDisk(directory.resolve("disk"));
        // Held open for as long as the sidecar runs, and never written meanwhile.
        disk.lend(disk.directory().resolve("state/lock"), directory.resolve("lock"));
        output = disk.directory().resolve("haproxy.cfg");
        edge = new Edge(HaproxyVersion.V2_6, output);
        one = new Nginx("one", directory, "127.0.0.11", Sidecar.freePort()).start();
        two = new Nginx("two", directory, "127.0.0.12", Sidecar.freePort()).start();
        sidecar = new Sidecar(directory);
        sidecar.write(
                "watcher.yaml",
                """
                node: elsewhere
                api: {listen: "127.0.0.1:%d"}
                state_dir: %s
                health_checks: {interval: 500ms, timeout: 5s}
                templates: [{input: "builtin:haproxy-tcp", output: %s}]
                """.formatted(sidecar.port(), disk.directory().resolve("state"), output) + edge.settings());
        services("");
    }

    @AfterEach
    void stopAll() {
        sidecar.close();
        edge.close();
        one.close();
        two.close();
        disk.close();
    }

    private void services(String more) {
        sidecar.services("""
                version: 1
                tcp:
                  site:
                    port: %d
                    check: {type: http, path: /_healthz}
                    backends: [{host: 127.0.0.11, port: %d}, {host: 127.0.0.12, port: %d}]
                """.formatted(port, one.port(), two.port()) + more);
    }

    private String another() {
        return "  another: {port: %d, backends: [{host: 127.0.0.11, port: %d}]}%n".formatted(port + 1, one.port());
    }

    private void awaitAnswerers(String... names) {
        await().atMost(Sidecar.PATIENCE)
                .until(() -> new Client(port).answerers(8).equals(Set.of(names)));
    }

    private int drain(String target) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + sidecar.port() + "/api/v1/drains/" + target))
                                .PUT(HttpRequest.BodyPublishers.ofString("{\"force\": true}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private String drains() {
        return sidecar.get("/api/v1/drains").body();
    }

    private List<String> told(String event) {
        return sidecar.events().stream()
                .filter(one -> one.path("event").asText().equals(event))
                .map(one -> one.path("reason").asText())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void trafficFollowsMeanwhileAndTheDiskCatchesUp(Refusal refusal) throws Exception {
        sidecar.start();
        edge.start();
        awaitAnswerers("one", "two");
        await().atMost(Sidecar.PATIENCE)
                .until(() -> Files.exists(disk.directory().resolve("state/registry/0001")));
        String before = Files.readString(output);

        refusal.begins.accept(disk);
        two.kill();
        awaitAnswerers("one");
        two.start();
        awaitAnswerers("one", "two");
        assertThat(drain("site/" + two.endpoint())).isEqualTo(200);
        awaitAnswerers("one");
        services(another());
        sidecar.awaitEvent("output_not_written", event -> true);
        assertThat(output).content().isEqualTo(before);
        sidecar.awaitEvent(
                "state_not_written", event -> event.path("reason").asText().contains("drain"));
        assertThat(sidecar.get("/health/live").status()).isEqualTo(200);
        assertThat(drains()).contains(two.endpoint());

        refusal.ends.accept(disk);
        await().atMost(Sidecar.PATIENCE)
                .until(() -> new Client(port + 1).answerers(2).equals(Set.of("one")));
        await().atMost(Sidecar.PATIENCE)
                .until(() -> Files.exists(disk.directory().resolve("state/registry/0002")));
        sidecar.awaitEvent(
                "state_written", event -> event.path("reason").asText().contains("drain"));
        assertThat(told("state_not_written")).doesNotHaveDuplicates();
        assertThat(told("output_not_written")).hasSize(1);
        sidecar.kill();
        services("broken: true\n");
        sidecar.start();
        assertThat(drains()).contains(two.endpoint());
        assertThat(sidecar.get("/api/v1/services").body()).contains("another");
        awaitAnswerers("one");
    }

    @ParameterizedTest
    @EnumSource
    void aStartOnSuchADiskDrivesHaproxyAndSaysWhatItCannotKeep(Refusal refusal) throws Exception {
        sidecar.start();
        edge.start();
        awaitAnswerers("one", "two");
        sidecar.kill();
        refusal.begins.accept(disk);
        two.kill();

        sidecar.start();

        awaitAnswerers("one");
        assertThat(drain("site/" + two.endpoint())).isEqualTo(200);
        sidecar.awaitEvent("state_not_written", event -> true);
        assertThat(sidecar.stop()).isZero();
        refusal.ends.accept(disk);
    }
}
