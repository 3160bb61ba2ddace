package org.bolabaden.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.plan.Situation.NOW;
import static org.bolabaden.outrider.plan.Situation.local;
import static org.bolabaden.outrider.plan.Situation.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.Percent;
import org.bolabaden.outrider.registry.Weight;
import org.junit.jupiter.api.Test;

class SlowStartTest {
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final Backend RECOVERED = peer("node1");
    private static final Backend OTHER = peer("node2");

    private static int weightAfter(Duration ago) {
        return new Situation()
                .slowStart(TIME)
                .recovered(RECOVERED, ago)
                .up(OTHER)
                .server(RECOVERED)
                .weight()
                .value();
    }

    @Test
    void aBackendThatRecoveredBeginsWithATenthAndEndsWithAllOfItsWeight() {
        assertThat(weightAfter(Duration.ZERO)).isEqualTo(10);
        assertThat(weightAfter(Duration.ofSeconds(15))).isEqualTo(55);
        assertThat(weightAfter(Duration.ofSeconds(29))).isEqualTo(91);
        assertThat(weightAfter(TIME)).isEqualTo(100);
    }

    @Test
    void theReasonAndTheNextStepAreTold() {
        Situation situation = new Situation()
                .slowStart(TIME)
                .recovered(RECOVERED, Duration.ofSeconds(4))
                .up(OTHER);

        assertThat(situation.server(RECOVERED).reason()).endsWith("slow start: 19% of its weight");
        assertThat(situation.decide().again()).contains(NOW.plusSeconds(2));
    }

    @Test
    void oneThatWasNeverDownStartsAtItsFullWeight() {
        Situation situation = new Situation().slowStart(TIME).up(RECOVERED, OTHER);

        assertThat(situation.servers())
                .extracting(server -> server.weight().value())
                .containsExactly(100, 100);
        assertThat(situation.decide().again()).isEmpty();
    }

    @Test
    void oneThatServesAloneHasItsFullWeight() {
        assertThat(new Situation()
                        .slowStart(TIME)
                        .recovered(RECOVERED, Duration.ZERO)
                        .down(OTHER)
                        .server(RECOVERED)
                        .weight())
                .isEqualTo(Weight.DEFAULT);
        assertThat(new Situation()
                        .slowStart(TIME)
                        .recovered(local("node1"), Duration.ZERO)
                        .up(OTHER)
                        .server(local("node1"))
                        .weight())
                .isEqualTo(Weight.DEFAULT);
    }

    @Test
    void thoseThatStandByRampAmongThemselves() {
        Situation situation = new Situation()
                .slowStart(TIME)
                .up(local("node3"))
                .recovered(RECOVERED, Duration.ZERO)
                .up(OTHER);

        assertThat(situation.server(RECOVERED).role()).isEqualTo(Role.FALLBACK);
        assertThat(situation.server(RECOVERED).weight()).isEqualTo(new Weight(10));
    }

    @Test
    void aClockThatWasPutBackEndsTheRamp() {
        assertThat(weightAfter(Duration.ofSeconds(-1))).isEqualTo(100);
    }

    @Property
    void theRampOnlyRisesInTenStepsWhichItNamesBeforehand(
            @ForAll @LongRange(min = 1_000, max = 3_600_000) long millis,
            @ForAll @LongRange(max = 999_999_999) long nano) {
        SlowStart ramp = new SlowStart(Duration.ofMillis(millis));
        Instant recovered = NOW.plusNanos(nano);
        List<Percent> shares = new ArrayList<>(List.of(ramp.share(recovered, recovered)));
        for (Optional<Instant> next = ramp.nextStep(recovered, recovered);
                next.isPresent();
                next = ramp.nextStep(recovered, next.get())) {
            assertThat(ramp.share(recovered, next.get().minusNanos(1))).isEqualTo(shares.getLast());
            shares.add(ramp.share(recovered, next.get()));
        }

        assertThat(shares).hasSize(11).isSorted().doesNotHaveDuplicates();
        assertThat(shares.getFirst()).isEqualTo(new Percent(10));
        assertThat(shares.getLast()).isEqualTo(Percent.FULL);
        assertThat(ramp.share(recovered, recovered.plusMillis(millis))).isEqualTo(Percent.FULL);
    }

    @Property
    void noRampTakesAllOfAWeightOrAddsToIt(
            @ForAll @IntRange(min = 1, max = 256) int weight, @ForAll @LongRange(max = 40_000) long agoMillis) {
        Backend backend = TestBackends.backend("site", "node1", 80, false, new Weight(weight));

        assertThat(new Situation()
                        .slowStart(TIME)
                        .recovered(backend, Duration.ofMillis(agoMillis))
                        .up(OTHER)
                        .server(backend)
                        .weight()
                        .value())
                .isBetween(1, weight);
    }
}
