package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.Check.Redis.Login;
import org.bolabaden.outrider.registry.Check.Redis.Role;
import org.bolabaden.outrider.registry.CheckTls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks of real Redis servers. */
class RedisCheckTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static EngineFixture engine;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws Exception {
        engine = EngineFixture.trusting(SSLContext.getDefault());
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static Backends asking(int port, Optional<Role> role, Optional<Duration> lag, Optional<Login> login) {
        return Backends.at(port)
                .timeout(LONG)
                .check(common -> new Check.Redis(common, role, lag, login, Optional.empty()));
    }

    private static String outcome(int port) throws Exception {
        return engine.outcome(asking(port, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static String outcome(int port, Role role) throws Exception {
        return engine.outcome(asking(port, Optional.of(role), Optional.empty(), Optional.empty()));
    }

    private static String outcome(int port, Login login) throws Exception {
        return engine.outcome(asking(port, Optional.of(Role.PRIMARY), Optional.empty(), Optional.of(login)));
    }

    @Test
    void aPrimaryIsAPrimaryAndNoReplica() throws Exception {
        try (TestingRedis redis = new TestingRedis(directory)) {
            assertThat(outcome(redis.port())).isEqualTo("passed");
            assertThat(outcome(redis.port(), Role.PRIMARY)).isEqualTo("passed");
            assertThat(outcome(redis.port(), Role.REPLICA)).isEqualTo("redis:is_primary");
        }
    }

    @Test
    void aReplicaPassesWhileItsLinkIsUp() throws Exception {
        try (TestingRedis primary = new TestingRedis(directory);
                TestingRedis replica = new TestingRedis(directory, "--replicaof", "127.0.0.1 " + primary.port())) {
            await().until(() -> outcome(replica.port(), Role.REPLICA).equals("passed"));
            Backends fresh = asking(
                    replica.port(), Optional.of(Role.REPLICA), Optional.of(Duration.ofMinutes(1)), Optional.empty());
            assertThat(engine.outcome(fresh)).isEqualTo("passed");
            assertThat(outcome(replica.port(), Role.PRIMARY)).isEqualTo("redis:is_replica");

            primary.stop();
            await().until(() -> outcome(replica.port(), Role.REPLICA).equals("redis:link_down"));
            assertThat(engine.outcome(asking(
                            replica.port(), Optional.empty(), Optional.of(Duration.ofMinutes(1)), Optional.empty())))
                    .isEqualTo("redis:link_down");
            assertThat(outcome(replica.port())).isEqualTo("passed");
        }
    }

    @Test
    void aReplicaThatHasHeardNothingForTooLongFails() throws Exception {
        // The primary pings its replicas seldom enough for a second to pass.
        try (TestingRedis primary = new TestingRedis(directory, "--repl-ping-replica-period", "3600");
                TestingRedis replica = new TestingRedis(directory, "--replicaof", "127.0.0.1 " + primary.port())) {
            await().until(() -> outcome(replica.port(), Role.REPLICA).equals("passed"));
            Backends soon =
                    asking(replica.port(), Optional.empty(), Optional.of(Duration.ofSeconds(1)), Optional.empty());
            await().until(() -> engine.outcome(soon).equals("redis:lag"));
        }
    }

    @Test
    void thePasswordComesFromTheFile() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "open sesame\n");
        Path wrong = Files.writeString(directory.resolve("wrong"), "shut sesame\n");
        Path empty = Files.writeString(directory.resolve("empty"), "");
        try (TestingRedis redis = new TestingRedis(directory, "--requirepass", "open sesame")) {
            assertThat(outcome(redis.port())).isEqualTo("redis:noauth");
            assertThat(outcome(redis.port(), new Login(Optional.empty(), secret)))
                    .isEqualTo("passed");
            assertThat(outcome(redis.port(), new Login(Optional.of("default"), secret)))
                    .isEqualTo("passed");
            assertThat(outcome(redis.port(), new Login(Optional.of("somebody"), secret)))
                    .isEqualTo("redis:wrongpass");
            assertThat(outcome(redis.port(), new Login(Optional.empty(), wrong)))
                    .isEqualTo("redis:wrongpass");
            assertThat(outcome(redis.port(), new Login(Optional.empty(), empty)))
                    .isEqualTo("redis:password_unreadable");
            assertThat(outcome(redis.port(), new Login(Optional.empty(), directory.resolve("none"))))
                    .isEqualTo("redis:password_unreadable");
        }
    }

    @Test
    void aUserThatMayNotAskFails() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "watch");
        try (TestingRedis redis = new TestingRedis(directory, "--user", "watcher", "on", ">watch", "+ping")) {
            Login watcher = new Login(Optional.of("watcher"), secret);
            assertThat(outcome(redis.port(), watcher)).isEqualTo("redis:noperm");
            assertThat(engine.outcome(asking(redis.port(), Optional.empty(), Optional.empty(), Optional.of(watcher))))
                    .isEqualTo("passed");
        }
    }

    @Test
    void aChangedPasswordIsReadAgainAfterARefusal() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "old");
        try (TestingRedis redis = new TestingRedis(directory, "--requirepass", "new");
                EngineFixture scheduled = EngineFixture.start()) {
            Backend often = asking(
                            redis.port(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(new Login(Optional.empty(), secret)))
                    .every(Duration.ofMillis(100))
                    .build();
            scheduled.replace(often);
            await().until(() -> scheduled.results.of(often).size() > 1);
            Files.writeString(secret, "new");
            await().until(() -> scheduled.results.of(often).getLast().passed());
        }
    }

    @Test
    void aRedisIsCheckedOverTls() throws Exception {
        TestingCertificates certificates = new TestingCertificates(directory);
        Path authorities = Files.writeString(directory.resolve("ca.pem"), certificates.pem("ca"));
        Path certificate = Files.writeString(directory.resolve("cert.pem"), certificates.pem("good"));
        Path key = Files.writeString(directory.resolve("key.pem"), certificates.key("good"));
        int port = EngineFixture.closedPort();
        try (TestingRedis redis = new TestingRedis(
                directory,
                "--tls-port",
                "" + port,
                "--tls-cert-file",
                "" + certificate,
                "--tls-key-file",
                "" + key,
                "--tls-ca-cert-file",
                "" + authorities)) {
            CheckTls shown = new CheckTls(
                    true,
                    Optional.of(authorities),
                    Optional.empty(),
                    Optional.of(new CheckTls.Credentials(certificate, key)));
            Backends secure = Backends.at(port)
                    .timeout(LONG)
                    .check(common -> new Check.Redis(
                            common, Optional.of(Role.PRIMARY), Optional.empty(), Optional.empty(), Optional.of(shown)));
            assertThat(redis.port()).isNotEqualTo(port);
            assertThat(engine.outcome(secure)).isEqualTo("passed");
        }
    }

    @Test
    void anotherServerIsNoRedis() throws Exception {
        assertThat(outcomeOfGreeting("220 mail.example ESMTP\r\n")).isEqualTo("protocol");
        assertThat(outcomeOfGreeting("$9999999999\r\n")).isEqualTo("protocol");
        assertThat(outcomeOfGreeting("+" + "x".repeat(RedisReplies.MOST_BYTES))).isEqualTo("protocol");
        assertThat(outcomeOfGreeting("*1\r\n".repeat(100))).isEqualTo("protocol");
        assertThat(outcomeOfGreeting("+PANG\r\n")).isEqualTo("redis:no_pong");
    }

    private static String outcomeOfGreeting(String words) throws Exception {
        try (ServerSocket server = TcpCheckTest.greeting(words, false)) {
            return outcome(server.getLocalPort());
        }
    }
}
