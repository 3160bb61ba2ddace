package org.bolabaden.outrider.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.registry.Endpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a sentinel calls by its address is known by the registry's name. */
class NamesTest {
    private static final Endpoint OURS = new Endpoint("node1", 6_379);
    private static final Endpoint NAMED = new Endpoint("10.8.0.1", 6_379);

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final WorkerExecutor workers = vertx.createSharedWorkerExecutor("test", 1);
    private final Map<String, String> zone = new ConcurrentHashMap<>(Map.of("node1", "10.8.0.1"));
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Names names = new Names(
            workers,
            host -> List.of(InetAddress.ofLiteral(
                    Optional.ofNullable(zone.get(host)).orElseThrow(() -> new UnknownHostException(host)))),
            now::get);

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Endpoint canonical(Endpoint named) {
        return onLoop(() -> names.canonical(named, List.of(OURS, new Endpoint("10.8.0.2", 6_379))));
    }

    private <T> T onLoop(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.runOnContext(ignored -> {
            try {
                done.complete(work.call());
            } catch (Exception failed) {
                done.completeExceptionally(failed);
            }
        });
        return done.join();
    }

    private void awaitCanonical(Endpoint expected) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> canonical(NAMED).equals(expected));
    }

    @Test
    void anAddressThatANameStandsForIsThatName() {
        awaitCanonical(OURS);
    }

    @Test
    void anotherPortIsAnotherPlace() {
        awaitCanonical(OURS);

        Endpoint other = new Endpoint("10.8.0.1", 6_380);
        assertThat(canonical(other)).isEqualTo(other);
    }

    @Test
    void whatNobodyOfOursStandsForStaysWhatItIs() {
        Endpoint stranger = new Endpoint("192.0.2.1", 6_379);

        assertThat(canonical(stranger)).isEqualTo(stranger);
    }

    @Test
    void anAddressIsTheSameInEveryWayOfWritingIt() {
        Endpoint ours = new Endpoint("fd00::1", 6_379);

        assertThat(onLoop(() -> names.canonical(new Endpoint("fd00:0:0::1", 6_379), List.of(ours))))
                .isEqualTo(ours);
    }

    @Test
    void whatWasFoundStaysWhileTheNameServerIsAwayAndFollowsItWhenItSaysSomethingElse() {
        awaitCanonical(OURS);
        zone.clear();
        now.set(now.get().plusSeconds(60));
        for (int i = 0; i < 20; i++) {
            assertThat(canonical(NAMED)).isEqualTo(OURS);
        }

        zone.put("node1", "10.8.0.9");

        // A question that is still under way has the old answer: time goes on until the next one.
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> {
            now.set(now.get().plusSeconds(60));
            return canonical(NAMED).equals(NAMED);
        });
    }

    @Test
    void aClockThatWasPutBackMakesNoAnswerLastLonger() {
        awaitCanonical(OURS);
        now.set(now.get().minus(Duration.ofDays(1)));
        zone.put("node1", "10.8.0.9");

        // Within the minute that an answer lasts, by a clock that goes on from there.
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> canonical(NAMED).equals(NAMED));
    }

    @Test
    void aSilentNameServerIsAskedOnceForANameAndHoldsUpNobodyElse() {
        CountDownLatch silent = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        Names patient = new Names(
                vertx.createSharedWorkerExecutor("patient", 2),
                host -> {
                    if (host.equals("silent")) {
                        asked.incrementAndGet();
                        silent.await();
                    }
                    return List.of(InetAddress.ofLiteral("10.8.0.1"));
                },
                now::get);
        List<Future<List<InetAddress>>> waiting =
                IntStream.range(0, 50).mapToObj(i -> patient.of("silent")).toList();

        assertThat(patient.of("node1").toCompletionStage().toCompletableFuture().join())
                .hasSize(1);
        assertThat(waiting).noneMatch(Future::isComplete);
        assertThat(asked).hasValue(1);

        silent.countDown();
        waiting.forEach(one -> one.toCompletionStage().toCompletableFuture().join());
    }

    @Test
    void whyANameWasNotFoundIsToldUntilItIsAskedForAgain() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> names.of("nobody")
                            .toCompletionStage()
                            .toCompletableFuture()
                            .join())
                    .hasRootCauseInstanceOf(UnknownHostException.class)
                    .hasRootCauseMessage("nobody");
        }
    }

    @Test
    void aRequestGoesToAnAddressOfItsHostUnderItsOwnName() {
        RequestOptions request = new RequestOptions().setAbsoluteURI("https://node1:9180/api");

        aim(request);

        assertThat(request.getServer().hostAddress()).isEqualTo("10.8.0.1");
        assertThat(request.getServer().port()).isEqualTo(9180);
        assertThat(request.getHost()).isEqualTo("node1");
    }

    @Test
    void aRequestToAServerOfItsOwnGoesToAnAddressOfThatOne() {
        RequestOptions request = new RequestOptions()
                .setAbsoluteURI("https://site.example.org/")
                .setServer(SocketAddress.inetSocketAddress(8443, "node1"));

        aim(request);

        assertThat(request.getServer().hostAddress()).isEqualTo("10.8.0.1");
        assertThat(request.getServer().port()).isEqualTo(8443);
        assertThat(request.getHost()).isEqualTo("site.example.org");
    }

    @Test
    void aRequestToAnAddressAsksNobody() {
        RequestOptions request = new RequestOptions().setAbsoluteURI("http://[fd00::1]/");

        aim(request);

        assertThat(request.getServer().hostAddress()).isEqualTo("fd00:0:0:0:0:0:0:1");
        assertThat(request.getServer().port()).isEqualTo(80);
    }

    private void aim(RequestOptions request) {
        names.aim(request).toCompletionStage().toCompletableFuture().join();
    }
}
