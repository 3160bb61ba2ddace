package org.bolabaden.outrider.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.Check.Several.Mode;
import org.bolabaden.outrider.registry.HttpVersion;
import org.bolabaden.outrider.registry.StatusRanges;
import org.bolabaden.outrider.registry.Weight;
import org.junit.jupiter.api.Test;

/** A name with several addresses, and a check that consists of several. */
class SeveralChecksTest {
    private static final List<InetAddress> BOTH = addresses("127.0.0.1", "127.0.0.2");
    private static final Duration LONG = Duration.ofSeconds(20);

    private static List<InetAddress> addresses(String... literals) {
        return Arrays.stream(literals).map(InetAddress::ofLiteral).toList();
    }

    private static Check http(Check.Common common, String path) {
        return new Check.Http(
                common,
                new Check.Http.Request("GET", path, Optional.empty(), Map.of()),
                Check.Http.Expectation.of(StatusRanges.DEFAULT, Optional.empty()),
                Optional.empty(),
                HttpVersion.HTTP_1_1);
    }

    private static Check tcp(Check.Common common, int port) {
        return new Check.Tcp(
                new Check.Common(common.schedule(), Optional.empty(), Optional.of(port)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Backends several(int port, Mode mode, int tcpPort) {
        return Backends.at(port)
                .check(common -> new Check.Several(common, mode, List.of(http(common, "/a"), tcp(common, tcpPort))));
    }

    private static String said(ProbeResult result) {
        return result.observed().said().orElseThrow();
    }

    @Test
    void aBackendIsUpWhileOneOfItsAddressesAnswers() throws Exception {
        try (TestingHttpServer second = TestingHttpServer.on("127.0.0.2", TestingHttpServer.status(200, ""));
                EngineFixture engine = EngineFixture.resolving(name -> BOTH)) {
            ProbeResult result = engine.check(Backends.at("node1.example", second.port()));

            assertThat(result.passed()).as(result.toString()).isTrue();
            assertThat(result.address().orElseThrow().getAddress()).isEqualTo(BOTH.get(1));
            assertThat(said(result)).isEqualTo("127.0.0.1 refused, 127.0.0.2 passed");
        }
    }

    @Test
    void theAddressThatServesIsKeptWhileItAnswersHoweverTheNameServerTurnsThem() {
        AtomicReference<List<InetAddress>> known = new AtomicReference<>(BOTH);
        try (TestingHttpServer first = TestingHttpServer.on("127.0.0.1", TestingHttpServer.status(200, ""));
                TestingHttpServer second =
                        TestingHttpServer.on("127.0.0.2", first.port(), TestingHttpServer.status(200, ""));
                EngineFixture engine = EngineFixture.resolving(name -> known.get())) {
            Backend backend = Backends.at("node1.example", first.port())
                    .every(Duration.ofMillis(50))
                    .build();
            engine.replace(backend);
            await().until(() -> !engine.results.of(backend).isEmpty());
            known.set(BOTH.reversed());

            second.now(TestingHttpServer.status(503, ""));
            await().until(() -> said(engine.results.of(backend).getLast()).contains("status:503"));
            assertThat(address(engine, backend)).isEqualTo(BOTH.getFirst());
            second.now(TestingHttpServer.status(200, ""));
            // The failure had the name asked for again: by now the other one is its first.
            await().until(() ->
                    said(engine.results.of(backend).getLast()).equals("127.0.0.1 passed, 127.0.0.2 passed"));
            assertThat(address(engine, backend)).isEqualTo(BOTH.getFirst());

            first.now(TestingHttpServer.status(503, ""));
            await().until(() -> address(engine, backend).equals(BOTH.get(1)));
            assertThat(engine.results.of(backend)).allMatch(ProbeResult::passed);
        }
    }

    private static InetAddress address(EngineFixture engine, Backend backend) {
        return engine.results.of(backend).getLast().address().orElseThrow().getAddress();
    }

    @Test
    void theAddressThatServesIsKeptWhenTheRegistryChangesSomethingElse() {
        AtomicReference<List<InetAddress>> known = new AtomicReference<>(BOTH);
        AtomicInteger turned = new AtomicInteger();
        NameService names = name -> {
            turned.addAndGet(known.get().equals(BOTH) ? 0 : 1);
            return known.get();
        };
        try (TestingHttpServer first = TestingHttpServer.on("127.0.0.1", TestingHttpServer.status(200, ""));
                TestingHttpServer second =
                        TestingHttpServer.on("127.0.0.2", first.port(), TestingHttpServer.status(200, ""));
                EngineFixture engine = EngineFixture.resolving(names)) {
            Backends backend = Backends.at("node1.example", first.port()).every(Duration.ofMillis(50));
            engine.replace(backend.build());
            await().until(() -> engine.results.of(backend.build()).size() > 2);
            known.set(BOTH.reversed());
            // A failure has the name asked for again.
            second.now(TestingHttpServer.status(503, ""));
            await().until(() -> turned.get() > 0);
            second.now(TestingHttpServer.status(200, ""));
            await().until(() ->
                    said(engine.results.of(backend.build()).getLast()).equals("127.0.0.1 passed, 127.0.0.2 passed"));

            engine.replace(backend.weight(new Weight(7)).build());

            int seen = engine.results.of(backend.build()).size();
            await().until(() -> engine.results.of(backend.build()).size() > seen + 5);
            assertThat(address(engine, backend.build())).isEqualTo(BOTH.getFirst());
        }
    }

    @Test
    void aBackendWithoutAnAddressThatAnswersFailsAsTheOneThatServes() throws Exception {
        int closed = EngineFixture.closedPort();
        try (EngineFixture engine = EngineFixture.resolving(name -> BOTH)) {
            ProbeResult result = engine.check(Backends.at("node1.example", closed));

            assertThat(result.failure()).map(FailureReason::toString).contains("refused");
            assertThat(said(result)).isEqualTo("127.0.0.1 refused, 127.0.0.2 refused");
        }
    }

    @Test
    void manyAddressesAreCheckedWithOneConnectionAtATimeIfNoMoreAreAllowed() throws Exception {
        List<InetAddress> many = addresses("127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.2");
        try (TestingHttpServer server = TestingHttpServer.on("127.0.0.2", TestingHttpServer.status(200, ""));
                EngineFixture engine = EngineFixture.resolving(1, name -> many)) {
            assertThat(engine.outcome(
                            Backends.at("node1.example", server.port()).timeout(LONG)))
                    .isEqualTo("passed");
        }
    }

    @Test
    void allPartsMustPassAndTheFirstThatFailsIsTheReason() throws Exception {
        int closed = EngineFixture.closedPort();
        try (TestingHttpServer server = TestingHttpServer.answering(TestingHttpServer.status(200, ""));
                EngineFixture engine = EngineFixture.start()) {
            ProbeResult good = engine.check(several(server.port(), Mode.ALL, server.port()));
            assertThat(good.passed()).as(good.toString()).isTrue();
            assertThat(said(good)).isEqualTo("http /a passed, tcp at 127.0.0.1:" + server.port() + " passed");
            assertThat(good.address().orElseThrow().getPort()).isEqualTo(server.port());

            assertThat(engine.outcome(several(server.port(), Mode.ALL, closed).service("other")))
                    .isEqualTo("refused");
        }
    }

    @Test
    void oneFailureEndsAllOfThemWithoutWaitingForTheOthers() throws Exception {
        int closed = EngineFixture.closedPort();
        try (TestingHttpServer silent = TestingHttpServer.answering(TestingHttpServer.rawThenSilence(""));
                EngineFixture engine = EngineFixture.start()) {
            ProbeResult result =
                    engine.check(several(silent.port(), Mode.ALL, closed).timeout(Duration.ofMinutes(1)));

            assertThat(said(result)).isEqualTo("tcp at 127.0.0.1:" + closed + " refused");
            await().until(() -> engine.engine.statistics().inFlight() == 0);
        }
    }

    @Test
    void oneOfAnyIsEnough() throws Exception {
        int closed = EngineFixture.closedPort();
        try (TestingHttpServer server = TestingHttpServer.answering(TestingHttpServer.status(503, ""));
                EngineFixture engine = EngineFixture.start()) {
            assertThat(engine.outcome(several(server.port(), Mode.ANY, server.port())))
                    .isEqualTo("passed");

            ProbeResult none =
                    engine.check(several(server.port(), Mode.ANY, closed).service("other"));
            assertThat(none.failure()).map(FailureReason::toString).contains("status:503");
            assertThat(none.status()).isEqualTo(503);
        }
    }

    @Test
    void theFirstWhoseNameDoesNotResolveDecidesAtOnceAndStartsNoOther() throws Exception {
        try (TestingHttpServer server = TestingHttpServer.answering(TestingHttpServer.status(200, ""));
                EngineFixture engine = EngineFixture.start()) {
            Backends backend = Backends.at(server.port())
                    .check(common -> new Check.Several(
                            common,
                            Mode.ALL,
                            List.of(
                                    http(
                                            new Check.Common(
                                                    common.schedule(), Optional.of("nobody.example"), Optional.empty()),
                                            "/"),
                                    http(common, "/b"))));

            assertThat(engine.outcome(backend)).isEqualTo("dns:not_found");
            assertThat(engine.outcome(backend)).as("known by now").isEqualTo("dns:not_found");
            await().until(() -> engine.engine.statistics().inFlight() == 0);
        }
    }

    @Test
    void aBackendThatIsRemovedMeanwhileLeavesNothingBehind() {
        try (TestingHttpServer silent = TestingHttpServer.answering(TestingHttpServer.rawThenSilence(""));
                EngineFixture engine = EngineFixture.start()) {
            engine.replace(several(silent.port(), Mode.ANY, silent.port())
                    .check(common ->
                            new Check.Several(common, Mode.ALL, List.of(http(common, "/a"), http(common, "/b"))))
                    .timeout(Duration.ofMinutes(1))
                    .build());
            await().until(() -> engine.engine.statistics().inFlight() == 2);

            engine.replace();

            await().until(() -> engine.engine.statistics().inFlight() == 0);
            assertThat(engine.events).isEmpty();
        }
    }
}
