package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.haproxy.SessionCuts.Look;
import org.bolabaden.outrider.haproxy.SessionCuts.Report;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.api.Test;

/** When it looks and what it tells, to the nanosecond; times are milliseconds since A was replaced by B. */
class SessionCutsTest {
    private static final ServiceName SERVICE = new ServiceName("redis");
    private static final ServerRef A = new ServerRef("redis", "node1:6379");
    private static final ServerRef B = new ServerRef("redis", "node2:6379");
    private static final ServerRef BY_HAND = new ServerRef("redis", "by-hand");
    private static final Look NOTHING = new Look(Map.of(), Map.of(), true);
    private static final long SETTLED = SessionCuts.SETTLED.toMillis();
    private static final long PATIENCE = SessionCuts.PATIENCE.toMillis();

    private final SessionCuts cuts = new SessionCuts();

    private static long at(double millis) {
        return Math.round(millis * 1e6);
    }

    private static ExclusivePools offering(ServerRef server) {
        return new ExclusivePools(Map.of(
                "redis",
                new ExclusivePools.Pool(SERVICE, Map.of(A.server(), "a", B.server(), "b"), Set.of(server.server()))));
    }

    private static Look current(ServerRef server, int sessions) {
        return new Look(Map.of(server, sessions), Map.of(), true);
    }

    private static Look old(ServerRef server, String... sessions) {
        return new Look(Map.of(), Map.of(server, Set.of(sessions)), true);
    }

    private void switched() {
        cuts.want(offering(A), 0);
        cuts.want(offering(B), 0);
    }

    private void switchedAndTold() {
        switched();
        cuts.left(A, 0, true, 0);
    }

    private List<Report> looked(Look look, double began, double ended) {
        return cuts.looked(look, at(began), at(ended));
    }

    private double gapAfter(double began, double ended) {
        looked(NOTHING, began, ended);
        return cuts.dueIn(at(ended)) / 1e6;
    }

    @Test
    void thereIsNothingToLookForWithoutAnExclusivePool() {
        assertThat(cuts.idle()).isTrue();

        cuts.want(offering(A), 0);
        assertThat(cuts.idle()).isFalse();
        assertThat(cuts.pools()).isEqualTo(offering(A));
    }

    @Test
    void aSwitchIsLookedAfterAtOnceAndThenEverMoreSparsely() {
        switched();
        assertThat(cuts.dueIn(0)).isZero();
        assertThat(cuts.dueIn(at(3))).isEqualTo(at(-3));

        assertThat(gapAfter(0, 0)).isEqualTo(5);
        assertThat(gapAfter(40, 40)).isEqualTo(10);
        assertThat(gapAfter(100, 100)).isEqualTo(25);
        assertThat(gapAfter(1_000, 1_000)).isEqualTo(250);
        assertThat(gapAfter(3_999, 3_999)).isEqualTo(250);
        assertThat(gapAfter(4_000, 4_000)).isEqualTo(2_000);
    }

    @Test
    void looksThatTakeLongAreFurtherApart() {
        switched();

        assertThat(gapAfter(80, 100)).as("a tenth of the time").isEqualTo(200);
        assertThat(gapAfter(100, 200)).as("but soon").isEqualTo(500);
        assertThat(gapAfter(9_000, 9_030)).as("a hundredth, later").isEqualTo(3_000);
        assertThat(gapAfter(9_000, 9_200)).as("but not too late").isEqualTo(10_000);
    }

    @Test
    void whatHappensDuringALookIsLookedAfterAtOnce() {
        switched();
        cuts.disturb(at(50));
        assertThat(gapAfter(40, 60)).isZero();

        cuts.disturb(at(70));
        assertThat(gapAfter(70, 70)).as("it began afterwards").isEqualTo(5);
    }

    @Test
    void aReloadIsLookedAfterLikeASwitch() {
        switched();
        assertThat(gapAfter(5_000, 5_000)).isEqualTo(2_000);

        cuts.disturb(at(6_000));

        assertThat(cuts.dueIn(at(6_000))).isZero();
        assertThat(gapAfter(6_100, 6_100)).isEqualTo(25);
    }

    @Test
    void whatIsWantedAlreadyDisturbsNothing() {
        switched();
        looked(NOTHING, 5_000, 5_000);

        cuts.want(offering(B), at(6_000));
        assertThat(cuts.dueIn(at(6_000))).isEqualTo(at(1_000));

        cuts.want(offering(A), at(6_000));
        assertThat(cuts.dueIn(at(6_000))).isZero();
    }

    @Test
    void aSwitchIsToldOnceALookThatBeganLateEnoughFoundNobody() {
        switchedAndTold();

        assertThat(looked(NOTHING, SETTLED - 0.000001, SETTLED + 20)).isEmpty();
        assertThat(looked(NOTHING, SETTLED, SETTLED + 10))
                .containsExactly(new Report.Done(SERVICE, "a", 0, 0, Duration.ofMillis(SETTLED + 10)));
        assertThat(looked(NOTHING, 2_000, 2_000)).as("once").isEmpty();
    }

    @Test
    void aSwitchThatNobodyIsToBeToldOfAndThatCutNobodyIsNotTold() {
        switched();
        cuts.left(A, 0, false, 0);

        assertThat(looked(NOTHING, 1_000, 1_000)).isEmpty();
    }

    @Test
    void theSessionsThatWereCutAreCountedAsTheMostThatWereSeen() {
        switched();
        cuts.left(A, 3, false, 0);
        looked(current(A, 2), 1, 1);
        looked(old(A, "x", "y"), 10, 10);
        looked(old(A, "y", "z"), 20, 20);

        assertThat(looked(NOTHING, 1_000, 1_000))
                .containsExactly(new Report.Done(SERVICE, "a", 3, 3, Duration.ofSeconds(1)));
    }

    @Test
    void moreSessionsThanWereReadAreCountedWhenTheyAreSeen() {
        switched();
        cuts.left(A, 3, false, 0);
        looked(current(A, 5), 1, 1);
        cuts.left(A, 1, false, at(2));

        assertThat(looked(NOTHING, 1_002, 1_002))
                .containsExactly(new Report.Done(SERVICE, "a", 5, 0, Duration.ofSeconds(1)));
    }

    @Test
    void sessionsThatAreLeftAreToldOnceAfterTenSeconds() {
        switchedAndTold();
        Look left = new Look(Map.of(A, 2), Map.of(A, Set.of("x")), true);

        assertThat(looked(left, PATIENCE - 1, PATIENCE - 0.000001)).isEmpty();
        assertThat(looked(left, PATIENCE, PATIENCE))
                .containsExactly(new Report.Late(SERVICE, "a", 3, true, SessionCuts.PATIENCE));
        assertThat(looked(left, PATIENCE + 1, PATIENCE + 1)).isEmpty();

        assertThat(looked(NOTHING, 60_000, 60_000))
                .as("the end is told all the same")
                .containsExactly(new Report.Done(SERVICE, "a", 2, 1, Duration.ofMinutes(1)));
    }

    @Test
    void whenNobodyCanTellThatIsToldAndNotThatNobodyIsLeft() {
        switchedAndTold();
        Look partly = new Look(Map.of(), Map.of(), false);

        assertThat(looked(partly, SETTLED, SETTLED)).isEmpty();
        assertThat(looked(partly, PATIENCE, PATIENCE))
                .containsExactly(new Report.Late(SERVICE, "a", 0, false, SessionCuts.PATIENCE));
    }

    @Test
    void whatIsFoundAgainIsToldOnceAMinute() {
        switched();
        looked(NOTHING, 1_000, 1_000);
        looked(current(A, 1), 2_000, 2_000);
        assertThat(looked(NOTHING, 3_000, 3_000)).hasSize(1);

        looked(current(A, 1), 4_000, 4_000);
        assertThat(looked(NOTHING, 5_000, 5_000)).isEmpty();

        looked(current(A, 1), 58_000, 58_000);
        assertThat(looked(NOTHING, 59_000, 59_000)).isEmpty();

        looked(NOTHING, 62_999, 62_999);
        looked(current(A, 1), 62_999, 62_999);
        looked(NOTHING, 63_000, 63_000);
        assertThat(looked(NOTHING, 64_000, 64_000)).hasSize(1);
    }

    @Test
    void sessionsOfThePrimaryAndOfAnOperatorsServerAreNobodysBusiness() {
        switched();
        cuts.left(B, 7, true, at(5_000));
        looked(new Look(Map.of(B, 2, BY_HAND, 3), Map.of(B, Set.of("x")), true), 5_000, 5_000);

        assertThat(looked(NOTHING, 10_000, 10_000)).isEmpty();
        assertThat(cuts.dueIn(at(10_000))).as("nothing was disturbed").isEqualTo(at(2_000));
    }

    @Test
    void aLookThatFoundNobodyBeginsNothing() {
        switched();
        looked(NOTHING, 1_000, 1_000);
        looked(new Look(Map.of(A, 0), Map.of(A, Set.of()), true), 2_000, 2_000);

        looked(current(A, 1), 2_700, 2_700);

        assertThat(looked(NOTHING, 3_000, 3_000))
                .as("it began when one was found")
                .isEmpty();
        assertThat(looked(NOTHING, 3_450, 3_450)).hasSize(1);
    }

    @Test
    void whoIsOfferedAgainIsCutNoMore() {
        switchedAndTold();
        cuts.want(offering(A), at(100));

        assertThat(looked(NOTHING, 2_000, 2_000)).isEmpty();
    }

    @Test
    void whatIsFoundAfterASwitchBeganWithTheSwitch() {
        switched();
        looked(current(A, 1), 100, 100);

        assertThat(looked(NOTHING, 800, 800))
                .containsExactly(new Report.Done(SERVICE, "a", 1, 0, Duration.ofMillis(800)));
    }

    @Test
    void aServerThatIsReadToHaveLeftIsLookedAfterAtOnce() {
        switched();
        looked(NOTHING, 5_000, 5_000);

        cuts.left(A, 0, true, at(6_000));

        assertThat(cuts.dueIn(at(6_000))).isZero();
    }
}
