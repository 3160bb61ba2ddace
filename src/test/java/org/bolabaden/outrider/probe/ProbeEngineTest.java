package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.Weight;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is checked, when, and how many at once. */
class ProbeEngineTest {
    private static final Duration OFTEN = Duration.ofMillis(50);
    private static final Duration NEVER = Duration.ofHours(10);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final TestingHttpServer server = TestingHttpServer.answering(TestingHttpServer.status(200, "ok"));
    private final TestingHttpServer silent = TestingHttpServer.answering(TestingHttpServer.rawThenSilence(""));

    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    @AfterEach
    void stop() {
        server.close();
        silent.close();
    }

    @Test
    void aBackendIsCheckedAgainAndAgain() {
        try (EngineFixture engine = EngineFixture.start()) {
            Backend backend = good().every(OFTEN).build();
            engine.replace(backend);
            await().until(() -> engine.results.of(backend).size() >= 5);
            assertThat(engine.results.of(backend)).allMatch(ProbeResult::passed);
            assertThat(engine.events).isEmpty();
        }
    }

    @Test
    void newBackendsAreCheckedWithoutWaitingForTheirInterval() {
        try (EngineFixture engine = EngineFixture.start()) {
            Backend[] backends = Stream.of("a", "b", "c")
                    .map(name -> good().service(name).every(NEVER).build())
                    .toArray(Backend[]::new);
            engine.replace(backends);
            await().until(() -> engine.results.backends() == 3);
        }
    }

    @Test
    void theListenersDelayCountsFromStartToStart() {
        List<Long> starts = new ArrayList<>();
        CompletableFuture<Void> enough = new CompletableFuture<>();
        ProbeListener listener = (backend, result) -> {
            starts.add(System.nanoTime() - result.timings().total());
            if (starts.size() == 4) {
                enough.complete(null);
            }
            return Duration.ofMillis(200);
        };
        server.now(TestingHttpServer.after(Duration.ofMillis(100), TestingHttpServer.status(200, "")));
        try (EngineFixture engine = EngineFixture.telling(listener)) {
            engine.replace(good().every(NEVER).build());
            await().until(enough::isDone);
            for (int i = 1; i < 4; i++) {
                assertThat(Duration.ofNanos(starts.get(i) - starts.get(i - 1)))
                        .isGreaterThanOrEqualTo(Duration.ofMillis(195));
            }
        }
    }

    @Test
    void aBackendThatHangsDelaysNoOther() {
        try (EngineFixture engine = EngineFixture.start()) {
            Backend hanging =
                    Backends.at(silent.port()).every(OFTEN).timeout(LONG).build();
            Backend good = good().every(OFTEN).build();
            engine.replace(hanging, good);
            await().until(() -> silent.requests().size() == 1);
            int before = engine.results.of(good).size();
            await().until(() -> engine.results.of(good).size() > before + 5);
            assertThat(engine.results.of(hanging)).isEmpty();
        }
    }

    @Test
    void twoChecksOfOneBackendNeverOverlap() {
        server.now(counting(Duration.ofMillis(120)));
        try (EngineFixture engine = EngineFixture.start()) {
            Backend backend = good().every(OFTEN).build();
            engine.replace(backend);
            await().pollInterval(Duration.ofMillis(5)).until(() -> {
                engine.engine.probeSoon(backend.id());
                engine.engine.probeOnce(backend);
                return engine.results.of(backend).size() >= 4;
            });
            assertThat(mostAtOnce.get()).isEqualTo(1);
        }
    }

    @Test
    void aSuspectedBackendIsCheckedSeveralTimesWithoutWaitingForTheFirst() {
        try (EngineFixture engine = EngineFixture.start()) {
            Backend backend = good().every(NEVER).timeout(LONG).build();
            engine.replace(backend);
            await().until(() -> engine.results.of(backend).size() == 1);
            server.now(TestingHttpServer.rawThenSilence(""));

            engine.engine.suspect(backend.id(), 3, Duration.ofMillis(5));
            engine.engine.suspect(backend.id(), 3, Duration.ofMillis(5));

            await().until(() -> engine.engine.statistics().inFlight() == 3);
            assertThat(engine.results.of(backend)).hasSize(1);
        }
    }

    @Test
    void theChecksOfASuspectedBackendAllCount() {
        try (EngineFixture engine = EngineFixture.start()) {
            Backend backend =
                    good().every(NEVER).timeout(Duration.ofMillis(100)).build();
            engine.replace(backend);
            await().until(() -> engine.results.of(backend).size() == 1);
            server.now(TestingHttpServer.rawThenSilence(""));

            engine.engine.suspect(backend.id(), 3, Duration.ofMillis(5));

            await().until(() -> engine.results.of(backend).size() == 4);
            assertThat(engine.results.of(backend).subList(1, 4)).noneMatch(ProbeResult::passed);
        }
    }

    @Test
    void aSuspectedBackendThatIsTakenOffTheScheduleIsForgotten() {
        try (EngineFixture engine = EngineFixture.start()) {
            Backend hanging =
                    Backends.at(silent.port()).every(NEVER).timeout(LONG).build();
            engine.replace(hanging);
            await().until(() -> silent.requests().size() == 1);
            engine.engine.suspect(hanging.id(), 2, Duration.ZERO);
            await().until(() -> engine.engine.statistics().inFlight() == 3);

            engine.replace();

            await().until(() -> engine.engine.statistics().inFlight() == 0);
        }
    }

    @Test
    void checksBeyondTheLimitAreLateButDoNotFail() {
        server.now(counting(Duration.ofMillis(30)));
        try (EngineFixture engine = EngineFixture.start(2)) {
            Backend[] backends = Stream.iterate(1, i -> i + 1)
                    .limit(20)
                    .map(i -> good().service("s" + i)
                            .every(OFTEN)
                            .timeout(Duration.ofMillis(250))
                            .build())
                    .toArray(Backend[]::new);
            engine.replace(backends);
            await().until(() -> Stream.of(backends)
                    .allMatch(backend -> engine.results.of(backend).size() >= 3));
            assertThat(backends)
                    .allSatisfy(
                            backend -> assertThat(engine.results.of(backend)).allMatch(ProbeResult::passed));
            assertThat(mostAtOnce.get()).isLessThanOrEqualTo(2);
            assertThat(engine.engine.statistics().maxLateness()).isGreaterThan(Duration.ofMillis(50));
        }
    }

    @Test
    void aRemovedBackendIsNotCheckedAnyMoreAndWhatIsInFlightIsForgotten() {
        try (EngineFixture engine = EngineFixture.start()) {
            Backend hanging =
                    Backends.at(silent.port()).timeout(Duration.ofMillis(400)).build();
            Backend removed = good().service("removed").every(OFTEN).build();
            Backend kept = good().service("kept").every(OFTEN).build();
            engine.replace(hanging, removed, kept);
            await().until(() ->
                    !silent.requests().isEmpty() && !engine.results.of(removed).isEmpty());

            engine.replace(kept);
            await().until(() -> engine.engine.statistics().backends() == 1);
            int last = engine.results.of(removed).size();
            int before = engine.results.of(kept).size();
            await().until(() -> engine.results.of(kept).size() > before + 10);
            assertThat(engine.results.of(removed)).hasSize(last);
            assertThat(engine.results.of(hanging)).isEmpty();
        }
    }

    @Test
    void aChangedCheckReplacesTheOneInFlight() {
        try (EngineFixture engine = EngineFixture.start()) {
            Backends backend = Backends.at(silent.port()).timeout(LONG);
            engine.replace(backend.build());
            await().until(() -> silent.requests().size() == 1);
            silent.now(TestingHttpServer.status(200, ""));
            engine.replace(backend.path("/changed").build());
            await().until(() -> engine.results.of(backend.build()).size() == 1);
            assertThat(silent.requests()).last().asString().startsWith("GET /changed ");
            assertThat(engine.results.of(backend.build())).allMatch(ProbeResult::passed);
        }
    }

    @Test
    void aChangeThatIsNotTheChecksDisturbsNothing() {
        try (EngineFixture engine = EngineFixture.start()) {
            Backends backend = Backends.at(silent.port()).timeout(LONG);
            engine.replace(backend.build());
            await().until(() -> silent.requests().size() == 1);
            engine.replace(
                    backend.weight(Weight.ZERO).build(), good().every(NEVER).build());
            await().until(() -> engine.results.backends() == 1);
            assertThat(engine.engine.statistics().inFlight()).isEqualTo(1);
            assertThat(silent.requests()).hasSize(1);
        }
    }

    @Test
    void aCheckCanBeAskedForBeforeItIsDue() {
        try (EngineFixture engine = EngineFixture.start()) {
            Backend backend = good().every(NEVER).build();
            engine.replace(backend);
            await().until(() -> engine.results.of(backend).size() == 1);
            engine.engine.probeSoon(backend.id());
            await().until(() -> engine.results.of(backend).size() == 2);
        }
    }

    @Test
    void thoseThatAreToBeWatchedCloselyAreCheckedWithinThatTimeAndNoOthers() {
        try (EngineFixture engine = EngineFixture.start()) {
            Backend seldom = good().every(NEVER).build();
            engine.replace(seldom);
            await().until(() -> engine.results.of(seldom).size() == 1);

            engine.engine.within(
                    List.of(seldom.id(), good().every(NEVER).build().id()), Duration.ofMillis(50));

            await().until(() -> engine.results.of(seldom).size() == 2);
        }
    }

    @Test
    void whoAsksOnceGetsTheResultOfTheCheckUnderWay() throws Exception {
        server.now(TestingHttpServer.after(Duration.ofMillis(200), TestingHttpServer.status(200, "")));
        try (EngineFixture engine = EngineFixture.start()) {
            engine.replace(good().every(NEVER).build());
            await().until(() -> server.requests().size() == 1);
            assertThat(engine.check(good().every(NEVER)).passed()).isTrue();
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aListenerThatThrowsIsReportedOnceAndTheChecksGoOn() {
        AtomicInteger calls = new AtomicInteger();
        ProbeListener broken = (backend, result) -> {
            calls.incrementAndGet();
            throw new IllegalStateException("broken");
        };
        try (EngineFixture engine = EngineFixture.telling(broken)) {
            engine.replace(good().every(OFTEN).build());
            await().until(() -> calls.get() >= 4);
            assertThat(engine.events).map(Event::name).containsExactly("probe_listener_failed");
        }
    }

    @Test
    void closingEndsWhatIsUnderWay() {
        EngineFixture engine = EngineFixture.start();
        CompletableFuture<ProbeResult> asked;
        try (engine) {
            asked = engine.engine
                    .probeOnce(Backends.at(silent.port()).timeout(LONG).build())
                    .toCompletableFuture();
            await().until(() -> silent.requests().size() == 1);
        }
        assertThat(asked).isCompletedExceptionally();
        assertThat(engine.engine.probeOnce(good().build()).toCompletableFuture())
                .isCompletedExceptionally();
    }

    /** Answers late, and notes how many wait for their answer; done before it is sent, as then the next may come. */
    private TestingHttpServer.Script counting(Duration pause) {
        return connection -> {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            LockSupport.parkNanos(pause.toNanos());
            atOnce.decrementAndGet();
            TestingHttpServer.status(200, "").answer(connection);
        };
    }

    private Backends good() {
        return Backends.at(server.port()).timeout(LONG);
    }
}
