package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.bolabaden.outrider.registry.Backend;
import org.junit.jupiter.api.Test;

class ResolverTest {
    private static final InetAddress FIRST = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress SECOND = InetAddress.ofLiteral("127.0.0.2");

    private final Queue<Runnable> workers = new ArrayDeque<>();
    private final Queue<Runnable> patient = new ArrayDeque<>();
    private NameService names = name -> List.of(FIRST);
    private long now = 1_000;
    private final Resolver resolver =
            new Resolver(name -> names.resolve(name), workers::add, patient::add, Runnable::run, () -> now);

    @Test
    void aNewNameIsLookedUpOnceHoweverManyAsk() {
        assertThat(find()).isInstanceOf(Resolver.Answer.Pending.class);
        assertThat(find()).isInstanceOf(Resolver.Answer.Pending.class);
        assertThat(workers).hasSize(1);
        work();
        assertThat(find()).isEqualTo(new Resolver.Answer.Found(List.of(FIRST)));
        assertThat(workers).isEmpty();
    }

    @Test
    void thoseWhoWaitAreToldWhenItIsDone() {
        AtomicInteger told = new AtomicInteger();
        ((Resolver.Answer.Pending) find()).lookup().whenDone(told::incrementAndGet);
        assertThat(told).hasValue(0);
        work();
        assertThat(told).hasValue(1);
    }

    @Test
    void anAddressIsRefreshedAfterTenSecondsWhileItIsStillUsed() {
        known();
        now += Duration.ofSeconds(11).toNanos();
        names = name -> List.of(SECOND);
        assertThat(find()).isEqualTo(new Resolver.Answer.Found(List.of(FIRST)));
        work();
        assertThat(find()).isEqualTo(new Resolver.Answer.Found(List.of(SECOND)));
    }

    @Test
    void anAddressWhoseCheckFailsIsLookedUpAgainAfterASecond() {
        known();
        resolver.doubt("node1");
        find();
        assertThat(workers).isEmpty();
        now += Duration.ofSeconds(1).toNanos();
        names = name -> List.of(SECOND);
        find();
        work();
        assertThat(find()).isEqualTo(new Resolver.Answer.Found(List.of(SECOND)));
        now += Duration.ofSeconds(2).toNanos();
        find();
        assertThat(workers).as("what was found since is trusted again").isEmpty();
    }

    @Test
    void aNameServerThatIsDownTakesNothingOutForFiveMinutes() {
        known();
        names = name -> {
            throw new UnknownHostException(name + ": Temporary failure in name resolution");
        };
        now += Duration.ofMinutes(4).toNanos();
        find();
        work();
        assertThat(find()).isEqualTo(new Resolver.Answer.Found(List.of(FIRST)));
        now += Duration.ofMinutes(2).toNanos();
        find();
        work();
        assertThat(find()).isEqualTo(new Resolver.Answer.Failed("failed"));
    }

    @Test
    void aNameThatNobodyCouldTellOfDoesNotWaitBeforeOthersAgain() {
        names = name -> {
            throw new UnknownHostException(name + ": Temporary failure in name resolution");
        };
        known();
        now += Duration.ofSeconds(1).toNanos();
        find();
        assertThat(workers).isEmpty();
        assertThat(patient).hasSize(1);
    }

    @Test
    void anAnswerThatWasNotAskedForChangesNothing() {
        known();
        names = name -> {
            throw new UnknownHostException(CarefulNames.NOT_ASKED);
        };
        now += Duration.ofSeconds(11).toNanos();
        find();
        work();
        assertThat(find()).isEqualTo(new Resolver.Answer.Found(List.of(FIRST)));
        now += Duration.ofMinutes(5).toNanos();
        find();
        work();
        assertThat(find()).isEqualTo(new Resolver.Answer.Failed(Resolver.NOT_ASKED));
    }

    @Test
    void aNameThatNoLongerExistsIsGoneAtOnceAndAskedForAgainAfterASecond() {
        known();
        names = name -> {
            throw new UnknownHostException(name + ": Name or service not known");
        };
        now += Duration.ofSeconds(11).toNanos();
        find();
        work();
        assertThat(find()).isEqualTo(new Resolver.Answer.Failed("not_found"));
        now += Duration.ofSeconds(1).toNanos();
        assertThat(find()).isInstanceOf(Resolver.Answer.Pending.class);
    }

    @Test
    void namesThatNobodyUsesAreForgotten() {
        known();
        resolver.retain(Set.of());
        assertThat(find()).isInstanceOf(Resolver.Answer.Pending.class);
    }

    @Test
    void checksGoToTheResolvedAddress() throws Exception {
        try (TestingHttpServer server = TestingHttpServer.answering(TestingHttpServer.status(200, ""));
                EngineFixture engine = EngineFixture.resolving(name -> List.of(FIRST))) {
            ProbeResult result = engine.check(Backends.at("node1.example", server.port()));
            assertThat(result.passed()).isTrue();
            assertThat(result.timings().dns()).isPositive();
            assertThat(result.address().orElseThrow().getAddress()).isEqualTo(FIRST);
        }
    }

    @Test
    void aNameThatDoesNotExistIsAFailureOfItsOwn() throws Exception {
        try (EngineFixture engine = EngineFixture.start()) {
            ProbeResult result = engine.check(Backends.at("node1.example", 80));
            assertThat(result.failure()).map(FailureReason::toString).contains("dns:not_found");
            assertThat(result.address()).isEmpty();
        }
    }

    @Test
    void aSlowNameServerTimesOutItsBackendsAndDelaysNoAddress() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        NameService hanging = name -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of(FIRST);
        };
        try (TestingHttpServer server = TestingHttpServer.answering(TestingHttpServer.status(200, ""));
                EngineFixture engine = EngineFixture.resolving(hanging)) {
            Duration often = Duration.ofMillis(50);
            Backend named = Backends.at("node1.example", server.port())
                    .every(often)
                    .timeout(often)
                    .build();
            Backend literal = Backends.at(server.port()).every(often).build();
            engine.replace(named, literal);
            await().until(() -> engine.results.of(named).size() >= 2
                    && engine.results.of(literal).size() >= 2);
            assertThat(engine.results.of(named))
                    .allMatch(
                            result -> result.failure().orElseThrow().toString().equals("dns:timeout"));
            assertThat(engine.results.of(literal)).allMatch(ProbeResult::passed);
            never.countDown();
        }
    }

    private void known() {
        find();
        work();
    }

    private Resolver.Answer find() {
        return resolver.find("node1", now);
    }

    private void work() {
        (workers.isEmpty() ? patient : workers).remove().run();
    }
}
