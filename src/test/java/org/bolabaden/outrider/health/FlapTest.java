package org.bolabaden.outrider.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bolabaden.outrider.health.Flap.Step;
import org.bolabaden.outrider.registry.JudgementRules.FlapDamping;
import org.junit.jupiter.api.Test;

class FlapTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final FlapDamping RULES = FlapDamping.DEFAULT;
    private static final HealthState UP = new HealthState.Up();
    private static final HealthState FALLING = new HealthState.Falling(2);
    private static final HealthState DOWN = new HealthState.Down();
    private static final HealthState RISING = new HealthState.Rising(1);

    record Moment(Step step, long millis) {}

    @Provide
    Arbitrary<List<Moment>> histories() {
        return Combinators.combine(
                        Arbitraries.of(Step.values()), Arbitraries.longs().between(0, 120_000))
                .as(Moment::new)
                .list()
                .ofMaxSize(60);
    }

    private static Instant at(double seconds) {
        return START.plusMillis(Math.round(seconds * 1_000));
    }

    private static Flap after(Flap flap, Step step, double seconds) {
        return flap.after(step, at(seconds), Optional.of(RULES));
    }

    /** Down and up every so many seconds, so many times. */
    private static Flap flipping(int flips, double every) {
        Flap flap = Flap.NONE;
        for (int i = 0; i < flips; i++) {
            flap = after(flap, i % 2 == 0 ? Step.FELL : Step.ROSE, i * every);
        }
        return flap;
    }

    @Test
    void aBackendThatFlipsEveryFiveSecondsIsHeldDownAfterTheThirdFlip() {
        assertThat(flipping(2, 5).heldDown()).isFalse();
        assertThat(flipping(3, 5).heldDown()).isTrue();
    }

    @Test
    void aRestartIsForgiven() {
        assertThat(flipping(2, 3).heldDown()).isFalse();
    }

    @Test
    void twoRestartsAMinuteApartAreForgiven() {
        Flap flap = after(after(flipping(2, 5), Step.FELL, 60), Step.ROSE, 65);

        assertThat(flap.heldDown()).isFalse();
    }

    @Test
    void comingBackNeverBeginsAHoldDown() {
        Flap flap = after(after(flipping(2, 5), Step.FELL, 60), Step.ROSE, 60.5);

        assertThat(flap.penalty(at(60.5))).isGreaterThan(RULES.suppress());
        assertThat(flap.heldDown()).isFalse();
    }

    @Test
    void thePenaltyHalvesWithEachHalfLife() {
        Flap flap = after(Flap.NONE, Step.FELL, 0);

        assertThat(flap.penalty(at(90))).isEqualTo(500);
        assertThat(flap.penalty(at(180))).isEqualTo(250);
        assertThat(flap.penalty(at(3_600))).isZero();
    }

    @Test
    void aClockThatIsPutBackMakesNoPenalty() {
        assertThat(after(Flap.NONE, Step.FELL, 0).penalty(START.minusSeconds(3_600)))
                .isEqualTo(1_000);
    }

    @Test
    void withoutDampingNothingIsHeldAndNothingRemembered() {
        assertThat(flipping(5, 5).after(Step.FELL, at(30), Optional.empty())).isEqualTo(Flap.NONE);
    }

    @Property
    void whateverHappenedItIsOverTheLongestHoldAfterTheLastChange(@ForAll("histories") List<Moment> history) {
        Flap flap = Flap.NONE;
        Instant now = START;
        for (Moment moment : history) {
            now = now.plusMillis(moment.millis());
            flap = flap.after(moment.step(), now, Optional.of(RULES));
            assertThat(flap.penalty(now)).isBetween(0.0, (double) RULES.ceiling());
        }
        Instant over = now.plus(RULES.longestHold()).plusMillis(1);

        assertThat(flap.after(Step.NONE, over, Optional.of(RULES)).heldDown()).isFalse();
        assertThat(RULES.longestHold()).isBetween(Duration.ofSeconds(127), Duration.ofSeconds(128));
    }

    @Property
    void aHoldDownBeginsOnlyWithAFallAndEndsOnlyBelowReuse(@ForAll("histories") List<Moment> history) {
        Flap flap = Flap.NONE;
        Instant now = START;
        for (Moment moment : history) {
            now = now.plusMillis(moment.millis());
            Flap next = flap.after(moment.step(), now, Optional.of(RULES));
            if (!flap.heldDown() && next.heldDown()) {
                assertThat(moment.step()).isEqualTo(Step.FELL);
                assertThat(next.penalty(now)).isGreaterThanOrEqualTo(RULES.suppress());
            }
            assertThat(next.heldDown() && next.penalty(now) < RULES.reuse()).isFalse();
            if (flap.heldDown() && !next.heldDown()) {
                assertThat(next.penalty(now)).isLessThan(RULES.reuse());
            }
            flap = next;
        }
    }

    @Property
    void theTimeUntilTrustIsWhenThePenaltyIsThere(@ForAll("histories") List<Moment> history) {
        Flap flap = Flap.NONE;
        Instant now = START;
        for (Moment moment : history) {
            now = now.plusMillis(moment.millis());
            flap = flap.after(moment.step(), now, Optional.of(RULES));
        }

        Duration until = flap.until(RULES.reuse(), now);

        assertThat(flap.penalty(now.plus(until).plusMillis(1))).isLessThan(RULES.reuse());
    }

    @Test
    void onlyAChangeOfTheMachineIsAFallOrARise() {
        assertThat(Step.of(FALLING, DOWN)).isEqualTo(Step.FELL);
        assertThat(Step.of(UP, DOWN)).isEqualTo(Step.FELL);
        assertThat(Step.of(RISING, UP)).isEqualTo(Step.ROSE);
        assertThat(Step.of(DOWN, UP)).isEqualTo(Step.ROSE);
        assertThat(Step.of(UP, UP)).isEqualTo(Step.NONE);
        assertThat(Step.of(DOWN, DOWN)).isEqualTo(Step.NONE);
    }

    @Test
    void aRunThatEndsBeforeItChangedAnythingIsANearMiss() {
        assertThat(Step.of(FALLING, UP)).isEqualTo(Step.NEAR_MISS);
        assertThat(Step.of(RISING, DOWN)).isEqualTo(Step.NEAR_MISS);
        assertThat(Step.of(UP, FALLING)).as("it has only begun").isEqualTo(Step.NONE);
        assertThat(Step.of(FALLING, new HealthState.Falling(3)))
                .as("it goes on")
                .isEqualTo(Step.NONE);
        assertThat(Step.of(DOWN, RISING)).isEqualTo(Step.NONE);
    }

    @Test
    void theFirstCheckAndASuspicionAreNotHeldAgainstIt() {
        assertThat(Step.of(new HealthState.Unverified(), UP)).isEqualTo(Step.NONE);
        assertThat(Step.of(new HealthState.Unverified(), DOWN)).isEqualTo(Step.NONE);
        assertThat(Step.of(FALLING, new HealthState.Suspected())).isEqualTo(Step.NONE);
        assertThat(Step.of(new HealthState.Suspected(), UP)).isEqualTo(Step.NONE);
        assertThat(Step.of(new HealthState.Suspected(), DOWN)).isEqualTo(Step.FELL);
    }

    @Test
    void aFallThatReachesTheSuppressLimitJustSoBeginsAHoldDown() {
        Flap flap = new Flap(1_400, START, RULES.halfLife(), Optional.empty());

        assertThat(after(flap, Step.FELL, 0).heldDownSince()).contains(START);
    }

    @Test
    void atTheReuseLimitItIsHeldStillAndBelowItNoMore() {
        Flap flap = new Flap(3_000, START, RULES.halfLife(), Optional.of(START));

        assertThat(after(flap, Step.NONE, 90).heldDown()).isTrue();
        assertThat(after(flap, Step.NONE, 90.001).heldDown()).isFalse();
    }

    @Test
    void aPenaltyOfLessThanOneIsNone() {
        Flap flap = new Flap(2, START, RULES.halfLife(), Optional.empty());

        assertThat(flap.penalty(at(90))).isEqualTo(1);
        assertThat(flap.penalty(at(90.001))).isZero();
    }

    @Test
    void howLongItIsUntilItIsTrustedIsSaidToTheMillisecond() {
        Flap flap = new Flap(3_000, START, RULES.halfLife(), Optional.of(START));

        assertThat(flap.until(1_500, START)).isEqualTo(Duration.ofSeconds(90));
        assertThat(flap.until(750, START)).isEqualTo(Duration.ofSeconds(180));
        assertThat(flap.until(1_500, at(30)))
                .as("rounded up")
                .isBetween(Duration.ofSeconds(60), Duration.ofMillis(60_001));
        assertThat(flap.until(3_001, START)).as("it is there already").isZero();
    }
}
