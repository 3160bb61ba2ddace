package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.Check.Dns.RecordType;
import org.bolabaden.outrider.registry.Check.Dns.Transport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks of DNS servers: BIND, and some that are none. */
class DnsCheckTest {
    @TempDir
    static Path directory;

    private static TestingBind bind;

    private final EngineFixture engine = EngineFixture.start();

    /** What a server that does as it is told makes of a query. */
    private interface Answering {
        byte[] to(byte[] query);
    }

    @BeforeAll
    static void start() throws IOException {
        bind = new TestingBind(directory);
    }

    @AfterAll
    static void stop() {
        bind.close();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static Backends asking(int port, Transport transport, String query, RecordType record, String answer) {
        return Backends.at(port)
                .timeout(Duration.ofSeconds(10))
                .check(common -> new Check.Dns(common, query, record, Optional.ofNullable(answer), transport));
    }

    private static Backends asking(int port) {
        return asking(port, Transport.UDP, "site.example.org", RecordType.A, null);
    }

    @ParameterizedTest
    @CsvSource({
        "site.example.org, A, , passed",
        "site.example.org., A, 192.0.2.11, passed",
        "site.example.org, A, 192.0.2.12, dns_answer:mismatch",
        "site.example.org, AAAA, 2001:db8:0::10, passed",
        "SITE.example.org, A, 192.0.2.10, passed",
        "www.example.org, A, 192.0.2.10, passed",
        "www.example.org, CNAME, Site.example.org, passed",
        "www.example.org, CNAME, other.example.org, dns_answer:mismatch",
        "example.org, NS, ns.example.org., passed",
        "example.org, MX, , passed",
        "example.org, SOA, , passed",
        "10.example.org, PTR, site.example.org, passed",
        "text.example.org, TXT, v=1, passed",
        "text.example.org, A, , dns_answer:no_record",
        "nobody.example.org, A, , dns_answer:nxdomain",
        "elsewhere.example, A, , dns_answer:refused"
    })
    void aServerIsAskedForARecord(String query, RecordType record, String answer, String outcome) throws Exception {
        for (Transport transport : Transport.values()) {
            assertThat(engine.outcome(asking(bind.port(), transport, query, record, answer)
                            .service(transport.word())))
                    .as(transport.word())
                    .isEqualTo(outcome);
        }
    }

    @Test
    void anAnswerThatIsCutSaysSoUnlessTheRecordWasThere() throws Exception {
        assertThat(engine.outcome(asking(bind.port(), Transport.UDP, "many.example.org", RecordType.TXT, "number 61")))
                .isEqualTo("dns_answer:truncated");
        assertThat(engine.outcome(asking(bind.port(), Transport.TCP, "many.example.org", RecordType.TXT, "number 61")
                        .service("whole")))
                .isEqualTo("dns_answer:mismatch");
        assertThat(engine.outcome(asking(bind.port(), Transport.TCP, "many.example.org", RecordType.TXT, "number 59")
                        .service("there")))
                .isEqualTo("passed");
    }

    @Test
    void aPortWhereNobodyListensRefusesAsOverTcp() throws Exception {
        ProbeResult result = engine.check(asking(freeUdpPort()));
        assertThat(result.failure()).map(FailureReason::toString).contains("refused");
        assertThat(result.answered()).isTrue();
    }

    @Test
    void aServerThatSaysNothingIsSilentAndNotJustSlow() throws Exception {
        try (DatagramSocket mute = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            ProbeResult result = engine.check(asking(mute.getLocalPort()).timeout(Duration.ofMillis(200)));
            assertThat(result.failure()).map(FailureReason::toString).contains("response_timeout");
            assertThat(result.answered()).as("a datagram may be lost").isFalse();
        }
    }

    @Test
    void whatIsNoAnswerIsAProtocolError() throws Exception {
        assertThat(outcomeOf(query -> query)).as("the question itself").isEqualTo("protocol");
        assertThat(outcomeOf(query -> new byte[] {1, 2, 3})).isEqualTo("protocol");
        assertThat(outcomeOf(DnsCheckTest::asAnswer)).isEqualTo("dns_answer:no_record");
    }

    @Test
    void aServerThatAnnouncesMuchAndSaysLittleEndsAtTheTimeout() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Thread.startVirtualThread(() -> dribble(server));
            assertThat(engine.outcome(
                            asking(server.getLocalPort(), Transport.TCP, "site.example.org", RecordType.A, null)
                                    .timeout(Duration.ofMillis(300))))
                    .isEqualTo("response_timeout");
        }
    }

    private static void dribble(ServerSocket server) {
        try (Socket connection = server.accept()) {
            connection.getOutputStream().write(new byte[] {(byte) 0xff, 0});
            while (true) {
                connection.getOutputStream().write(0);
                LockSupport.parkNanos(1_000_000);
            }
        } catch (IOException gone) {
            // The check ended, as it should.
            assertThat(server.getLocalPort()).isPositive();
        }
    }

    @Test
    void anAnswerToAnotherQuestionIsNotHeard() throws Exception {
        assertThat(outcomeOf(query -> {
                    byte[] answer = asAnswer(query);
                    answer[0] ^= 1;
                    return answer;
                }))
                .isEqualTo("response_timeout");
    }

    private static byte[] asAnswer(byte[] query) {
        byte[] answer = query.clone();
        answer[2] |= (byte) 0x80;
        return answer;
    }

    private String outcomeOf(Answering answering) throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            Thread.startVirtualThread(() -> answer(server, answering));
            return engine.outcome(asking(server.getLocalPort()).timeout(Duration.ofMillis(500)));
        }
    }

    private static void answer(DatagramSocket server, Answering answering) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[512], 512);
            server.receive(packet);
            byte[] answer = answering.to(Arrays.copyOf(packet.getData(), packet.getLength()));
            server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        } catch (IOException closed) {
            // The test is over.
            assertThat(server.isClosed()).isTrue();
        }
    }

    private static int freeUdpPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
