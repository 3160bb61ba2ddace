package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks over gRPC, of a server that everybody uses and of some that nobody should. */
class GrpcCheckTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private EngineFixture engine = EngineFixture.start();
    private final HealthStatusManager health = new HealthStatusManager();
    private Server server;

    @AfterEach
    void stop() {
        engine.close();
        if (server != null) {
            server.shutdownNow();
        }
    }

    private static NettyServerBuilder loopback() {
        return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0));
    }

    private Backends serving(NettyServerBuilder builder) throws Exception {
        server = builder.build().start();
        return Backends.at(server.getPort()).timeout(LONG).grpc("");
    }

    private Backends serving() throws Exception {
        return serving(loopback().addService(health.getHealthService()));
    }

    @Test
    void aServerThatServesPasses() throws Exception {
        ProbeResult result = engine.check(serving());
        assertThat(result.failure()).isEmpty();
        assertThat(result.status()).isEqualTo(200);
        assertThat(result.timings().firstByte()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "SERVING, passed",
        "NOT_SERVING, grpc:not_serving",
        "UNKNOWN, grpc:unknown",
        "SERVICE_UNKNOWN, grpc:unknown_service"
    })
    void theHealthOfTheServiceThatIsAskedForDecides(ServingStatus status, String outcome) throws Exception {
        health.setStatus("shop.v1.Cart", status);
        assertThat(engine.outcome(serving().grpc("shop.v1.Cart"))).isEqualTo(outcome);
    }

    @Test
    void aServiceThatTheServerHasNotHeardOfIsUnknown() throws Exception {
        assertThat(engine.outcome(serving().grpc("shop.v1.Nowhere"))).isEqualTo("grpc:unknown_service");
    }

    @Test
    void aServerWithoutHealthServiceIsUnimplemented() throws Exception {
        assertThat(engine.outcome(serving(loopback()))).isEqualTo("grpc:unimplemented");
    }

    @Test
    void anotherStatusOfTheCallIsToldByItsNumber() throws Exception {
        assertThat(engine.outcome(serving(loopback().addService(new HealthGrpc.HealthImplBase() {
                    @Override
                    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
                        answer.onError(Status.UNAVAILABLE.asException());
                    }
                }))))
                .isEqualTo("grpc:status 14");
    }

    @Test
    void aCallThatIsNeverAnsweredEndsAtTheTimeout() throws Exception {
        Backends backend = serving(loopback().addService(new HealthGrpc.HealthImplBase() {
            @Override
            public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
                // For ever.
            }
        }));
        // The server may end it a little sooner, as it is told the timeout.
        assertThat(engine.outcome(backend.timeout(Duration.ofMillis(300))))
                .isIn("response_timeout", "grpc:status 4", "reset");
    }

    @ParameterizedTest
    @CsvSource({"good, passed", "expired, tls:expired", "stranger, tls:untrusted"})
    void overTlsTheProtocolIsAgreedOnAndTheCertificateVerified(String certificate, String outcome) throws Exception {
        TestingCertificates certificates = new TestingCertificates(directory);
        engine.close();
        engine = EngineFixture.trusting(certificates.trust());
        Backends backend = serving(
                loopback().addService(health.getHealthService()).sslContext(http2(certificates.server(certificate))));
        assertThat(engine.outcome(backend.url("https://localhost:" + server.getPort())))
                .isEqualTo(outcome);
    }

    private static JdkSslContext http2(SSLContext context) {
        return new JdkSslContext(
                context,
                false,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        // Without agreement there is no connection at all.
                        SelectorFailureBehavior.FATAL_ALERT,
                        SelectedListenerFailureBehavior.FATAL_ALERT,
                        "h2"),
                ClientAuth.NONE,
                null,
                false);
    }

    @Test
    void whatAnswersInHttp1IsAProtocolFailure() throws Exception {
        try (TestingHttpServer old = TestingHttpServer.answering(TestingHttpServer.status(400, "what?"))) {
            assertThat(engine.outcome(Backends.at(old.port()).timeout(LONG).grpc("")))
                    .isEqualTo("protocol");
        }
    }
}
