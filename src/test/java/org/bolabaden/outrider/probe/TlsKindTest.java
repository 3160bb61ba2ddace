package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509KeyManager;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.tls.PemFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that are a TLS handshake, and checks whose TLS is not the traffic's. */
class TlsKindTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static TestingCertificates certificates;
    private static EngineFixture engine;
    private static Path authorities;

    @BeforeAll
    static void start() throws Exception {
        certificates = new TestingCertificates(directory);
        authorities = Files.writeString(directory.resolve("ca.pem"), certificates.pem("ca"));
        engine = EngineFixture.trusting(SSLContext.getDefault());
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static TestingHttpServer showing(String certificate) throws Exception {
        return TestingHttpServer.overTls(certificates.server(certificate), TestingHttpServer.status(200, "ok"));
    }

    private static CheckTls trusting(Path file) {
        return new CheckTls(true, Optional.of(file), Optional.empty(), Optional.empty());
    }

    private static Backends handshake(TestingHttpServer server, Duration minValidity) {
        return Backends.at(server.port())
                .timeout(LONG)
                .check(common -> new Check.Tls(common, minValidity, Optional.of(trusting(authorities))));
    }

    @Test
    void aValidCertificatePassesAndItsExpiryIsKnown() throws Exception {
        try (TestingHttpServer server = showing("good")) {
            ProbeResult result = engine.check(handshake(server, Duration.ZERO));
            assertThat(result.failure()).isEmpty();
            assertThat(result.observed().certificateExpiry().orElseThrow())
                    .isBetween(
                            Instant.now().plus(Duration.ofDays(3)),
                            Instant.now().plus(Duration.ofDays(5)));
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aCertificateThatEndsTooSoonFails() throws Exception {
        try (TestingHttpServer server = showing("good")) {
            assertThat(engine.outcome(handshake(server, Duration.ofDays(3)))).isEqualTo("passed");
            assertThat(engine.outcome(handshake(server, Duration.ofDays(14)))).isEqualTo("tls:expires_soon");
        }
    }

    @Test
    void aBadCertificateFailsAsItDoesOverHttp() throws Exception {
        try (TestingHttpServer server = showing("expired")) {
            assertThat(engine.outcome(handshake(server, Duration.ZERO))).isEqualTo("tls:expired");
        }
    }

    @Test
    void aPlainBackendIsCheckedOverTlsIfTheCheckSaysSo() throws Exception {
        try (TestingHttpServer server = showing("good")) {
            Backends plain = Backends.at(server.port()).timeout(LONG).checkTls(trusting(authorities));
            assertThat(engine.outcome(plain)).isEqualTo("passed");
            assertThat(engine.outcome(plain.checkTls(CheckTls.ON))).isEqualTo("tls:untrusted");
            assertThat(engine.outcome(plain.checkTls(trusting(authorities)).body("nothing of that kind")))
                    .isEqualTo("body_mismatch");
        }
    }

    @Test
    void aBackendOfHttpsIsCheckedInTheClearIfTheCheckSaysSo() throws Exception {
        try (TestingHttpServer server = TestingHttpServer.answering(TestingHttpServer.status(200, "ok"))) {
            Backends secure = Backends.at(server.port()).timeout(LONG).url("https://localhost:" + server.port());
            assertThat(engine.outcome(secure.checkTls(CheckTls.OFF))).isEqualTo("passed");
        }
    }

    @Test
    void aConnectionOverTlsIsOnlyThereAfterTheHandshake() throws Exception {
        try (TestingHttpServer server = showing("stranger")) {
            Backends tcp = Backends.at(server.port()).timeout(LONG).tcp();
            assertThat(engine.outcome(tcp)).isEqualTo("passed");
            assertThat(engine.outcome(tcp.checkTls(trusting(authorities)))).isEqualTo("tls:untrusted");
        }
    }

    @Test
    void theClientCertificateIsShown(@TempDir Path own) throws Exception {
        Path both = Files.writeString(
                own.resolve("client.pem"), certificates.key("elsewhere") + certificates.pem("elsewhere"));
        Path key = Files.writeString(own.resolve("key.pem"), certificates.key("elsewhere"));
        Path certificate = Files.writeString(own.resolve("cert.pem"), certificates.pem("elsewhere"));
        Path strange = Files.writeString(
                own.resolve("strange.pem"), certificates.key("stranger") + certificates.pem("stranger"));
        try (TestingHttpServer server = TestingHttpServer.overTlsWithClients(
                certificates.serverForSignedClients("good"), TestingHttpServer.status(200, "ok"))) {
            Backends plain = Backends.at(server.port()).timeout(LONG).url("https://localhost:" + server.port());
            assertThat(engine.outcome(plain.checkTls(showing(both, both)))).isEqualTo("passed");
            assertThat(engine.outcome(plain.checkTls(showing(certificate, key))))
                    .isEqualTo("passed");
            assertThat(engine.outcome(plain.checkTls(showing(strange, strange))))
                    .isNotEqualTo("passed");
            assertThat(engine.outcome(plain.checkTls(trusting(authorities)))).isNotEqualTo("passed");
        }
    }

    @Test
    void aClientCertificateThatCannotBeReadFailsTheCheck(@TempDir Path own) throws Exception {
        Path certificate = Files.writeString(own.resolve("cert.pem"), certificates.pem("elsewhere"));
        try (TestingHttpServer server = showing("good")) {
            Backends plain = Backends.at(server.port()).timeout(LONG).url("https://localhost:" + server.port());
            assertThat(engine.outcome(plain.checkTls(showing(certificate, certificate))))
                    .isEqualTo("tls:certificate_unreadable");
            assertThat(engine.outcome(plain.checkTls(showing(certificate, own.resolve("none.pem")))))
                    .isEqualTo("tls:certificate_unreadable");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aPrivateKeyMayBePkcs1(@TempDir Path own) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        PrivateKey rsa = generator.generateKeyPair().getPrivate();
        // PKCS#8 is PKCS#1 with 26 bytes in front that say "RSA" (RFC 5958), for a key of this size.
        byte[] pkcs1 = Arrays.copyOfRange(rsa.getEncoded(), 26, rsa.getEncoded().length);
        Path key = Files.writeString(own.resolve("key.pem"), TestingCertificates.block("RSA PRIVATE KEY", pkcs1));
        Path certificate = Files.writeString(own.resolve("cert.pem"), certificates.pem("elsewhere"));

        X509KeyManager keys = (X509KeyManager) PemFiles.credentials(new CheckTls.Credentials(certificate, key))[0];
        assertThat(keys.getPrivateKey("client")).isEqualTo(rsa);
    }

    private static CheckTls showing(Path certificate, Path key) {
        return new CheckTls(
                true,
                Optional.of(authorities),
                Optional.empty(),
                Optional.of(new CheckTls.Credentials(certificate, key)));
    }
}
