package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks over TCP that send and expect something, and checks of another place than the traffic's. */
class TcpCheckTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static EngineFixture engine;

    @BeforeAll
    static void start() {
        engine = EngineFixture.start();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    /** Says that to whoever connects, without being asked, and closes or waits. */
    static ServerSocket greeting(String words, boolean closes) throws IOException {
        ServerSocket server = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"));
        Thread.startVirtualThread(() -> {
            while (!server.isClosed()) {
                try (Socket peer = server.accept()) {
                    peer.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
                    if (!closes) {
                        peer.getInputStream().transferTo(OutputStream.nullOutputStream());
                    }
                } catch (IOException gone) {
                    // The check ends with a reset, the test with the server's end.
                }
            }
        });
        return server;
    }

    private static Backends at(ServerSocket server) {
        return Backends.at(server.getLocalPort()).timeout(LONG);
    }

    @Test
    void aRedisAnswersAPing(@TempDir Path directory) throws Exception {
        try (TestingRedis redis = new TestingRedis(directory)) {
            Backends ping = Backends.at(redis.port()).timeout(LONG).send("PING\\r\\n");
            assertThat(engine.outcome(ping)).isEqualTo("passed");
            assertThat(engine.outcome(ping.expect("+PONG\\x0d\\n"))).isEqualTo("passed");
            assertThat(engine.outcome(ping.timeout(Duration.ofMillis(200)).expect("+PANG")))
                    .isEqualTo("response_timeout");
        }
    }

    @Test
    void aServerThatSpeaksFirstIsHeard() throws Exception {
        try (ServerSocket server = greeting("220 mail.example ESMTP\r\n", false)) {
            assertThat(engine.outcome(at(server).expect("ESMTP"))).isEqualTo("passed");
        }
    }

    @Test
    void aPeerThatSaysSomethingElseIsUnexpected() throws Exception {
        try (ServerSocket server = greeting("421 go away\r\n", true)) {
            assertThat(engine.outcome(at(server).expect("220 "))).isEqualTo("unexpected");
        }
    }

    @Test
    void aPeerThatNeverStopsIsUnexpectedAfter64Kib() throws Exception {
        try (ServerSocket server = greeting("x".repeat(TcpConversation.MOST_BYTES) + "ok", false)) {
            assertThat(engine.outcome(at(server).expect("ok"))).isEqualTo("unexpected");
        }
    }

    @Test
    void aGreetingCanBeToldByAnExpression() throws Exception {
        try (ServerSocket server = greeting("220 mail.example ESMTP\r\n", false)) {
            assertThat(engine.outcome(at(server).expect("~^220 \\S+ ESMTP"))).isEqualTo("passed");
            assertThat(engine.outcome(at(server)
                            .timeout(Duration.ofMillis(200))
                            .service("other")
                            .expect("~^250 ")))
                    .isEqualTo("response_timeout");
        }
        try (ServerSocket server = greeting("421 go away\r\n", true)) {
            assertThat(engine.outcome(at(server).expect("~^220 "))).isEqualTo("unexpected");
        }
        try (ServerSocket server = greeting("x".repeat(16 * 1024) + "ok", false)) {
            assertThat(engine.outcome(at(server).expect("~ok$"))).isEqualTo("unexpected");
        }
    }

    @Test
    void aPeerThatClosesWithoutAWordIsAReset() throws Exception {
        try (ServerSocket server = greeting("", true)) {
            assertThat(engine.outcome(at(server).expect("220 "))).isEqualTo("reset");
        }
    }

    @Test
    void anotherHostAndPortThanTheTrafficsIsAsked() throws Exception {
        try (ServerSocket server = greeting("ready", false)) {
            Backends elsewhere = Backends.at("192.0.2.1", 9).timeout(LONG).checkAt("127.0.0.1", server.getLocalPort());
            assertThat(engine.outcome(elsewhere.tcp())).isEqualTo("passed");
            assertThat(engine.outcome(elsewhere.expect("ready"))).isEqualTo("passed");
            // Whoever sends sessions to what a check connected to must not send them to this host.
            assertThat(engine.check(elsewhere).address()).isEmpty();
        }
    }

    @Test
    void theHostHeaderNamesThePlaceThatIsAsked() throws Exception {
        try (TestingHttpServer server = TestingHttpServer.answering(TestingHttpServer.status(200, ""))) {
            Backends elsewhere = Backends.at("192.0.2.1", 9).timeout(LONG).checkAt("127.0.0.1", server.port());
            assertThat(engine.outcome(elsewhere)).isEqualTo("passed");
            assertThat(server.requests().getFirst()).contains("\r\nHost: 127.0.0.1:" + server.port() + "\r\n");
        }
    }
}
