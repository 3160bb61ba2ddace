package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.bolabaden.outrider.probe.TestingCertificates;
import org.bolabaden.outrider.probe.TestingHttpServer;
import org.bolabaden.outrider.probe.TestingRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kinds of check, as they are written in services.yaml: what passes, and what fails with which reason. */
class ChecksIT {
    @TempDir
    static Path directory;

    private static TestingHttpServer web;
    private static TestingHttpServer secure;
    private static TestingRedis redis;
    private static Sidecar sidecar;

    @BeforeAll
    static void aServerOfEachKind() throws Exception {
        TestingCertificates certificates = new TestingCertificates(directory);
        Files.writeString(directory.resolve("ca.pem"), certificates.pem("ca"));
        Files.writeString(directory.resolve("password"), "sesame\n");
        web = TestingHttpServer.answering(TestingHttpServer.raw("HTTP/1.1 200 OK\r\nX-Service: shop\r\n"
                + "Content-Type: application/json\r\nContent-Length: 29\r\n\r\n{\"status\":\"UP\",\"nodes\":[1,2]}"));
        secure = TestingHttpServer.overTls(certificates.server("good"), TestingHttpServer.status(200, "ok"));
        redis = new TestingRedis(directory, "--requirepass", "sesame");
        String ca = directory.resolve("ca.pem").toString();
        String password = directory.resolve("password").toString();
        sidecar = new Sidecar(directory)
                .watcher("node: n1\n")
                .services("""
                version: 1
                defaults: {check: {timeout: 2s}}
                tcp:
                  json:
                    port: 7001
                    check: {type: http, expect: {json: {/status: UP, /nodes/1: 2}, body_regex: "UP|up", headers: {Content-Type: "~json$"}, identity: {X-Service: shop}}}
                    backends: [{host: 127.0.0.1, port: %1$d}]
                  stranger:
                    port: 7002
                    check: {type: http, address: 127.0.0.1, expect: {identity: {X-Service: blog}}}
                    backends: [{host: 127.0.0.2, port: %1$d}]
                  handshake:
                    port: 7003
                    check: {type: tls, tls: {ca: %2$s}}
                    backends: [{host: 127.0.0.1, port: %3$d}]
                  ends-soon:
                    port: 7004
                    check: {type: tls, min_validity: 14d, tls: {ca: %2$s}, address: 127.0.0.1}
                    backends: [{host: 127.0.0.2, port: %3$d}]
                  over-tls:
                    port: 7005
                    check: {type: http, tls: {ca: %2$s}, address: 127.0.0.1, expect: {body: ok}}
                    backends: [{host: 127.0.0.3, port: %3$d}]
                  primary:
                    port: 7006
                    check: {type: redis, role: primary, password_file: %4$s}
                    backends: [{host: 127.0.0.1, port: %5$d}]
                  replica:
                    port: 7007
                    check: {type: redis, role: replica, password_file: %4$s, address: 127.0.0.1}
                    backends: [{host: 127.0.0.2, port: %5$d}]
                """.formatted(web.port(), ca, secure.port(), password, redis.port()))
                .start();
    }

    @AfterAll
    static void stopAll() {
        sidecar.close();
        redis.close();
        secure.close();
        web.close();
    }

    private static void awaitReason(String backend, String reason) {
        sidecar.awaitStatus(backend, "down");
        assertThat(sidecar.backend(backend)
                        .path("evidence")
                        .path("last_failure")
                        .asText())
                .isEqualTo(reason);
    }

    @Test
    void anAnswerMayHaveToHaveHeadersValuesAndAnIdentity() {
        sidecar.awaitStatus("127.0.0.1:" + web.port(), "up");
    }

    @Test
    void anotherServiceOnThePortIsTheWrongOne() {
        awaitReason("127.0.0.2:" + web.port(), "wrong_service:x-service");
    }

    @Test
    void aHandshakeWithAValidCertificatePassesAndTellsItsEnd() {
        String backend = "127.0.0.1:" + secure.port();
        sidecar.awaitStatus(backend, "up");
        // Four days, less what the test has taken.
        assertThat(sidecar.get("/metrics", "text/plain").body())
                .containsPattern("outrider_tls_certificate_expiry_seconds\\{[^}]*" + backend + "[^}]*} 34[0-9]{4}");
    }

    @Test
    void aCertificateThatEndsTooSoonFails() {
        awaitReason("127.0.0.2:" + secure.port(), "tls:expires_soon");
    }

    @Test
    void aCheckMaySpeakTlsWhereTheTrafficDoesNot() {
        sidecar.awaitStatus("127.0.0.3:" + secure.port(), "up");
    }

    @Test
    void aRedisLogsUsInAndTellsItsRole() {
        sidecar.awaitStatus("127.0.0.1:" + redis.port(), "up");
        awaitReason("127.0.0.2:" + redis.port(), "redis:is_primary");
    }
}
