package org.bolabaden.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.plan.Situation.NOW;
import static org.bolabaden.outrider.plan.Situation.answersIn;
import static org.bolabaden.outrider.plan.Situation.local;
import static org.bolabaden.outrider.plan.Situation.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bolabaden.outrider.health.Latency;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.plan.Memory.Applied;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.Percent;
import org.junit.jupiter.api.Test;

class LatencySharesTest {
    private static final Backend ONE = peer("node1");
    private static final Backend TWO = peer("node2");
    private static final Backend SLOW = peer("node3");

    private static Situation pool(double one, double two, double slow) {
        return new Situation().latencyFloor(25).fast(ONE, one).fast(TWO, two).fast(SLOW, slow);
    }

    private static List<Integer> weights(Situation situation) {
        return situation.servers().stream()
                .map(server -> server.weight().value())
                .toList();
    }

    @Test
    void oneThatTakesTwiceAsLongAsItsPoolGetsHalfOfItsWeight() {
        assertThat(weights(pool(10, 10, 20))).containsExactly(100, 100, 50);
        assertThat(pool(10, 10, 20).server(SLOW).reason())
                .endsWith("50% of its weight: answers in 20.0 ms, its pool in 10.0 ms");
    }

    @Test
    void nobodyGetsLessThanTheFloorAndNobodyMoreThanHisWeight() {
        assertThat(weights(pool(1, 10, 1_000))).containsExactly(100, 100, 25);
    }

    @Test
    void aMillisecondOrAFifthMakesNoDifference() {
        assertThat(weights(pool(0.1, 0.1, 1.0))).containsExactly(100, 100, 100);
        assertThat(weights(pool(100, 100, 119))).containsExactly(100, 100, 100);
        assertThat(weights(pool(100, 100, 121))).containsExactly(100, 100, 83);
    }

    @Test
    void nothingIsMadeOfTooFewChecksOrOfAPoolOfOne() {
        assertThat(weights(new Situation().latencyFloor(25).fast(ONE, 1).up(TWO)))
                .containsExactly(100, 100);
        assertThat(weights(new Situation()
                        .latencyFloor(25)
                        .fast(local("node9"), 90)
                        .fast(TWO, 1)))
                .containsExactly(100, 100);
    }

    @Test
    void withoutTheSwitchNothingIsWeighed() {
        Situation off = new Situation().fast(ONE, 1).fast(TWO, 1).fast(SLOW, 900);

        assertThat(weights(off)).containsExactly(100, 100, 100);
        assertThat(off.decide().again()).isEmpty();
    }

    @Test
    void whoGoesDownStartsAfreshWhenHeIsBack() {
        Decision slow = pool(10, 10, 40).decide();
        Decision gone = new Situation()
                .latencyFloor(25)
                .fast(ONE, 10)
                .fast(TWO, 10)
                .with(SLOW, Status.DOWN)
                .after(slow)
                .decide();

        assertThat(slow.memory().latency()).containsOnlyKeys(SLOW.id());
        assertThat(gone.memory().latency()).isEmpty();
    }

    @Test
    void aShareChangesAtMostEveryTenSecondsAndByTenPointsAtLeast() {
        Decision first = pool(10, 10, 20).decide();
        Instant soon = NOW.plusSeconds(9);
        Instant later = NOW.plusSeconds(10);

        assertThat(weights(pool(10, 10, 40).after(first).at(soon)).getLast()).isEqualTo(50);
        assertThat(weights(pool(10, 10, 40).after(first).at(later)).getLast()).isEqualTo(25);
        assertThat(weights(pool(10, 10, 23).after(first).at(later)).getLast()).isEqualTo(50);
        assertThat(first.again()).contains(later);
    }

    @Test
    void anAppliedShareIsLetGoOnlyWellInsideTheDeadBand() {
        Decision applied = pool(100, 100, 125).decide();
        Instant later = NOW.plusSeconds(60);

        assertThat(weights(pool(100, 100, 115).after(applied).at(later)).getLast())
                .isEqualTo(80);
        assertThat(weights(pool(100, 100, 109).after(applied).at(later)).getLast())
                .isEqualTo(100);
    }

    @Property
    void whateverIsMeasuredSharesAreInBoundsAndDoNotChatter(
            @ForAll @IntRange(min = 1, max = 100) int floor,
            @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = 0.01, max = 5_000) Double> measured,
            @ForAll @DoubleRange(min = 0.01, max = 5_000) double median,
            @ForAll @IntRange(min = 1, max = 12) int secondsApart) {
        LatencyShares shares = new LatencyShares(new Percent(floor));
        Optional<Applied> before = Optional.empty();
        Optional<Instant> changed = Optional.empty();
        Instant now = NOW;
        for (double milliseconds : measured) {
            Latency latency = answersIn(milliseconds);
            Optional<Applied> after = shares.next(latency, median * 1e6, before, now);
            Percent was = before.map(Applied::share).orElse(Percent.FULL);
            Percent is = after.map(Applied::share).orElse(Percent.FULL);

            assertThat(is.points()).isBetween(Math.min(floor, 100), 100);
            assertThat(after).isEqualTo(shares.next(latency, median * 1e6, before, now));
            if (!is.equals(was)) {
                assertThat(Math.abs(is.points() - was.points())).isGreaterThanOrEqualTo(LatencyShares.LEAST_CHANGE);
                if (changed.isPresent()) {
                    assertThat(Duration.between(changed.get(), now)).isGreaterThanOrEqualTo(LatencyShares.PACE);
                }
                changed = Optional.of(now);
            }
            before = after;
            now = now.plusSeconds(secondsApart);
        }
    }

    private static int share(double median, double milliseconds, int before) {
        Optional<Applied> inForce = before == 100
                ? Optional.empty()
                : Optional.of(new Applied(new Percent(before), NOW.minus(LatencyShares.PACE), "as it was"));
        return new LatencyShares(new Percent(25))
                .next(answersIn(milliseconds), median * 1e6, inForce, NOW)
                .map(applied -> applied.share().points())
                .orElse(100);
    }

    @Test
    void aMillisecondAndAFifthAreSlower() {
        assertThat(share(2, 3, 100)).isEqualTo(67);
        assertThat(share(10, 12, 100)).isEqualTo(83);
    }

    @Test
    void aShareInForceIsKeptDownToHalfTheBand() {
        assertThat(share(5, 6.5, 70)).as("1.5 ms slower").isEqualTo(70);
        assertThat(share(5, 5.4, 70)).as("less than half a millisecond").isEqualTo(100);
        assertThat(share(100, 109, 70)).as("less than a tenth").isEqualTo(100);
    }

    @Test
    void aShareIsAllOrTenPointsLess() {
        assertThat(share(100, 110.2, 70)).isEqualTo(90);
    }

    @Test
    void aChangeOfTenPointsCountsAndOneOfNineDoesNot() {
        assertThat(share(100, 125, 70)).isEqualTo(80);
        assertThat(share(79, 100, 70)).isEqualTo(70);
    }

    @Test
    void theMiddleOfAnEvenPoolIsBetweenTheTwoInIt() {
        assertThat(weights(new Situation().latencyFloor(25).fast(ONE, 10).fast(TWO, 30)))
                .containsExactly(100, 67);
    }
}
