package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.names.Names;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.registry.Endpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How connections are made, and that those that fail leave nothing behind. */
class DialerTest {
    private static final Duration WITHIN = Duration.ofMillis(500);

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final WorkerExecutor workers = vertx.createSharedWorkerExecutor("test", 1);
    private final Dialer dialer =
            new Dialer(vertx, loop, workers, new Names(workers, DialerTest::lookup, InstantSource.system()));

    private static List<InetAddress> lookup(String host) throws IOException {
        if (host.equals("redis_1")) {
            return List.of(InetAddress.getLoopbackAddress());
        }
        throw new UnknownHostException(host);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Link dial(Place place) throws Exception {
        CompletableFuture<Link> done = new CompletableFuture<>();
        loop.runOnContext(ignored -> {
            Future<Link> link = dialer.dial(place, 0, WITHIN);
            link.onSuccess(done::complete).onFailure(done::completeExceptionally);
        });
        try {
            return done.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    private static Place place(String host, int port, Optional<Check.Redis.Login> login) {
        return new Place(new Endpoint(host, port), login, CheckTls.OFF);
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    @Test
    void twoHundredRefusedPasswordsLeaveNoDescriptors() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "wrong-secret\n");
        Optional<Check.Redis.Login> wrong = Optional.of(new Check.Redis.Login(Optional.empty(), password));
        try (RedisProcess redis =
                RedisProcess.start(directory, RedisSecurity.passwords("right", "right"), Optional.empty(), List.of())) {
            Place place = place("127.0.0.1", redis.port(), wrong);
            assertThatThrownBy(() -> dial(place)).hasMessageContaining("WRONGPASS");
            long before = descriptors();

            for (int i = 0; i < 200; i++) {
                assertThatThrownBy(() -> dial(place))
                        .hasMessageContaining("WRONGPASS")
                        .hasMessageNotContaining("secret");
            }

            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> descriptors() <= before + 5);
        }
    }

    @Test
    void oneThatAcceptsAndSaysNothingIsGivenUpAndLeavesNoDescriptors() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Place place = place("127.0.0.1", silent.getLocalPort(), Optional.empty());
            assertThatThrownBy(() -> dial(place)).hasMessage("no answer within 500 ms");
            long before = descriptors();
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> dial(place)).hasMessage("no answer within 500 ms");
            }

            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> descriptors() <= before + 1);
        }
    }

    @Test
    void aNameThatNoUrlMayHaveIsLookedUpAndConnectedTo() throws Exception {
        try (RedisProcess redis = RedisProcess.start(directory, RedisSecurity.none(), Optional.empty(), List.of())) {
            Link link = dial(place("redis_1", redis.port(), Optional.empty()));

            loop.runOnContext(ignored -> link.close());
        }
    }

    @Test
    void whatIsWrongIsSaidInWords() {
        assertThat(why(place("nowhere", 6_379, Optional.empty()))).isEqualTo("its name is not found");
        assertThat(why(place("127.0.0.1", ServerProcess.freePort(), Optional.empty())))
                .isEqualTo("connection refused");
        assertThat(why(place(
                        "127.0.0.1",
                        6_379,
                        Optional.of(new Check.Redis.Login(Optional.empty(), directory.resolve("none"))))))
                .isEqualTo(directory.resolve("none") + ": no such file");
    }

    private String why(Place place) {
        try {
            dial(place);
            throw new AssertionError("connected");
        } catch (Exception failed) {
            return Failure.why(failed);
        }
    }
}
