package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.registry.Weight;
import org.junit.jupiter.api.Test;

/** Which commands, in which order; that they lead where they shall is in {@link ReconcilerPropertyTest}. */
class ReconcilerTest {
    private static final ServerRef A = new ServerRef("pool", "a:80");
    private static final ServerRef B = new ServerRef("pool", "b:80");
    private static final ServerRef BY_HAND = new ServerRef("pool", "by-hand");
    private static final ServerRef EDGE = new ServerRef("pool:edge", "c:443");
    private static final String HOST = "10.0.0.1";
    private static final int UP = 2;
    private static final int DOWN = 0;
    private static final int CHECKED = 6;
    private static final int CHECK_OFF = 2;
    private static final int UNCHECKED = 0;

    private final Map<ServerRef, ServerState> actual = new LinkedHashMap<>();
    private Quirks quirks = new Quirks(Set.of(), ref -> true);

    private ReconcilerTest found(ServerRef ref, Admin admin, int weight, int operational, int checkBits) {
        int bits =
                switch (admin) {
                    case READY -> 0;
                    case MAINT -> 1;
                    case DRAIN -> 8;
                };
        actual.put(
                ref,
                new ServerState(
                        ref,
                        Optional.of(InetAddress.ofLiteral(HOST)),
                        80,
                        operational,
                        bits,
                        weight,
                        100,
                        Optional.empty(),
                        checkBits));
        return this;
    }

    private ReconcilerTest found(ServerRef ref, Admin admin, int weight) {
        return found(ref, admin, weight, admin == Admin.MAINT ? DOWN : UP, CHECKED);
    }

    private static Desired.Server server(
            ServerRef ref, Admin admin, int weight, Optional<String> address, boolean addable, boolean asIfUp) {
        return new Desired.Server(
                ref,
                new BackendId(new ServiceName("web"), new Endpoint("node1", 80)),
                admin,
                new Weight(weight),
                address.map(InetAddress::ofLiteral),
                80,
                new Weight(100),
                addable,
                false,
                asIfUp);
    }

    private static Desired.Server server(ServerRef ref, Admin admin, int weight) {
        return server(ref, admin, weight, Optional.of(HOST), true, false);
    }

    private List<String> lines(Desired.Pool... pools) {
        ActualState state = new ActualState(new WorkerInfo(1, "3.2", 1), actual, Map.of(), Map.of());
        return Reconciler.difference(new Desired(List.of(pools)), state, quirks).stream()
                .map(Command::line)
                .toList();
    }

    private List<String> lines(Desired.Server... servers) {
        return lines(new Desired.Pool(List.of(servers), List.of(), false));
    }

    private List<String> exclusive(Desired.Server... servers) {
        return lines(new Desired.Pool(List.of(servers), List.of(), true));
    }

    @Test
    void whatIsAsItShallBeIsLeftAlone() {
        found(A, Admin.READY, 100).found(B, Admin.MAINT, 100);

        assertThat(lines(server(A, Admin.READY, 100), server(B, Admin.MAINT, 50)))
                .isEmpty();
    }

    @Test
    void aServerThatMovedIsSentThereAndOneWhosePlaceIsNotKnownStays() {
        found(A, Admin.READY, 100);

        assertThat(lines(server(A, Admin.READY, 100, Optional.of("10.0.0.7"), true, false)))
                .containsExactly("set server pool/a:80 addr 10.0.0.7 port 80");
        assertThat(lines(server(A, Admin.READY, 100, Optional.empty(), true, false)))
                .isEmpty();
    }

    @Test
    void aNewServerComesInWithItsCheckAndItsWeight() {
        found(BY_HAND, Admin.READY, 100);

        assertThat(lines(server(A, Admin.READY, 100)))
                .containsExactly(
                        "add server pool/a:80 10.0.0.1:80 check inter 10s fall 3 rise 2 weight 100",
                        "enable health pool/a:80",
                        "set server pool/a:80 state ready");
        assertThat(lines(server(A, Admin.READY, 7)))
                .containsExactly(
                        "add server pool/a:80 10.0.0.1:80 check inter 10s fall 3 rise 2 weight 100",
                        "enable health pool/a:80",
                        "set server pool/a:80 weight 7",
                        "set server pool/a:80 state ready");
    }

    @Test
    void aNewServerThatShallNotServeStaysOut() {
        assertThat(lines(server(A, Admin.DRAIN, 0))).hasSize(3).endsWith("set server pool/a:80 state drain");
        assertThat(lines(server(A, Admin.MAINT, 100))).hasSize(2).endsWith("enable health pool/a:80");
    }

    @Test
    void aServerThatCannotBeAddedOrIsNowhereIsNotAdded() {
        assertThat(lines(server(A, Admin.READY, 100, Optional.of(HOST), false, false)))
                .isEmpty();
        assertThat(lines(server(A, Admin.READY, 100, Optional.empty(), true, false)))
                .isEmpty();
    }

    @Test
    void theCheckOfAServerOfOursIsTurnedOnAndThatOfAnOperatorsIsNot() {
        found(A, Admin.READY, 100, UP, CHECK_OFF)
                .found(B, Admin.READY, 100, UP, UNCHECKED)
                .found(BY_HAND, Admin.READY, 100, UP, CHECK_OFF);

        assertThat(lines(server(A, Admin.READY, 100), server(B, Admin.READY, 100), server(BY_HAND, Admin.READY, 100)))
                .containsExactly("enable health pool/a:80");
    }

    @Test
    void whoGetsLessGetsItAfterTheOthersHaveComeIn() {
        found(A, Admin.READY, 100).found(B, Admin.MAINT, 100);

        assertThat(lines(server(A, Admin.READY, 50), server(B, Admin.READY, 100)))
                .containsExactly("set server pool/b:80 state ready", "set server pool/a:80 weight 50");
    }

    @Test
    void whoGetsMoreGetsItAtOnceAndWhoComesInHasItsWeightBefore() {
        found(A, Admin.READY, 50).found(B, Admin.MAINT, 100);

        assertThat(lines(server(A, Admin.READY, 100), server(B, Admin.READY, 7)))
                .containsExactly(
                        "set server pool/a:80 weight 100",
                        "set server pool/b:80 weight 7",
                        "set server pool/b:80 state ready");
    }

    @Test
    void whoGoesOutGoesAfterTheOthersHaveComeIn() {
        found(A, Admin.READY, 100).found(B, Admin.DRAIN, 100);

        assertThat(lines(server(A, Admin.MAINT, 100), server(B, Admin.READY, 100)))
                .containsExactly("set server pool/b:80 state ready", "set server pool/a:80 state maint");
    }

    @Test
    void aStaticAlgorithmTakesTheWholeWeightOrNone() {
        quirks = new Quirks(Set.of("pool"), ref -> true);
        found(A, Admin.READY, 100).found(B, Admin.READY, 0);

        assertThat(lines(server(A, Admin.READY, 7), server(B, Admin.READY, 0))).isEmpty();
        assertThat(lines(server(A, Admin.READY, 0), server(B, Admin.READY, 1)))
                .containsExactly("set server pool/b:80 weight 100%", "set server pool/a:80 weight 0%");
    }

    @Test
    void aCheckThatHoldsAGoodServerForDeadIsOverruled() {
        found(A, Admin.READY, 100, DOWN, CHECKED).found(B, Admin.DRAIN, 100, DOWN, CHECKED);

        assertThat(lines(server(A, Admin.READY, 100), server(B, Admin.READY, 100)))
                .containsExactly(
                        "set server pool/a:80 health up",
                        "set server pool/b:80 state ready",
                        "set server pool/b:80 health up");
    }

    @Test
    void aCheckIsNotOverruledWithoutNeed() {
        found(A, Admin.READY, 100, UP, CHECKED).found(B, Admin.DRAIN, 100, UP, CHECKED);
        assertThat(lines(server(A, Admin.READY, 100), server(B, Admin.READY, 100)))
                .containsExactly("set server pool/b:80 state ready");

        found(B, Admin.DRAIN, 100, DOWN, UNCHECKED).found(A, Admin.MAINT, 100, DOWN, CHECKED);
        assertThat(lines(server(A, Admin.READY, 100), server(B, Admin.READY, 100)))
                .as("from maintenance it comes back as up")
                .containsExactly("set server pool/a:80 state ready", "set server pool/b:80 state ready");
    }

    @Test
    void aCheckIsNotOverruledForWhomNobodyHasSeenUpNorWhileItMayNotBe() {
        found(A, Admin.READY, 100, DOWN, CHECKED);
        assertThat(lines(server(A, Admin.READY, 100, Optional.of(HOST), true, true)))
                .isEmpty();

        quirks = new Quirks(Set.of(), ref -> !ref.equals(A));
        assertThat(lines(server(A, Admin.READY, 100))).isEmpty();
    }

    @Test
    void whatIsLeftOverIsTakenOutBeforeItIsDeleted() {
        found(A, Admin.READY, 100).found(B, Admin.MAINT, 100);
        ServerRef gone = new ServerRef("pool", "gone:80");

        assertThat(lines(new Desired.Pool(List.of(), List.of(A, B, gone), false)))
                .containsExactly("set server pool/a:80 state maint", "del server pool/a:80", "del server pool/b:80");
    }

    @Test
    void thePrimarysMoveIsSaidWithoutAnythingInBetween() {
        found(A, Admin.READY, 100).found(B, Admin.MAINT, 50, DOWN, CHECK_OFF);

        assertThat(exclusive(server(A, Admin.MAINT, 100), server(B, Admin.READY, 100)))
                .containsExactly(
                        ProxyStats.servers("pool"),
                        "enable health pool/b:80",
                        "set server pool/b:80 weight 100",
                        "set server pool/b:80 state ready",
                        "set server pool/a:80 state maint",
                        "shutdown sessions server pool/a:80");
    }

    @Test
    void aPrimaryThatDrainsWhileNobodyIsReadyKeepsItsSessions() {
        found(A, Admin.READY, 100).found(B, Admin.MAINT, 100);

        assertThat(exclusive(server(A, Admin.DRAIN, 0), server(B, Admin.MAINT, 100)))
                .containsExactly("set server pool/a:80 state drain");
    }

    @Test
    void ofEachBackendThatSomebodyLeavesTheSessionsAreCountedOnce() {
        found(A, Admin.READY, 100).found(B, Admin.READY, 100).found(EDGE, Admin.READY, 100);

        assertThat(exclusive(server(A, Admin.MAINT, 100), server(B, Admin.MAINT, 100), server(EDGE, Admin.MAINT, 100)))
                .startsWith(ProxyStats.servers("pool"), ProxyStats.servers("pool:edge"))
                .filteredOn(line -> line.startsWith("show"))
                .hasSize(2);
    }

    @Test
    void aPrimaryThatGetsLessGetsItBeforeAnybodyMoves() {
        found(A, Admin.READY, 100).found(B, Admin.READY, 100);

        assertThat(exclusive(server(A, Admin.READY, 50), server(B, Admin.MAINT, 100)))
                .containsExactly(
                        ProxyStats.servers("pool"),
                        "set server pool/a:80 weight 50",
                        "set server pool/b:80 state maint",
                        "shutdown sessions server pool/b:80");
    }

    @Test
    void exclusivePoolsGoFirst() {
        ServerRef web = new ServerRef("web", "a:80");
        found(A, Admin.READY, 100).found(web, Admin.READY, 100);

        assertThat(lines(
                        new Desired.Pool(List.of(server(web, Admin.MAINT, 100)), List.of(), false),
                        new Desired.Pool(List.of(server(A, Admin.MAINT, 100)), List.of(), true)))
                .containsExactly(
                        ProxyStats.servers("pool"),
                        "set server pool/a:80 state maint",
                        "shutdown sessions server pool/a:80",
                        "set server web/a:80 state maint");
    }
}
