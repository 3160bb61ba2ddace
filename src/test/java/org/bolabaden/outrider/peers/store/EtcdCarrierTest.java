package org.bolabaden.outrider.peers.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bolabaden.outrider.probe.TestingCertificates;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.PeerStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real etcd. */
class EtcdCarrierTest {
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Process etcd;
    private URI url;

    @BeforeEach
    void start() throws IOException {
        start("http");
    }

    private void start(String scheme, String... more) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/etcd")), "etcd is not installed");
        url = URI.create(scheme + "://127.0.0.1:" + freePort());
        String peer = "http://127.0.0.1:" + freePort();
        List<String> command = new ArrayList<>(List.of(
                "etcd",
                "--data-dir",
                directory.resolve("data").toString(),
                "--listen-client-urls",
                url.toString(),
                "--advertise-client-urls",
                url.toString(),
                "--listen-peer-urls",
                peer,
                "--initial-advertise-peer-urls",
                peer,
                "--initial-cluster",
                "default=" + peer));
        command.addAll(List.of(more));
        etcd = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
        if (etcd != null) {
            etcd.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private EtcdCarrier carrier(List<URI> endpoints, Optional<PeerStore.Login> login, String node, Ears ears) {
        return carrier(
                new PeerStore.Etcd(endpoints, login, Optional.empty(), Optional.empty(), "/outrider/"), node, ears);
    }

    private EtcdCarrier carrier(PeerStore.Etcd settings, String node, Ears ears) {
        EtcdCarrier carrier = new EtcdCarrier(vertx, settings, INTERVAL, new NodeName(node), ears);
        open.add(carrier);
        carrier.follow(Set.of(new NodeName("node1"), new NodeName("node2")));
        return carrier;
    }

    private String call(String path, String body) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(url + path))
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException notYet) {
            return "";
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void twoHearOfEachOtherAndOfWhoSaysNothingMore() {
        Ears first = new Ears();
        EtcdCarrier one = carrier(List.of(url), Optional.empty(), "node1", first);
        Ears second = new Ears();
        EtcdCarrier two = carrier(List.of(url), Optional.empty(), "node2", second);
        long again = vertx.setPeriodic(200, tick -> one.publish(Ears.view("node1", "a")));
        two.publish(Ears.view("node2", "b"));

        await().atMost(SOON)
                .until(() -> second.registry("node1").equals("a")
                        && first.registry("node2").equals("b"));
        two.publish(Ears.view("node2", "c"));
        await().atMost(SOON).until(() -> first.registry("node2").equals("c"));
        // Its checks stand still, so that nobody publishes: the lease ends.
        await().atMost(SOON).until(() -> first.isAbsent("node2"));
        assertThat(second.isAbsent("node1")).isFalse();
        two.publish(Ears.view("node2", "d"));
        await().atMost(SOON)
                .until(() -> !first.isAbsent("node2") && first.registry("node2").equals("d"));
        vertx.cancelTimer(again);
    }

    @Test
    void aMemberThatIsDeadIsFollowedByTheNext() throws IOException {
        URI dead = URI.create("http://127.0.0.1:" + freePort());
        Ears ears = new Ears();
        carrier(List.of(dead, url), Optional.empty(), "node1", ears);

        await().atMost(SOON).until(ears::reaches);

        assertThat(ears.faults().getFirst()).startsWith("etcd at " + dead);
    }

    @Test
    void whereEtcdAsksForAPasswordItIsGivenAndAWrongOneIsToldWithoutIt() throws IOException {
        await().atMost(SOON)
                .until(() -> call("/v3/auth/user/add", "{\"name\":\"root\",\"password\":\"s3cret\"}")
                        .contains("header"));
        call("/v3/auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}");
        assertThat(call("/v3/auth/enable", "{}")).contains("header");
        Path right = Files.writeString(directory.resolve("right"), "s3cret\n");
        Path wrong = Files.writeString(directory.resolve("wrong"), "wr0ng\n");
        Ears in = new Ears();
        Ears out = new Ears();

        carrier(List.of(url), Optional.of(new PeerStore.Login(Optional.of("root"), right)), "node1", in)
                .publish(Ears.view("node1", "a"));
        carrier(List.of(url), Optional.of(new PeerStore.Login(Optional.of("root"), wrong)), "node2", out);

        await().atMost(SOON).until(() -> in.reaches() && !out.faults().isEmpty());
        assertThat(out.faults().getFirst()).contains("etcd at", "HTTP 4").doesNotContain("wr0ng");
    }

    @Test
    void aWordThatIsNoneIsNotHeardAndNothingElseIsLost() {
        Ears ears = new Ears();
        carrier(List.of(url), Optional.empty(), "node1", ears);
        await().atMost(SOON).until(ears::reaches);
        int early = ears.faults().size();

        call("/v3/kv/put", "{\"key\":\"%s\"}".formatted(base64("/outrider/nodes/no host")));
        call(
                "/v3/kv/put",
                "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(base64("/outrider/nodes/node2"), base64("[[[[")));
        call("/v3/kv/put", "{\"key\":\"%s\"}".formatted(base64("/outrider/nodes/")));
        Ears late = new Ears();
        EtcdCarrier two = carrier(List.of(url), Optional.empty(), "node2", late);
        two.publish(Ears.view("node2", "b"));

        await().atMost(SOON).until(() -> ears.registry("node2").equals("b") && late.reaches());
        assertThat(ears.faults()).as("none but from before etcd had started").hasSize(early);
        assertThat(late.faults()).isEmpty();
    }

    @Test
    void overTlsEtcdIsShownAClientCertificateAndWithoutOneIsOutOfReach() throws Exception {
        etcd.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        TestingCertificates certificates = new TestingCertificates(directory);
        Path authority = Files.writeString(directory.resolve("ca.pem"), certificates.pem("ca"));
        Path certificate = Files.writeString(directory.resolve("good.pem"), certificates.pem("good"));
        Path key = Files.writeString(directory.resolve("good.key"), certificates.key("good"));
        start(
                "https",
                "--client-cert-auth",
                "--trusted-ca-file",
                authority.toString(),
                "--cert-file",
                certificate.toString(),
                "--key-file",
                key.toString());
        Ears shown = new Ears();
        Ears bare = new Ears();

        carrier(settings(authority, Optional.of(new CheckTls.Credentials(certificate, key))), "node1", shown)
                .publish(Ears.view("node1", "a"));
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(shown.reaches()).as("%s", shown.faults()).isTrue());
        carrier(settings(authority, Optional.empty()), "node2", bare);

        await().atMost(SOON).until(() -> bare.faults().size() > 1);
        assertThat(bare.reaches()).isFalse();
    }

    private PeerStore.Etcd settings(Path authority, Optional<CheckTls.Credentials> credentials) {
        return new PeerStore.Etcd(List.of(url), Optional.empty(), Optional.of(authority), credentials, "/outrider/");
    }
}
