package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.bolabaden.outrider.registry.Backend;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks of {@code https} backends, verified as a browser would. */
class TlsCheckTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static TestingCertificates certificates;
    private static EngineFixture engine;

    @BeforeAll
    static void start() throws Exception {
        certificates = new TestingCertificates(directory);
        engine = EngineFixture.trusting(certificates.trust());
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource({
        "good, passed",
        "elsewhere, tls:name_mismatch",
        "expired, tls:expired",
        "early, tls:not_yet_valid",
        "stranger, tls:untrusted"
    })
    void theCertificateDecides(String certificate, String outcome) throws Exception {
        try (TestingHttpServer server =
                TestingHttpServer.overTls(certificates.server(certificate), TestingHttpServer.status(200, "ok"))) {
            assertThat(engine.outcome(https(server, "localhost"))).isEqualTo(outcome);
        }
    }

    @Test
    void aPassTellsHowLongTheHandshakeTook() throws Exception {
        try (TestingHttpServer server = TestingHttpServer.overTls(
                certificates.server("good"), TestingHttpServer.status(200, "a".repeat(50_000) + "ok"))) {
            ProbeResult result = engine.check(https(server, "localhost").body("ok"));
            assertThat(result.failure()).isEmpty();
            assertThat(result.timings().tls()).isPositive();
            assertThat(result.timings().firstByte()).isPositive();
        }
    }

    @Test
    void anAddressIsVerifiedAsAnAddress() throws Exception {
        try (TestingHttpServer server =
                TestingHttpServer.overTls(certificates.server("good"), TestingHttpServer.status(200, ""))) {
            assertThat(engine.outcome(https(server, "127.0.0.1"))).isEqualTo("passed");
        }
        try (TestingHttpServer server =
                TestingHttpServer.overTls(certificates.server("elsewhere"), TestingHttpServer.status(200, ""))) {
            assertThat(engine.outcome(https(server, "127.0.0.1"))).isEqualTo("tls:name_mismatch");
        }
    }

    @Test
    void theChecksHostIsTheNameThatIsAskedForAndVerified() throws Exception {
        CompletableFuture<String> asked = new CompletableFuture<>();
        try (TestingHttpServer server = TestingHttpServer.overTls(certificates.server("elsewhere"), connection -> {
            ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) connection).getSession();
            asked.complete(session.getRequestedServerNames().toString());
            TestingHttpServer.status(200, "").answer(connection);
        })) {
            Backends backend = https(server, "localhost").hostHeader("elsewhere.example");
            assertThat(engine.outcome(backend)).isEqualTo("passed");
            assertThat(asked.get(1, TimeUnit.SECONDS)).contains("elsewhere.example");
        }
    }

    @Test
    void manyChecksAtOnceAllPass() throws Exception {
        try (TestingHttpServer server =
                TestingHttpServer.overTls(certificates.server("good"), TestingHttpServer.status(200, "ok"))) {
            Backend[] backends = new Backend[20];
            for (int i = 0; i < backends.length; i++) {
                backends[i] = https(server, "localhost")
                        .service("s" + i)
                        .every(Duration.ofMillis(100))
                        .build();
            }
            try (EngineFixture many = EngineFixture.trusting(certificates.trust())) {
                many.replace(backends);
                await().until(() -> java.util.stream.Stream.of(backends)
                        .allMatch(backend -> many.results.of(backend).size() >= 3));
                assertThat(backends)
                        .allSatisfy(
                                backend -> assertThat(many.results.of(backend)).allMatch(ProbeResult::passed));
            }
        }
    }

    @Test
    void aHandshakeThatHangsIsATlsTimeout() throws Exception {
        try (TestingHttpServer silent = TestingHttpServer.answering(TestingHttpServer.rawThenSilence(""))) {
            assertThat(engine.outcome(https(silent, "localhost").timeout(Duration.ofMillis(200))))
                    .isEqualTo("tls:timeout");
        }
    }

    @Test
    void aServerWithoutTlsIsAProtocolFailure() throws Exception {
        // It answers before it has read anything, as what comes are not lines.
        try (java.net.ServerSocket plain = new java.net.ServerSocket(0)) {
            Thread.startVirtualThread(() -> {
                try (java.net.Socket connection = plain.accept()) {
                    TestingHttpServer.raw("HTTP/1.1 400 Bad Request\r\n\r\n").answer(connection);
                    connection.getInputStream().readAllBytes();
                } catch (java.io.IOException e) {
                    // The check has gone away, as it should.
                    assertThat(plain.isBound()).isTrue();
                }
            });
            Backends backend =
                    Backends.at(plain.getLocalPort()).timeout(LONG).url("https://localhost:" + plain.getLocalPort());
            assertThat(engine.outcome(backend)).isEqualTo("tls:protocol");
        }
    }

    private static Backends https(TestingHttpServer server, String name) {
        return Backends.at(server.port()).timeout(LONG).url("https://" + name + ":" + server.port());
    }
}
