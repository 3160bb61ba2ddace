package org.bolabaden.outrider.peers.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.PeerStore;
import org.bolabaden.outrider.sentinel.RedisProcess;
import org.bolabaden.outrider.sentinel.RedisSecurity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real Redis, with no more rights than docs/PEERS.md says. */
class RedisCarrierTest {
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String USER =
            "user outrider on >s3cret ~outrider:* &outrider:changed" + " +set +mget +pexpire +publish +subscribe";

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private RedisProcess redis(RedisSecurity security) {
        RedisProcess redis = RedisProcess.start(directory, security, Optional.empty(), List.of(USER));
        open.add(redis);
        return redis;
    }

    private PeerStore.Redis settings(String password, Optional<Path> ca) throws IOException {
        Path file = Files.writeString(directory.resolve("password-" + password), password + "\n");
        return new PeerStore.Redis(
                Optional.empty(),
                Optional.empty(),
                Optional.of(new PeerStore.Login(Optional.of("outrider"), file)),
                ca,
                "outrider:");
    }

    private RedisCarrier carrier(PeerStore.Redis settings, String node, Optional<Integer> port, Ears ears) {
        RedisCarrier carrier = new RedisCarrier(
                vertx,
                settings,
                INTERVAL,
                new NodeName(node),
                () -> port.map(number -> new Endpoint("localhost", number)),
                ears);
        open.add(carrier);
        carrier.follow(Set.of(new NodeName("node1"), new NodeName("node2")));
        return carrier;
    }

    @Test
    void twoHearOfEachOtherOverTlsWithTheRightsThatAreDocumented() throws Exception {
        RedisSecurity security = RedisSecurity.none().withTls(directory);
        RedisProcess redis = redis(security);
        PeerStore.Redis settings = settings("s3cret", security.tls().map(RedisSecurity.Tls::authority));
        Ears first = new Ears();
        Ears second = new Ears();
        RedisCarrier one = carrier(settings, "node1", Optional.of(redis.port()), first);
        RedisCarrier two = carrier(settings, "node2", Optional.of(redis.port()), second);

        one.publish(Ears.view("node1", "a"));
        two.publish(Ears.view("node2", "b"));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(List.of(second.registry("node1"), first.registry("node2")))
                        .as("%s %s", first.faults(), second.faults())
                        .containsExactly("a", "b"));
        two.publish(Ears.view("node2", "c"));
        await().atMost(SOON).until(() -> first.registry("node2").equals("c"));
        assertThat(first.faults()).isEmpty();
    }

    @Test
    void whoSaysNothingMoreIsAbsent() throws IOException {
        RedisProcess redis = redis(RedisSecurity.none());
        Ears first = new Ears();
        carrier(settings("s3cret", Optional.empty()), "node1", Optional.of(redis.port()), first);
        RedisCarrier two =
                carrier(settings("s3cret", Optional.empty()), "node2", Optional.of(redis.port()), new Ears());
        two.publish(Ears.view("node2", "b"));
        await().atMost(SOON).until(() -> first.registry("node2").equals("b") && !first.isAbsent("node2"));

        // It goes on asking, but its checks stand still, so that nobody publishes.
        await().atMost(SOON).until(() -> first.isAbsent("node2"));

        two.publish(Ears.view("node2", "b"));
        await().atMost(SOON).until(() -> !first.isAbsent("node2"));
    }

    @Test
    void aStoreThatWasEmptiedIsFilledAgain() throws IOException {
        RedisProcess redis = redis(RedisSecurity.none());
        Ears first = new Ears();
        carrier(settings("s3cret", Optional.empty()), "node1", Optional.of(redis.port()), first);
        RedisCarrier two =
                carrier(settings("s3cret", Optional.empty()), "node2", Optional.of(redis.port()), new Ears());
        long again = vertx.setPeriodic(200, tick -> two.publish(Ears.view("node2", "b")));
        await().atMost(SOON).until(() -> first.registry("node2").equals("b"));

        redis.ask("FLUSHALL");
        Ears late = new Ears();
        carrier(settings("s3cret", Optional.empty()), "node1", Optional.of(redis.port()), late);

        await().atMost(SOON).until(() -> late.registry("node2").equals("b"));
        vertx.cancelTimer(again);
    }

    @Test
    void aWordThatIsNoneOrAnothersIsNotHeard() throws IOException {
        RedisProcess redis = redis(RedisSecurity.none());
        redis.ask("SET", "outrider:node:node2", "tag");
        redis.ask("SET", "outrider:view:node2", "{\"node\":\"node3\"}");
        Ears ears = new Ears();
        carrier(settings("s3cret", Optional.empty()), "node1", Optional.of(redis.port()), ears);

        await().atMost(SOON).until(ears::reaches);
        redis.ask("SET", "outrider:view:node2", "[[[[");
        redis.ask("PUBLISH", "outrider:changed", "node2");
        redis.ask("PUBLISH", "outrider:changed", "nobody known");
        await().pollDelay(INTERVAL.multipliedBy(2)).atMost(SOON).until(ears::reaches);

        assertThat(ears.registry("node2")).isEmpty();
        assertThat(ears.faults()).isEmpty();
    }

    @Test
    void aWrongPasswordIsToldWithoutIt() throws IOException {
        RedisProcess redis = redis(RedisSecurity.none());
        Ears ears = new Ears();
        carrier(settings("wr0ng", Optional.empty()), "node1", Optional.of(redis.port()), ears);

        await().atMost(SOON).until(() -> !ears.faults().isEmpty());

        assertThat(ears.faults().getFirst())
                .contains("Redis at localhost:" + redis.port(), "WRONGPASS")
                .doesNotContain("wr0ng");
    }

    @Test
    void withoutAPrimaryItSaysSoAndGoesOnWhenThereIsOne() throws IOException {
        Ears ears = new Ears();
        carrier(settings("s3cret", Optional.empty()), "node1", Optional.empty(), ears);

        await().atMost(SOON).until(() -> ears.faults().size() > 1);

        assertThat(ears.faults().getFirst()).contains("no primary is offered", "peers.redis");
    }

    @Test
    void anAuthorityThatIsNotThereIsToldAtEachLook() throws IOException {
        RedisProcess redis = redis(RedisSecurity.none());
        Ears ears = new Ears();
        Path missing = directory.resolve("missing.pem");
        carrier(settings("s3cret", Optional.of(missing)), "node1", Optional.of(redis.port()), ears);

        await().atMost(SOON).until(() -> ears.faults().size() > 1);

        assertThat(ears.faults().getFirst()).contains("missing.pem");
    }

    @Test
    void whereNobodyCanSayWhoThePrimaryIsItIsAskedAgain() throws IOException {
        Ears ears = new Ears();
        RedisCarrier carrier = new RedisCarrier(
                vertx,
                settings("s3cret", Optional.empty()),
                INTERVAL,
                new NodeName("node1"),
                () -> {
                    throw new IllegalStateException("not now");
                },
                ears);
        open.add(carrier);

        await().atMost(SOON).until(() -> ears.faults().size() > 1);

        assertThat(ears.faults().getFirst()).contains("not now");
    }
}
