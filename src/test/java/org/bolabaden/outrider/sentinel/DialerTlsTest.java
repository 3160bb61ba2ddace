package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.bolabaden.outrider.names.Names;
import org.bolabaden.outrider.probe.TestingCertificates;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.registry.Endpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose certificate is accepted, and that ours is shown. */
class DialerTlsTest {
    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final WorkerExecutor workers = vertx.createSharedWorkerExecutor("test", 1);
    private final Dialer dialer = new Dialer(
            vertx,
            loop,
            workers,
            new Names(workers, host -> List.of(InetAddress.getLoopbackAddress()), InstantSource.system()));

    private TestingCertificates certificates;

    @BeforeEach
    void certify() throws Exception {
        certificates = new TestingCertificates(directory);
        Files.writeString(directory.resolve("ca.pem"), certificates.pem("ca"));
        Files.writeString(directory.resolve("own.pem"), certificates.pem("good"));
        Files.writeString(directory.resolve("own.key"), certificates.key("good"));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Answers everything with PONG, to clients that show a certificate if that is wanted. */
    private static SSLServerSocket server(SSLContext context, boolean clients) throws IOException {
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        socket.setNeedClientAuth(clients);
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket one = socket.accept();
                    Thread.ofVirtual().start(() -> pong(one));
                } catch (IOException closed) {
                    return;
                }
            }
        });
        return socket;
    }

    private static void pong(Socket connection) {
        byte[] bytes = new byte[1_024];
        try (connection) {
            while (connection.getInputStream().read(bytes) > 0) {
                connection.getOutputStream().write("+PONG\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException ended) {
            // The client refused us, or is gone.
        }
    }

    private void dial(String host, int port, Optional<String> name, boolean withOwn) throws Exception {
        CheckTls tls = new CheckTls(
                true,
                Optional.of(directory.resolve("ca.pem")),
                name,
                withOwn
                        ? Optional.of(
                                new CheckTls.Credentials(directory.resolve("own.pem"), directory.resolve("own.key")))
                        : Optional.empty());
        CompletableFuture<String> done = new CompletableFuture<>();
        loop.runOnContext(ignored -> dialer.dial(
                        new Place(new Endpoint(host, port), Optional.empty(), tls), 0, Duration.ofSeconds(5))
                .onSuccess(link -> {
                    link.close();
                    done.complete("connected");
                })
                .onFailure(done::completeExceptionally));
        try {
            assertThat(done.get(10, TimeUnit.SECONDS)).isEqualTo("connected");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    @Test
    void theCertificateMustHaveTheNameOrTheAddressThatIsConnectedTo() throws Exception {
        try (SSLServerSocket server = server(certificates.server("good"), false)) {
            dial("localhost", server.getLocalPort(), Optional.empty(), false);
            dial("127.0.0.1", server.getLocalPort(), Optional.empty(), false);
            assertThatThrownBy(() -> dial("another.example", server.getLocalPort(), Optional.empty(), false))
                    .isInstanceOf(javax.net.ssl.SSLException.class);
        }
    }

    @Test
    void theServerNameCountsInPlaceOfTheHost() throws Exception {
        try (SSLServerSocket server = server(certificates.server("elsewhere"), false)) {
            dial("127.0.0.1", server.getLocalPort(), Optional.of("elsewhere.example"), false);
            assertThatThrownBy(() -> dial("127.0.0.1", server.getLocalPort(), Optional.empty(), false))
                    .isInstanceOf(javax.net.ssl.SSLException.class);
        }
    }

    @Test
    void neitherAnExpiredCertificateNorAStrangersIsAccepted() throws Exception {
        for (String bad : List.of("expired", "stranger")) {
            try (SSLServerSocket server = server(certificates.server(bad), false)) {
                assertThatThrownBy(() -> dial("localhost", server.getLocalPort(), Optional.empty(), false))
                        .as(bad)
                        .isInstanceOf(javax.net.ssl.SSLException.class);
            }
        }
    }

    @Test
    void ourOwnCertificateIsShownToWhoWantsOne() throws Exception {
        try (SSLServerSocket server = server(certificates.serverForSignedClients("good"), true)) {
            dial("localhost", server.getLocalPort(), Optional.empty(), true);
            assertThatThrownBy(() -> dial("localhost", server.getLocalPort(), Optional.empty(), false))
                    .isInstanceOf(Exception.class);
        }
    }
}
