package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks over HTTP/2: another way to ask, the same judgement. */
class Http2CheckTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private EngineFixture engine = EngineFixture.start();

    @AfterEach
    void stop() throws Exception {
        engine.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Backends serving(HttpServerOptions options, Consumer<HttpServerRequest> answer) throws Exception {
        HttpServer server = vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> {
                    asked.add(request.version() + " " + request.method() + " " + request.scheme() + "://"
                            + request.authority() + request.uri() + " " + request.getHeader("user-agent"));
                    answer.accept(request);
                })
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return Backends.at(server.actualPort()).timeout(LONG).http2();
    }

    private Backends serving(Consumer<HttpServerRequest> answer) throws Exception {
        return serving(new HttpServerOptions(), answer);
    }

    /** One that says ok, and whose certificate is trusted. */
    private Backends overTls(boolean alpn) throws Exception {
        TestingCertificates certificates = new TestingCertificates(directory);
        engine.close();
        engine = EngineFixture.trusting(certificates.trust());
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(alpn)
                .setKeyCertOptions(
                        KeyCertOptions.wrap((X509KeyManager) certificates.keys("good")[0]));
        Backends backend = serving(options, request -> request.response().end("ok"));
        return backend.url(
                "https://localhost:" + backend.build().id().endpoint().port());
    }

    @Test
    void aRedirectIsFollowedInHttp2() throws Exception {
        Backends backend = serving(request -> {
            if (request.path().equals("/a")) {
                request.response()
                        .setStatusCode(302)
                        .putHeader("location", "/b")
                        .end();
            } else {
                request.response().end("there");
            }
        });
        assertThat(engine.outcome(backend.path("/a").body("there").following())).isEqualTo("passed");
        assertThat(asked).hasSize(2).allMatch(request -> request.startsWith("HTTP_2 GET"));
    }

    @Test
    void inTheClearItIsSpokenAtOnce() throws Exception {
        Backends backend =
                serving(request -> request.response().setStatusCode(204).end());
        ProbeResult result = engine.check(backend.path("/up?deep=1").hostHeader("app.example.org"));
        assertThat(result.failure()).isEmpty();
        assertThat(result.status()).isEqualTo(204);
        assertThat(asked).containsExactly("HTTP_2 GET http://app.example.org/up?deep=1 outrider/test");
    }

    @ParameterizedTest
    @CsvSource({"200, all is well, passed", "200, all is lost, body_mismatch", "503, all is well, status:503"})
    void statusAndBodyAreJudgedAsOverHttp1(int status, String body, String outcome) throws Exception {
        Backends backend = serving(request -> request.response()
                .setChunked(true)
                .setStatusCode(status)
                .write(body.substring(0, 8))
                .onSuccess(written -> request.response().end(body.substring(8))));
        assertThat(engine.outcome(backend.body("is well"))).isEqualTo(outcome);
    }

    @Test
    void anAnswerWithoutABodyLacksTheText() throws Exception {
        assertThat(engine.outcome(serving(request -> request.response().end()).body("ok")))
                .isEqualTo("body_mismatch");
    }

    @Test
    void aLargeBodyIsReadAsFarAsItCounts() throws Exception {
        Backends backend =
                serving(request -> request.response().end("x".repeat(60_000) + "ok" + "y".repeat(1_000_000)));
        assertThat(engine.outcome(backend.body("ok"))).isEqualTo("passed");
        assertThat(engine.outcome(backend.body("okay"))).isEqualTo("body_mismatch");
    }

    @Test
    void aBodyThatIsCutOffIsAReset() throws Exception {
        Backends backend = serving(request -> request.response()
                .putHeader("content-length", "100")
                .write("half")
                .onSuccess(written -> request.response().reset(2)));
        assertThat(engine.outcome(backend.body("whole"))).isEqualTo("reset");
    }

    @Test
    void silenceTimesOutInTheResponse() throws Exception {
        assertThat(engine.outcome(serving(request -> {}).timeout(Duration.ofMillis(200))))
                .isEqualTo("response_timeout");
    }

    @Test
    void aServerOfHttp1IsAProtocolFailure() throws Exception {
        try (TestingHttpServer old = TestingHttpServer.answering(TestingHttpServer.status(200, "ok"))) {
            assertThat(engine.outcome(Backends.at(old.port()).timeout(LONG).http2()))
                    .isEqualTo("protocol");
        }
    }

    @Test
    void overTlsItIsAgreedOnInTheHandshake() throws Exception {
        Backends backend = overTls(true);
        int port = backend.build().id().endpoint().port();
        assertThat(engine.outcome(backend.body("ok"))).isEqualTo("passed");
        assertThat(asked).singleElement().asString().startsWith("HTTP_2 GET https://localhost:" + port + "/ ");
    }

    @Test
    void withoutAgreementOnHttp2ItIsAProtocolFailure() throws Exception {
        Backends backend = overTls(false);
        assertThat(engine.outcome(backend)).isIn("protocol", "reset");
    }

    @Test
    void aServerThatInsistsOnHttp1RefusesInTheHandshake() throws Exception {
        TestingCertificates certificates = new TestingCertificates(directory);
        engine.close();
        engine = EngineFixture.trusting(certificates.trust());
        try (SSLServerSocket old = (SSLServerSocket)
                certificates.server("good").getServerSocketFactory().createServerSocket(0, 1)) {
            SSLParameters parameters = old.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            old.setSSLParameters(parameters);
            Thread.startVirtualThread(() -> {
                try (Socket connection = old.accept()) {
                    connection.getInputStream().readAllBytes();
                } catch (IOException refused) {
                    // As it should.
                    assertThat(old.isBound()).isTrue();
                }
            });
            int port = old.getLocalPort();
            assertThat(engine.outcome(Backends.at(port)
                            .timeout(LONG)
                            .url("https://localhost:" + port)
                            .http2()))
                    .isEqualTo("tls:handshake");
        }
    }
}
