package org.bolabaden.outrider.traefik;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bolabaden.outrider.traefik.Renderings.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.bolabaden.outrider.registry.UpstreamTls;
import org.bolabaden.outrider.traefik.Asking.Answer;
import org.bolabaden.outrider.traefik.Renderings.ServiceBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with a Traefik each; a URL's host is the other node's direct host, and its port that node's entry point. */
class EdgeTest {
    private static final String S = "app.example.org";
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String DIRECT1 = "app.node1.example.org";
    private static final String DIRECT2 = "app.node2.example.org";

    @TempDir
    Path directory;

    private final List<AutoCloseable> started = new ArrayList<>();
    private LoopbackNames names;
    private TraefikProcess node1;
    private TraefikProcess node2;
    private WebBackend on1;
    private WebBackend on2;

    @BeforeEach
    void start() throws Exception {
        TraefikProcess.program();
        names = keep(new LoopbackNames());
        on1 = keep(WebBackend.named("on1"));
        on2 = keep(WebBackend.named("on2"));
    }

    private TraefikProcess.Builder traefik() {
        return TraefikProcess.traefik().environment("HTTP_PROXY", names.url()).environment("HTTPS_PROXY", names.url());
    }

    private <T extends AutoCloseable> T keep(T one) {
        started.add(one);
        return one;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : started.reversed()) {
            one.close();
        }
    }

    private void plainNodes() {
        node1 = keep(traefik().start());
        node2 = keep(traefik().start());
        // Both have a local backend and the other's edge, as one registry for all nodes makes it.
        node1.write("out.yaml", onNode("node1.example.org", on1, url(DIRECT2, node2)));
        node2.write("out.yaml", onNode("node2.example.org", on2, url(DIRECT1, node1)));
        node1.awaitRouter(S);
        node2.awaitRouter(S);
    }

    private static String onNode(String node, WebBackend local, String edge) {
        return Renderings.on(node)
                .with(service(S).local(local.port()).edge(edge))
                .text();
    }

    private static String url(String host, TraefikProcess node) {
        return "http://" + host + ":" + node.port("web");
    }

    private static Answer ask(TraefikProcess node, String host) {
        return Asking.get(node.port("web"), host, "/");
    }

    @Test
    void theDirectHostIsServedByTheLocalBackendWhichSeesItsOwnName() {
        plainNodes();

        assertThat(ask(node2, DIRECT2).body()).isEqualTo("on2 for " + S);
    }

    @Test
    void aNodeWhoseBackendIsDownGoesThroughTheOthersEdge() {
        plainNodes();
        assertThat(ask(node1, S).body()).isEqualTo("on1 for " + S);

        on1.stop();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ask(node1, S).body()).isEqualTo("on2 for " + S));
        // By its direct host it says that it has nothing, instead of going to the other one.
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ask(node1, DIRECT1).status()).isEqualTo(503));
    }

    @Test
    void withoutAnyBackendTheAnswerIsUnavailableAndNothingGoesInCircles() {
        plainNodes();
        on1.stop();
        on2.stop();

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(ask(node1, S).status()).isEqualTo(503);
            assertThat(ask(node2, S).status()).isEqualTo(503);
            assertThat(ask(node2, DIRECT2).status()).isEqualTo(503);
        });
    }

    @Test
    void aUrlThatLeadsBackToItsOwnNodeDoesNotGoInCircles() {
        node1 = keep(traefik().start());
        // The same registry on every node: here the URL is this node's own edge, and counts as local.
        node1.write(
                "out.yaml",
                Renderings.on("node1.example.org")
                        .with(service(S).edge(url(DIRECT1, node1), true))
                        .text());
        node1.awaitRouter(S);

        assertThat(node1.live("routers", S + ":direct")).isEmpty();
        assertThat(ask(node1, S).status()).isIn(404, 418, 503);
    }

    @Test
    void theOwnBackendBesideAUrlToTheOwnEdgeServes() {
        node1 = keep(traefik().start());
        node1.write(
                "out.yaml",
                Renderings.on("node1.example.org")
                        .with(service(S).local(on1.port()).edge(url(DIRECT1, node1), true))
                        .text());
        node1.awaitRouter(S);

        for (int i = 0; i < 10; i++) {
            assertThat(ask(node1, S).body()).isEqualTo("on1 for " + S);
        }
    }

    @Test
    void anEdgeByHttpsIsVerifiedByTheAuthorityOfTheService() throws Exception {
        PemCertificates pem = PemCertificates.in(directory, DIRECT2);
        node2 = keep(traefik().entryPoint("websecure").start());
        node2.write(
                "tls.yaml",
                "tls:\n  stores:\n    default:\n      defaultCertificate: {certFile: '" + pem.certificate()
                        + "', keyFile: '" + pem.key() + "'}\n");
        node2.write(
                "out.yaml",
                Renderings.on("node2.example.org")
                        .entryPoints("web", "websecure", "")
                        .with(service(S).local(on2.port()))
                        .text());
        node2.awaitRouter(S + ":direct");
        String edge = "https://" + DIRECT2 + ":" + node2.port("websecure");
        node1 = keep(traefik().start());

        node1.write(
                "out.yaml",
                Renderings.on("node1.example.org")
                        .with(verified(pem.certificate()).edge(edge))
                        .text());
        node1.awaitRouter(S);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ask(node1, S).body()).isEqualTo("on2 for " + S));

        node1.write(
                "out.yaml",
                Renderings.on("node1.example.org").with(service(S).edge(edge)).text());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ask(node1, S).status()).isIn(500, 502, 503));
    }

    private static ServiceBuilder verified(Path authority) {
        return service(S).tls(new UpstreamTls(Optional.of(authority), Optional.empty()));
    }

    @Test
    void withAnHttpsEntryPointPlainHttpIsRedirected() throws Exception {
        PemCertificates pem = PemCertificates.in(directory, S);
        node1 = keep(traefik().entryPoint("websecure").start());
        node1.write(
                "tls.yaml",
                "tls:\n  stores:\n    default:\n      defaultCertificate: {certFile: '" + pem.certificate()
                        + "', keyFile: '" + pem.key() + "'}\n");
        node1.write(
                "out.yaml",
                Renderings.on("node1.example.org")
                        .entryPoints("web", "websecure", "")
                        .with(service(S).local(on1.port()))
                        .text());
        node1.awaitRouter(S);

        assertThat(ask(node1, S).header("Location")).isEqualTo("https://" + S + "/");
        assertThat(ask(node1, "unknown.example.org").header("Location")).isEqualTo("https://unknown.example.org/");
        try (SSLSocket socket =
                (SSLSocket) pem.trusting().getSocketFactory().createSocket("127.0.0.1", node1.port("websecure"))) {
            assertThat(Asking.over(socket, S, "/").body()).isEqualTo("on1 for " + S);
        }
        assertThat(Files.exists(pem.certificate())).isTrue();
    }
}
