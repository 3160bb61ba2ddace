package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.sentinel.Primary;
import org.bolabaden.outrider.sentinel.Reach;
import org.bolabaden.outrider.sentinel.RedisFleet;
import org.bolabaden.outrider.sentinel.RedisProcess;
import org.bolabaden.outrider.sentinel.RedisSecurity;
import org.bolabaden.outrider.sentinel.SentinelProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions to real sentinels and servers: lost, found, refused, encrypted, discovered. */
class SentinelSessionsTest {
    @TempDir
    Path directory;

    @Test
    void aSentinelThatIsStoppedIsMissedWithinThreeSecondsAndFoundAgain() {
        try (RedisFleet fleet = RedisFleet.in(directory).start();
                FollowingStage following = FollowingStage.of(directory, fleet)) {
            following.awaitOffered(fleet.primary());
            SentinelProcess silent = fleet.sentinels().getFirst();
            Instant stopped = Instant.now();

            silent.freeze();

            FollowingStage.Told lost = following.awaitEvent("sentinel_lost");
            assertThat(lost.event().backend()).contains(silent.endpoint());
            assertThat(Duration.between(stopped, lost.at())).isLessThan(Duration.ofSeconds(3));
            silent.thaw();
            assertThat(following.awaitEvent("sentinel_found").event().backend()).contains(silent.endpoint());
        }
    }

    @Test
    void aSentinelThatWasStartedAgainIsSubscribedToAgainAndItsVoteCounts() {
        try (RedisFleet fleet = RedisFleet.in(directory).start();
                FollowingStage following = FollowingStage.of(directory, fleet)) {
            RedisProcess old = fleet.primary();
            following.awaitOffered(old);
            for (SentinelProcess sentinel : fleet.sentinels()) {
                sentinel.kill();
                sentinel.start();
            }
            following.awaitEvents("sentinel_found", 3);
            fleet.awaitQuiet();

            old.kill();

            following.awaitOffered(fleet.awaitOtherThan(old));
            assertThat(following
                            .told("primary_offered")
                            .getLast()
                            .event()
                            .reason()
                            .orElseThrow())
                    .contains("sentinels voted for");
        }
    }

    @Test
    void withoutAMajorityNothingChangesAndThatIsSaidOnce() {
        try (RedisFleet fleet = RedisFleet.in(directory).start();
                FollowingStage following = FollowingStage.of(directory, fleet)) {
            RedisProcess primary = fleet.primary();
            following.awaitOffered(primary);

            fleet.sentinels().get(0).kill();
            fleet.sentinels().get(1).kill();

            assertThat(following.awaitEvent("sentinel_no_quorum").event().service())
                    .contains("redis-main");
            assertThat(following.primary().offered()).contains(FollowingStage.id(primary));
            fleet.sentinels().get(0).start();
            following.awaitEvent("sentinel_quorum");
            assertThat(following.told("sentinel_no_quorum")).hasSize(1);
        }
    }

    @Test
    void usersWithFewRightsAndTlsAreEnoughToFollowAFailover() throws Exception {
        RedisSecurity security =
                RedisSecurity.users("redis-secret", "sentinel-secret").withTls(directory);
        try (RedisFleet fleet = RedisFleet.in(directory).security(security).start();
                FollowingStage following = FollowingStage.of(directory, watch(fleet, security, security, trusting()))) {
            RedisProcess old = fleet.primary();
            following.awaitOffered(old);

            old.kill();

            following.awaitOffered(fleet.awaitOtherThan(old));
            assertThat(following
                            .told("primary_offered")
                            .getLast()
                            .event()
                            .reason()
                            .orElseThrow())
                    .contains("sentinels voted for");
        }
    }

    private CheckTls trusting() {
        return new CheckTls(true, Optional.of(directory.resolve("ca.pem")), Optional.empty(), Optional.empty());
    }

    private org.bolabaden.outrider.sentinel.Watch watch(
            RedisFleet fleet, RedisSecurity redis, RedisSecurity sentinels, CheckTls tls) throws Exception {
        return FollowingStage.watch(
                fleet,
                fleet.redis(),
                fleet.sentinels(),
                FollowingStage.login(directory, "redis-password", redis.redis()),
                FollowingStage.login(directory, "sentinel-password", sentinels.sentinel()),
                tls);
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        RedisSecurity security = RedisSecurity.none().withTls(directory);
        CheckTls other = new CheckTls(
                true, Optional.of(directory.resolve("ca.pem")), Optional.of("other.example.org"), Optional.empty());
        try (RedisFleet fleet = RedisFleet.in(directory).security(security).start();
                FollowingStage following = FollowingStage.of(directory, watch(fleet, security, security, other))) {
            assertThat(following.awaitEvent("sentinel_lost").event().reason().orElseThrow())
                    .startsWith("TLS: ");
            assertThat(following.primary()).isInstanceOf(Primary.Unknown.class);
        }
    }

    @Test
    void aPasswordThatIsRefusedIsToldWithoutItAndTheNextOneIsReadFromTheFile() throws Exception {
        RedisSecurity right = RedisSecurity.passwords("redis-secret", "sentinel-secret");
        RedisSecurity wrong = RedisSecurity.passwords("redis-secret", "wrong-secret");
        try (RedisFleet fleet = RedisFleet.in(directory).security(right).start();
                FollowingStage following = FollowingStage.of(directory, watch(fleet, right, wrong, CheckTls.OFF))) {
            assertThat(following.awaitEvent("sentinel_lost").event().reason().orElseThrow())
                    .contains("WRONGPASS");

            Files.writeString(directory.resolve("sentinel-password"), "sentinel-secret\n");

            following.awaitOffered(fleet.primary());
            assertThat(following.told().toString()).doesNotContain("-secret");
            assertThat(following.stage().statuses().toString()).doesNotContain("-secret");
        }
    }

    @Test
    void aLoginThatMaySubscribeAndNotAskIsToldOnce() throws Exception {
        RedisSecurity security = RedisSecurity.users("redis-secret", "sentinel-secret");
        try (RedisFleet fleet = RedisFleet.in(directory).security(security).start();
                FollowingStage following =
                        FollowingStage.of(directory, watch(fleet, security, security, CheckTls.OFF))) {
            following.awaitOffered(fleet.primary());

            fleet.sentinels().getFirst().ask("ACL", "SETUSER", "outrider", "-sentinel|master");

            assertThat(following.awaitEvent("sentinel_lost").event().reason().orElseThrow())
                    .contains("NOPERM");
            await().during(Duration.ofSeconds(4))
                    .atMost(Duration.ofSeconds(6))
                    .until(() -> following.told("sentinel_lost").size() == 1
                            && following.told("sentinel_found").isEmpty());
        }
    }

    @Test
    void oneConfiguredSentinelIsEnoughToFindTheOthers() {
        try (RedisFleet fleet = RedisFleet.in(directory).start();
                FollowingStage following = FollowingStage.of(
                        directory, FollowingStage.watch(fleet, fleet.sentinels().subList(0, 1)))) {
            RedisProcess old = fleet.primary();
            following.awaitOffered(old);
            await().atMost(FollowingStage.PATIENCE)
                    .until(() -> following.connector().sentinels().stream()
                                    .filter(Reach::up)
                                    .count()
                            == 3);

            old.kill();

            following.awaitOffered(fleet.awaitOtherThan(old));
            assertThat(following
                            .told("primary_offered")
                            .getLast()
                            .event()
                            .reason()
                            .orElseThrow())
                    .contains("of 3 sentinels");
        }
    }

    @Test
    void aPrimaryThatTheRegistryDoesNotListIsNotOfferedAndGetsNoPassword() throws Exception {
        RedisSecurity security = RedisSecurity.passwords("redis-secret", "sentinel-secret");
        Optional<Check.Redis.Login> redis = FollowingStage.login(directory, "redis", security.redis());
        Optional<Check.Redis.Login> sentinel = FollowingStage.login(directory, "sentinel", security.sentinel());
        StringBuffer received = new StringBuffer();
        try (RedisFleet fleet = RedisFleet.in(directory).security(security).start();
                ServerSocket stranger = recording(received)) {
            for (SentinelProcess one : fleet.sentinels()) {
                one.ask("SENTINEL", "REMOVE", fleet.master());
                one.ask("SENTINEL", "MONITOR", fleet.master(), "127.0.0.1", "" + stranger.getLocalPort(), "2");
            }
            try (FollowingStage following = FollowingStage.of(
                    directory,
                    FollowingStage.watch(fleet, fleet.redis(), fleet.sentinels(), redis, sentinel, CheckTls.OFF))) {
                Optional<Endpoint> there = Optional.of(FollowingStage.local(stranger.getLocalPort()));
                await().atMost(FollowingStage.PATIENCE)
                        .until(() -> following.stage().statuses().get(FollowingStage.SERVICE).sentinels().stream()
                                        .filter(one -> one.names().equals(there))
                                        .count()
                                == 3);

                // What connects there are the sentinels, who ask it once a second.
                await().during(Duration.ofSeconds(2))
                        .until(() -> !received.toString().contains("secret"));
                assertThat(received.toString()).containsIgnoringCase("PING");
                assertThat(following.connector().servers())
                        .extracting(Reach::address)
                        .containsExactlyInAnyOrderElementsOf(
                                FollowingStage.listed(fleet.redis()).keySet());
                assertThat(following.primary().offered()).isEmpty();
            }
        }
    }

    /** Records what it is sent; says nothing. */
    private static ServerSocket recording(StringBuffer received) throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket one = socket.accept();
                    Thread.ofVirtual().start(() -> record(one, received));
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
        return socket;
    }

    private static void record(Socket connection, StringBuffer received) {
        byte[] bytes = new byte[1_024];
        try (connection;
                InputStream in = connection.getInputStream()) {
            for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
                received.append(new String(bytes, 0, read, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException closed) {
            // What came until then is kept.
        }
    }

    @Test
    void aSentinelThatMonitorsNoSuchMasterIsUpAndSaysSo() {
        try (RedisFleet fleet = RedisFleet.in(directory).start()) {
            fleet.sentinels().getFirst().ask("SENTINEL", "REMOVE", fleet.master());
            try (FollowingStage following = FollowingStage.of(directory, fleet)) {
                following.awaitOffered(fleet.redis().getFirst());

                await().atMost(FollowingStage.PATIENCE)
                        .until(() -> following.stage().statuses().get(FollowingStage.SERVICE).sentinels().stream()
                                .anyMatch(one -> one.up()
                                        && one.reason()
                                                .equals(Optional.of("it monitors no master called redis-main"))));
                assertThat(following.told("sentinel_lost")).isEmpty();
            }
        }
    }
}
