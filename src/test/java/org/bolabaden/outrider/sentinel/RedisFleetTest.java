package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fixtures do what real fleets do, as far as Outrider leans on it. */
class RedisFleetTest {
    @TempDir
    Path directory;

    @Test
    void aKilledPrimaryIsReplacedAndSaysMasterWhenItComesBack() {
        try (RedisFleet fleet = RedisFleet.in(directory).start()) {
            RedisProcess old = fleet.primary();
            List<Publications> events = fleet.events();
            Instant killed = Instant.now();

            old.kill();
            RedisProcess next = fleet.awaitOtherThan(old);

            assertThat(next.role()).isEqualTo("master");
            assertThat(fleet.sentinels())
                    .allSatisfy(sentinel -> assertThat(sentinel.epoch()).isEqualTo(1));
            Publications.Published switched = events.getFirst().await("+switch-master");
            assertThat(switched.payload())
                    .isEqualTo("redis-main 127.0.0.1 %d 127.0.0.1 %d".formatted(old.port(), next.port()));
            assertThat(Duration.between(killed, switched.at())).isGreaterThan(Duration.ofSeconds(1));
            old.start();
            assertThat(old.role()).isEqualTo("master");
            fleet.awaitQuiet();
            assertThat(old.role()).isEqualTo("slave");
        }
    }

    @Test
    void inAFailoverByHandTheSentinelThatWasAskedVotesForItselfAndNobodyElseVotes() {
        try (RedisFleet fleet = RedisFleet.in(directory).start()) {
            RedisProcess old = fleet.primary();
            SentinelProcess asked = fleet.sentinels().get(1);
            List<Publications> events = fleet.events();

            assertThat(asked.ask("SENTINEL", "FAILOVER", "redis-main")).isEqualTo("OK");
            fleet.awaitOtherThan(old);

            events.forEach(one -> one.await("+switch-master"));
            assertThat(events.get(1).all())
                    .extracting(Publications.Published::channel)
                    .contains("+elected-leader", "+selected-slave", "+promoted-slave")
                    .doesNotContain("+sdown", "+odown");
            assertThat(events.get(1).await("+vote-for-leader").payload()).isEqualTo(asked.id() + " 1");
            for (Publications others : List.of(events.get(0), events.get(2))) {
                assertThat(others.all())
                        .extracting(Publications.Published::channel)
                        .doesNotContain("+vote-for-leader", "+sdown", "+odown");
                assertThat(others.await("+config-update-from").payload()).startsWith("sentinel " + asked.id());
            }
        }
    }

    @Test
    void passwordsUsersAndTlsProtectEverything() throws Exception {
        RedisSecurity security =
                RedisSecurity.users("redis-secret", "sentinel-secret").withTls(directory);
        try (RedisFleet fleet = RedisFleet.in(directory).security(security).start()) {
            RedisProcess old = fleet.primary();
            assertThatThrownBy(() -> {
                        try (RespClient stranger = RespClient.plain(old.port(), security)) {
                            stranger.ask("ROLE");
                        }
                    })
                    .hasMessageContaining("NOAUTH");
            try (RespClient outrider =
                    RespClient.plain(fleet.sentinels().getFirst().port(), security)) {
                outrider.ask("AUTH", "outrider", "sentinel-secret");
                assertThat(RespClient.pairs(outrider.ask("SENTINEL", "MASTER", "redis-main")))
                        .containsEntry("port", "" + old.port());
                assertThatThrownBy(() -> outrider.ask("SENTINEL", "FAILOVER", "redis-main"))
                        .hasMessageContaining("NOPERM");
            }

            old.kill();

            assertThat(fleet.awaitOtherThan(old).role()).isEqualTo("master");
        }
    }

    @Test
    void withPasswordsAloneAFleetFailsOverAsWell() {
        try (RedisFleet fleet = RedisFleet.in(directory)
                .security(RedisSecurity.passwords("redis-secret", "sentinel-secret"))
                .start()) {
            RedisProcess old = fleet.primary();

            old.freeze();

            assertThat(fleet.awaitOtherThan(old).role()).isEqualTo("master");
            assertThatThrownBy(() -> fleet.sentinels().getFirst().ask("SENTINEL", "MASTER", "nobody"))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("No such master");
        }
    }
}
