package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bolabaden.outrider.probe.TestingHttpServer.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a check says of a server that does this or that. */
class CheckOutcomeTest {
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final EngineFixture engine = EngineFixture.start();

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void aGoodAnswerPassesAndTellsItsTimings() throws Exception {
        try (TestingHttpServer server = TestingHttpServer.answering(TestingHttpServer.status(204, ""))) {
            Instant before = Instant.now();
            ProbeResult result = engine.check(Backends.at(server.port()).timeout(LONG));
            assertThat(result.passed()).isTrue();
            assertThat(result.status()).isEqualTo(204);
            assertThat(result.address()).contains(new InetSocketAddress("127.0.0.1", server.port()));
            assertThat(result.at()).isBetween(before, Instant.now());
            assertThat(result.timings().connect()).isPositive();
            assertThat(result.timings().firstByte()).isPositive();
            assertThat(result.timings().tls()).isZero();
            assertThat(result.timings().dns()).isZero();
            assertThat(result.timings().total())
                    .isGreaterThanOrEqualTo(
                            result.timings().connect() + result.timings().firstByte());
        }
    }

    @Test
    void anotherStatusThanExpectedFails() throws Exception {
        assertThat(outcome(TestingHttpServer.status(503, "no"))).isEqualTo("status:503");
    }

    @Test
    void theBodyMustContainTheText() throws Exception {
        try (TestingHttpServer server = TestingHttpServer.answering(TestingHttpServer.status(200, "all is well"))) {
            Backends backend = Backends.at(server.port()).timeout(LONG);
            assertThat(engine.outcome(backend.body("is well"))).isEqualTo("passed");
            assertThat(engine.outcome(backend.body("is ill"))).isEqualTo("body_mismatch");
        }
    }

    @Test
    void aClosedPortIsRefused() throws Exception {
        assertThat(engine.outcome(Backends.at(EngineFixture.closedPort()).timeout(LONG)))
                .isEqualTo("refused");
        assertThat(engine.outcome(
                        Backends.at(EngineFixture.closedPort()).timeout(LONG).tcp()))
                .isEqualTo("refused");
    }

    @Test
    void aListenerThatTakesNoMoreConnectionsTimesOutConnecting() throws Exception {
        List<SocketChannel> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            for (int i = 0; i < 4; i++) {
                SocketChannel filler = SocketChannel.open();
                filler.configureBlocking(false);
                filler.connect(full.getLocalSocketAddress());
                fillers.add(filler);
            }
            Backends backend = Backends.at(full.getLocalPort()).timeout(SHORT);
            assertThat(engine.outcome(backend)).isEqualTo("connect_timeout");
            assertThat(engine.outcome(backend.tcp())).isEqualTo("connect_timeout");
        } finally {
            for (SocketChannel filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void silenceTimesOutInTheResponse() throws Exception {
        try (TestingHttpServer silent = TestingHttpServer.answering(TestingHttpServer.rawThenSilence(""))) {
            ProbeResult result = engine.check(Backends.at(silent.port()).timeout(SHORT));
            assertThat(result.failure()).map(FailureReason::toString).contains("response_timeout");
            assertThat(result.timings().total()).isGreaterThanOrEqualTo(SHORT.toNanos());
        }
    }

    @Test
    void aSilentListenerIsAllThatATcpCheckNeeds() throws Exception {
        try (TestingHttpServer silent = TestingHttpServer.answering(TestingHttpServer.rawThenSilence(""))) {
            assertThat(engine.outcome(Backends.at(silent.port()).timeout(LONG).tcp()))
                    .isEqualTo("passed");
            assertThat(engine.outcome(
                            Backends.at(silent.port()).timeout(LONG).tcp().url("https://localhost:" + silent.port())))
                    .isEqualTo("passed");
        }
    }

    @Test
    void halfAnAnswerAndThenSilenceIsNotAPass() throws Exception {
        Script half = TestingHttpServer.rawThenSilence("HTTP/1.1 200 OK\r\nServer: x\r\n");
        try (TestingHttpServer server = TestingHttpServer.answering(half)) {
            assertThat(engine.outcome(Backends.at(server.port()).timeout(SHORT)))
                    .isEqualTo("response_timeout");
        }
    }

    @Test
    void aByteNowAndThenEndsAtTheTimeout() throws Exception {
        Script drip = TestingHttpServer.drip("HTTP/1.1 200 OK\r\nA: " + "b".repeat(5_000), Duration.ofMillis(10));
        try (TestingHttpServer server = TestingHttpServer.answering(drip)) {
            assertThat(engine.outcome(Backends.at(server.port()).timeout(SHORT)))
                    .isEqualTo("response_timeout");
        }
    }

    @Test
    void headersWithoutEndAreAProtocolFailure() throws Exception {
        assertThat(outcome(TestingHttpServer.flood("HTTP/1.1 200 OK\r\n", "A: b\r\n")))
                .isEqualTo("protocol");
    }

    @Test
    void aBodyWithoutEndIsSearchedNoFurtherThanItsBound() throws Exception {
        Script flood = TestingHttpServer.flood("HTTP/1.1 200 OK\r\n\r\n", "x".repeat(1_000));
        try (TestingHttpServer server = TestingHttpServer.answering(flood)) {
            assertThat(engine.outcome(Backends.at(server.port()).timeout(LONG).body("ok")))
                    .isEqualTo("body_mismatch");
        }
    }

    @Test
    void garbageIsAProtocolFailure() throws Exception {
        assertThat(outcome(TestingHttpServer.raw("SSH-2.0-OpenSSH\r\n"))).isEqualTo("protocol");
    }

    @Test
    void aResetOrAnEarlyEndIsAReset() throws Exception {
        assertThat(outcome(TestingHttpServer.reset())).isEqualTo("reset");
        assertThat(outcome(TestingHttpServer.raw(""))).isEqualTo("reset");
        assertThat(outcome(TestingHttpServer.raw("HTTP/1.1 200 OK\r\nServer:"))).isEqualTo("reset");
    }

    @Test
    void ipv6AddressesAreReachedToo() throws Exception {
        assumeTrue(NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress()));
        try (TestingHttpServer server = TestingHttpServer.on("::1", TestingHttpServer.status(200, ""))) {
            assertThat(engine.outcome(Backends.at("::1", server.port()).timeout(LONG)))
                    .isEqualTo("passed");
            assertThat(server.requests()).singleElement().asString().contains("Host: [::1]:" + server.port());
        }
    }

    @Test
    void theRequestIsTheOneThatWasAskedFor() throws Exception {
        try (TestingHttpServer server = TestingHttpServer.answering(TestingHttpServer.status(200, ""))) {
            engine.check(Backends.at(server.port()).timeout(LONG).method("HEAD").path("/health?x=1"));
            assertThat(server.requests())
                    .containsExactly("HEAD /health?x=1 HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                            + "\r\nUser-Agent: outrider/test\r\nAccept: */*\r\nConnection: close\r\n\r\n");
        }
    }

    @Test
    void theHostIsTheChecksThenTheUrlsThenTheServices() throws Exception {
        try (TestingHttpServer server = TestingHttpServer.answering(TestingHttpServer.status(200, ""))) {
            Backends backend = Backends.at(server.port()).timeout(LONG).service("bolabaden.org");
            engine.check(backend);
            engine.check(backend.url("http://web.node2.example:8080"));
            engine.check(backend.url("http://under_score"));
            engine.check(backend.hostHeader("asked.example"));
            assertThat(server.requests())
                    .map(request -> request.lines().skip(1).findFirst().orElseThrow())
                    .containsExactly(
                            "Host: bolabaden.org",
                            "Host: web.node2.example:8080",
                            "Host: 127.0.0.1",
                            "Host: asked.example");
        }
    }

    private String outcome(Script script) throws Exception {
        try (TestingHttpServer server = TestingHttpServer.answering(script)) {
            return engine.outcome(Backends.at(server.port()).timeout(LONG));
        }
    }
}
