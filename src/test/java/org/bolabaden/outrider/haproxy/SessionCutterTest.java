package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.haproxy.DrivenHaproxy.eventually;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.plan.Plan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionCutterTest {
    private static final String REDIS = "redis-main";
    private static final String OTHER = "other";

    private final List<AutoCloseable> open = new ArrayList<>();
    private SwitchedHaproxy switched;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void establishedSessionsEndWithTheSwitchAndThoseOfOthersStay(HaproxyVersion version) throws Exception {
        TcpServer a = opened(TcpServer.echo());
        TcpServer b = opened(TcpServer.echo());
        drive(start(version, a, b));
        switched.apply(offered("a", 1));
        List<TcpClient> clients = List.of(client("in"), client("in"), client("in"));
        TcpClient other = client("aside");
        assertThat(clients).allMatch(one -> one.answered("before"));
        assertThat(other.answered("x")).isTrue();

        switched.apply(offered("b", 2));

        for (TcpClient client : clients) {
            eventually(() -> assertThat(client.ended()).isTrue());
        }
        assertThat(client("in").answered("after")).isTrue();
        assertThat(b.received()).isEqualTo("after");
        eventually(() -> assertThat(switched.told).containsExactly(REDIS + ": a:1 to b:2", REDIS + ": cut a:1 3+0"));
        assertThat(a.received()).doesNotContain("after");
        assertThat(other.answered("y")).isTrue();
        assertThat(switched.relay.with("a:1 state maint"))
                .singleElement()
                .asString()
                .isEqualTo("show stat redis-main 4 -1;set server redis-main/b:2 state ready;set server redis-main/a:1"
                        + " state maint;shutdown sessions server redis-main/a:1");
        assertThat(switched.events)
                .filteredOn(event -> event.name().equals("sessions_cut"))
                .singleElement()
                .returns("a:1", event -> event.backend().orElseThrow())
                .returns(
                        "3 in the current worker, 0 in old workers",
                        event -> event.reason().orElseThrow())
                .satisfies(event -> assertThat(event.duration().orElseThrow()).isGreaterThan(SessionCuts.SETTLED));
    }

    @ParameterizedTest
    @EnumSource
    void sessionsInOldWorkersEndAndThoseOfOthersInThemStay(HaproxyVersion version) throws Exception {
        TcpServer a = opened(TcpServer.echo());
        TcpServer b = opened(TcpServer.echo());
        drive(start(version, a, b));
        switched.apply(offered("a", 1));
        List<TcpClient> clients = new ArrayList<>();
        List<TcpClient> others = new ArrayList<>();
        for (int worker = 0; worker < 3; worker++) {
            clients.add(client("in"));
            clients.add(client("in"));
            others.add(client("aside"));
            assertThat(clients.subList(2 * worker, 2 * worker + 2)).allMatch(one -> one.answered("x"));
            assertThat(others.getLast().answered("x")).isTrue();
            if (worker < 2) {
                switched.reload();
            }
        }

        switched.apply(offered("b", 2));

        for (TcpClient client : clients) {
            eventually(() -> assertThat(client.ended()).isTrue());
        }
        eventually(() -> assertThat(switched.told).containsExactly(REDIS + ": a:1 to b:2", REDIS + ": cut a:1 2+4"));
        assertThat(others).allMatch(one -> one.answered("y"));
        assertThat(client("in").answered("after")).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void manySessionsInAnOldWorkerAreCut(HaproxyVersion version) throws Exception {
        TcpServer a = opened(TcpServer.echo());
        drive(start(version, a, opened(TcpServer.echo())));
        switched.apply(offered("a", 1));
        List<TcpClient> clients = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            clients.add(client("in"));
            assertThat(clients.getLast().answered("x")).isTrue();
        }
        switched.reload();

        switched.apply(offered("b", 2));

        eventually(() -> assertThat(switched.told).contains(REDIS + ": cut a:1 0+450"));
        for (TcpClient client : clients) {
            assertThat(client.ended()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSessionThatIsConnectingAtTheSwitchGetsNothingThrough(HaproxyVersion version) throws Exception {
        TcpServer a = opened(TcpServer.stuck());
        TcpServer b = opened(TcpServer.echo());
        drive(start(version, a, b));
        switched.apply(offered("a", 1));
        TcpClient waiting = client("in");
        waiting.send("STALE");
        sessions("a:1", 1);

        switched.apply(offered("b", 2));
        a.open();

        eventually(() -> assertThat(switched.told).anyMatch(line -> line.startsWith(REDIS + ": cut a:1 1+0")));
        assertThat(client("in").answered("after")).isTrue();
        assertThat(a.received()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aSessionThatIsConnectingInAnOldWorkerGetsNothingThroughWithAbortonclose(HaproxyVersion version)
            throws Exception {
        TcpServer a = opened(TcpServer.stuck());
        TcpServer b = opened(TcpServer.echo());
        drive(start(version, a, b));
        switched.apply(offered("a", 1));
        TcpClient waiting = client("in");
        waiting.send("STALE");
        sessions("a:1", 1);
        switched.reload();

        switched.apply(offered("b", 2));
        eventually(() -> assertThat(switched.told).contains(REDIS + ": cut a:1 0+1"));
        a.open();

        // Longer than all that HAProxy tries.
        Awaitility.await()
                .during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(7))
                .untilAsserted(() -> assertThat(a.received()).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void aSwitchWithNothingToCutIsToldTooAndThenNothingIsCutAgain(HaproxyVersion version) throws Exception {
        drive(start(version, opened(TcpServer.echo()), opened(TcpServer.echo())));
        switched.apply(offered("a", 1));
        assertThat(switched.told).containsExactly();

        switched.apply(offered("b", 2));

        eventually(() -> assertThat(switched.told).containsExactly(REDIS + ": a:1 to b:2", REDIS + ": cut a:1 0+0"));
        int before = switched.relay.with("shutdown").size();
        assertThat(before).isEqualTo(1);
        TcpClient client = client("in");
        assertThat(client.answered("x")).isTrue();
        Awaitility.await()
                .during(Duration.ofSeconds(6))
                .atMost(Duration.ofSeconds(8))
                .untilAsserted(() -> assertThat(switched.relay.with("shutdown")).hasSize(before));
        assertThat(client.answered("y")).isTrue();
        assertThat(switched.told).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void whatAReloadLeftBehindWhileNobodyLookedIsCut(HaproxyVersion version) throws Exception {
        TcpServer a = opened(TcpServer.echo());
        HaproxyProcess haproxy = start(version, a, opened(TcpServer.echo()));
        TcpClient old = opened(new TcpClient(haproxy.port("in")));
        TcpClient other = opened(new TcpClient(haproxy.port("aside")));
        assertThat(old.answered("x")).isTrue();
        assertThat(other.answered("x")).isTrue();
        SwitchedHaproxy.reload(haproxy);
        haproxy.byHand("set server redis-main/b:2 state ready");
        haproxy.byHand("set server redis-main/a:1 state maint");

        drive(haproxy);
        switched.apply(offered("b", 2));

        eventually(() -> assertThat(switched.told).containsExactly(REDIS + ": cut a:1 0+1"));
        assertThat(old.ended()).isTrue();
        assertThat(other.answered("y")).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aSessionThatACutHasMissedIsCutWhenItIsSeen(HaproxyVersion version) throws Exception {
        TcpServer a = opened(TcpServer.echo());
        HaproxyProcess haproxy = start(version, a, opened(TcpServer.echo()));
        TcpClient missed = opened(new TcpClient(haproxy.port("in")));
        assertThat(missed.answered("x")).isTrue();
        haproxy.byHand("set server redis-main/b:2 state ready");
        haproxy.byHand("set server redis-main/a:1 state maint");
        assertThat(missed.answered("still there")).isTrue();

        drive(haproxy);
        switched.apply(offered("b", 2));

        eventually(() -> assertThat(missed.ended()).isTrue());
        eventually(() -> assertThat(switched.told).containsExactly(REDIS + ": cut a:1 1+0"));
    }

    @ParameterizedTest
    @EnumSource
    void aReloadInTheMomentOfTheSwitchLeavesNobodyBehind(HaproxyVersion version) throws Exception {
        TcpServer a = opened(TcpServer.echo());
        drive(start(version, a, opened(TcpServer.echo())));
        switched.apply(offered("a", 1));
        List<TcpClient> clients = new ArrayList<>();
        for (int trial = 0; trial < 3; trial++) {
            clients.add(client("in"));
            clients.add(client("in"));
            assertThat(clients).allMatch(one -> one.answered("x"));
            switched.haproxy.reload();
            switched.submit(offered("b", 2 + 2 * trial));

            for (TcpClient client : clients) {
                eventually(() -> assertThat(client.ended()).isTrue());
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(8))
                    // Whoever asks in the moment of a reload may get no answer at all.
                    .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                    .until(() -> switched.haproxy.server(REDIS, "b:2").serving());
            switched.reload();
            clients.clear();
            switched.apply(offered("a", 3 + 2 * trial));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatIsOfferedAgainKeepsItsNewSessions(HaproxyVersion version) throws Exception {
        drive(start(version, opened(TcpServer.echo()), opened(TcpServer.echo())));
        switched.apply(offered("a", 1));
        switched.apply(offered("b", 2));
        switched.apply(offered("a", 3));
        TcpClient client = client("in");
        assertThat(client.answered("x")).isTrue();

        eventually(() -> assertThat(switched.told).contains(REDIS + ": cut b:2 0+0"));

        assertThat(client.answered("y")).isTrue();
        assertThat(switched.told).doesNotContain(REDIS + ": cut a:1 0+0");
    }

    @ParameterizedTest
    @EnumSource
    void nobodyIsOfferedAndNobodyKeepsSessions(HaproxyVersion version) throws Exception {
        drive(start(version, opened(TcpServer.echo()), opened(TcpServer.echo())));
        switched.apply(offered("a", 1));
        TcpClient client = client("in");
        assertThat(client.answered("x")).isTrue();

        switched.apply(
                Plans.service(REDIS).exclusive().maint("a", 1).maint("b", 2).plan(2));

        eventually(() -> assertThat(client.ended()).isTrue());
        eventually(() -> assertThat(switched.told).containsExactly(REDIS + ": a:1 to none", REDIS + ": cut a:1 1+0"));
    }

    @ParameterizedTest
    @EnumSource(names = "V2_6")
    void thatOldWorkersCannotBeReachedIsSaidOnceAReloadHasLeftOne(HaproxyVersion version) throws Exception {
        HaproxyProcess haproxy = start(version, opened(TcpServer.echo()), opened(TcpServer.echo()));
        switched = opened(new SwitchedHaproxy(haproxy, false));
        switched.apply(offered("a", 1));
        assertThat(switched.names()).doesNotContain("old_workers_unreachable");

        switched.reload();
        eventually(() -> assertThat(switched.names()).contains("old_workers_unreachable"));
        switched.reload();
        switched.apply(offered("b", 2));

        eventually(() -> assertThat(switched.told).contains(REDIS + ": cut a:1 0+0"));
        assertThat(switched.names()).containsOnlyOnce("old_workers_unreachable");
        assertThat(switched.events)
                .filteredOn(event -> event.name().equals("sessions_cut"))
                .extracting(Event::reason)
                .first()
                .asString()
                .contains("which cannot be reached without haproxy.master_socket");
    }

    @ParameterizedTest
    @EnumSource
    void theReadyOneServesThoughItIsABackupAndItsCheckHasNotPassed(HaproxyVersion version) throws Exception {
        TcpServer a = opened(TcpServer.echo());
        TcpServer b = opened(TcpServer.echo());
        HaproxyProcess haproxy = HaproxyProcess.of(version)
                .frontend("in", REDIS)
                .backend(
                        REDIS,
                        "server a:1 127.0.0.1:" + a.port() + " check inter 10s",
                        // Nobody listens at the check's port.
                        "server b:2 127.0.0.1:" + b.port() + " check port 1 inter 10s fall 3 backup disabled")
                .masterWorker()
                .start();
        drive(haproxy);
        switched.apply(offered("a", 1));

        switched.apply(offered("b", 2));

        assertThat(client("in").answered("after")).isTrue();
        assertThat(b.received()).isEqualTo("after");
        assertThat(haproxy.server(REDIS, "b:2").operational()).isEqualTo(2);
    }

    private static Plan offered(String host, int sequence) {
        Plans plans = Plans.service(REDIS).exclusive();
        plans = host.equals("a")
                ? plans.ready("a", 1).maint("b", 2)
                : plans.maint("a", 1).ready("b", 2);
        return plans.plan(sequence);
    }

    private HaproxyProcess start(HaproxyVersion version, TcpServer a, TcpServer b) throws Exception {
        TcpServer c = opened(TcpServer.echo());
        return HaproxyProcess.of(version)
                .frontend("in", REDIS)
                .backend(
                        REDIS,
                        "option redispatch 1",
                        "option abortonclose",
                        "timeout connect 500ms",
                        "server a:1 127.0.0.1:" + a.port() + " weight 100",
                        "server b:2 127.0.0.1:" + b.port() + " weight 100 disabled")
                .frontend("aside", OTHER)
                .backend(OTHER, "server a:1 127.0.0.1:" + c.port())
                .masterWorker()
                .start();
    }

    private void drive(HaproxyProcess haproxy) throws Exception {
        switched = opened(new SwitchedHaproxy(haproxy, true));
    }

    private TcpClient client(String frontend) throws Exception {
        return opened(new TcpClient(switched.haproxy.port(frontend)));
    }

    private void sessions(String server, long count) {
        eventually(() -> assertThat(switched.haproxy
                        .read()
                        .serverStats()
                        .get(new ServerRef(REDIS, server))
                        .sessions())
                .isEqualTo(count));
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }
}
