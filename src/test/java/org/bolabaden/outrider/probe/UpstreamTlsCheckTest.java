package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bolabaden.outrider.registry.Backend;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks verify by the service's own {@code tls: {ca, server_name}}. */
class UpstreamTlsCheckTest {
    @TempDir
    static Path directory;

    private static TestingCertificates certificates;
    private static EngineFixture engine;

    private Path authorities;

    /** As on a machine whose authorities signed none of the test's certificates. */
    @BeforeAll
    static void startTrustingTheSystem() throws Exception {
        certificates = new TestingCertificates(directory);
        engine = EngineFixture.trusting(SSLContext.getDefault());
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @BeforeEach
    void theAuthorityIsInAFile(@TempDir Path own) throws Exception {
        authorities = Files.writeString(own.resolve("ca.pem"), certificates.pem("ca"));
    }

    private static TestingHttpServer showing(String certificate) throws Exception {
        return TestingHttpServer.overTls(certificates.server(certificate), TestingHttpServer.status(200, "ok"));
    }

    private static Backends https(TestingHttpServer server) {
        return Backends.at(server.port()).timeout(Duration.ofSeconds(20)).url("https://localhost:" + server.port());
    }

    @Test
    void theServicesAuthoritiesCountInsteadOfTheSystems() throws Exception {
        try (TestingHttpServer server = showing("good")) {
            assertThat(engine.outcome(https(server))).isEqualTo("tls:untrusted");
            assertThat(engine.outcome(https(server).authorities(authorities))).isEqualTo("passed");
        }
    }

    @Test
    void noOthersAreTrustedBesides() throws Exception {
        // The engine's own trust would accept the certificate.
        try (EngineFixture trusting = EngineFixture.trusting(certificates.trust());
                TestingHttpServer server = showing("good")) {
            Files.writeString(authorities, certificates.pem("stranger"));
            assertThat(trusting.outcome(https(server))).isEqualTo("passed");
            assertThat(trusting.outcome(https(server).authorities(authorities))).isEqualTo("tls:untrusted");
        }
    }

    @Test
    void aFileMayHoldSeveral() throws Exception {
        Files.writeString(authorities, certificates.pem("stranger", "ca"));
        try (TestingHttpServer one = showing("good");
                TestingHttpServer other = showing("stranger")) {
            assertThat(engine.outcome(https(one).authorities(authorities))).isEqualTo("passed");
            assertThat(engine.outcome(https(other).authorities(authorities))).isEqualTo("passed");
        }
    }

    @Test
    void theServerNameIsAskedForAndVerifiedWhateverTheCheckSays() throws Exception {
        CompletableFuture<String> asked = new CompletableFuture<>();
        try (TestingHttpServer server = TestingHttpServer.overTls(certificates.server("elsewhere"), connection -> {
            ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) connection).getSession();
            asked.complete(session.getRequestedServerNames().toString());
            TestingHttpServer.status(200, "").answer(connection);
        })) {
            Backends named = https(server)
                    .authorities(authorities)
                    .serverName("elsewhere.example")
                    .hostHeader("app.example");

            assertThat(engine.outcome(named)).isEqualTo("passed");
            assertThat(asked.get(1, TimeUnit.SECONDS)).contains("elsewhere.example");
            assertThat(server.requests().getFirst()).contains("Host: app.example\r\n");
            assertThat(engine.outcome(https(server).authorities(authorities))).isEqualTo("tls:name_mismatch");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void aFileWithoutACertificateFailsTheCheck(String content) throws Exception {
        Files.writeString(authorities, content);
        try (EngineFixture trusting = EngineFixture.trusting(certificates.trust());
                TestingHttpServer server = showing("good")) {
            assertThat(trusting.outcome(https(server).authorities(authorities))).isEqualTo("tls:ca_unreadable");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aMissingFileOrADirectoryFailsTheCheck() throws Exception {
        try (EngineFixture trusting = EngineFixture.trusting(certificates.trust());
                TestingHttpServer server = showing("good")) {
            assertThat(trusting.outcome(https(server).authorities(authorities.resolveSibling("none.pem"))))
                    .isEqualTo("tls:ca_unreadable");
            assertThat(trusting.outcome(https(server).authorities(authorities.getParent())))
                    .isEqualTo("tls:ca_unreadable");
        }
    }

    @Test
    void aChangedFileCountsAtTheNextCheck() throws Exception {
        try (TestingHttpServer server = showing("good")) {
            Files.writeString(authorities, certificates.pem("stranger"));
            assertThat(engine.outcome(https(server).authorities(authorities))).isEqualTo("tls:untrusted");

            Files.writeString(authorities, certificates.pem("ca"));
            assertThat(engine.outcome(https(server).authorities(authorities))).isEqualTo("passed");

            Files.delete(authorities);
            assertThat(engine.outcome(https(server).authorities(authorities))).isEqualTo("tls:ca_unreadable");
        }
    }

    @Test
    void otherAuthoritiesMakeItAnotherCheck() throws Exception {
        try (EngineFixture scheduled = EngineFixture.trusting(SSLContext.getDefault());
                TestingHttpServer server = showing("good")) {
            Backends often = https(server).every(Duration.ofMillis(100));
            Backend before = often.build();
            scheduled.replace(before);
            await().until(() -> !scheduled.results.of(before).isEmpty());
            assertThat(scheduled.results.of(before)).noneMatch(ProbeResult::passed);

            Backend after = often.authorities(authorities).build();
            scheduled.replace(after);

            await().until(() ->
                    List.copyOf(scheduled.results.of(after)).getLast().failure().equals(Optional.empty()));
        }
    }
}
