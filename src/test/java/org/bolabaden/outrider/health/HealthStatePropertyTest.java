package org.bolabaden.outrider.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class HealthStatePropertyTest {
    private static HealthState after(HealthState state, List<Boolean> checks, Thresholds thresholds) {
        HealthState now = state;
        for (boolean passed : checks) {
            now = now.next(passed, thresholds);
        }
        return now;
    }

    /** The rule said in one sentence instead of as a machine: the last decisive run of equal results decides. */
    private static Verdict.Status byTheBook(List<Boolean> checks, Thresholds thresholds) {
        Verdict.Status status = Verdict.Status.UNVERIFIED;
        int run = 0;
        for (int i = 0; i < checks.size(); i++) {
            boolean passed = checks.get(i);
            run = i > 0 && checks.get(i - 1) == passed ? run + 1 : 1;
            if (i == 0 || run >= (passed ? thresholds.rise() : thresholds.fall())) {
                status = passed ? Verdict.Status.UP : Verdict.Status.DOWN;
            }
        }
        return status;
    }

    @Property
    void theMachineAgreesWithTheRuleInWords(
            @ForAll @Size(max = 60) List<Boolean> checks,
            @ForAll @IntRange(min = 1, max = 6) int fall,
            @ForAll @IntRange(min = 1, max = 6) int rise) {
        Thresholds thresholds = new Thresholds(fall, rise);

        HealthState state = after(new HealthState.Unverified(), checks, thresholds);

        assertThat(state.status()).isEqualTo(byTheBook(checks, thresholds));
    }

    @Property
    void fewerFailuresThanFallNeverTakeABackendOut(
            @ForAll @IntRange(min = 2, max = 10) int fall, @ForAll @Size(max = 40) List<Boolean> pattern) {
        Thresholds thresholds = new Thresholds(fall, 2);
        HealthState state = new HealthState.Up();
        int failures = 0;
        for (boolean passed : pattern) {
            boolean pass = passed || failures == fall - 1;
            failures = pass ? 0 : failures + 1;
            state = state.next(pass, thresholds);

            assertThat(state.status()).isEqualTo(Verdict.Status.UP);
        }
    }

    @Property
    void undecidedMeansThatTheNextCheckCanStillGoEitherWay(
            @ForAll @Size(max = 40) List<Boolean> checks,
            @ForAll @IntRange(min = 1, max = 5) int fall,
            @ForAll @IntRange(min = 1, max = 5) int rise) {
        Thresholds thresholds = new Thresholds(fall, rise);
        HealthState state = after(new HealthState.Unverified(), checks, thresholds);

        boolean lastAgainstVerdict = !checks.isEmpty() && checks.getLast() != (state.status() == Verdict.Status.UP);

        assertThat(state.undecided()).isEqualTo(lastAgainstVerdict);
    }
}
