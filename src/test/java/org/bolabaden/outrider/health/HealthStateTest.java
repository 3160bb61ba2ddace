package org.bolabaden.outrider.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HealthStateTest {
    private static final Thresholds DEFAULT = new Thresholds(3, 2);

    @Test
    void aBackendThatFailsThreeTimesLeavesRotation() {
        HealthState state = new HealthState.Up();

        state = state.next(false, DEFAULT).next(false, DEFAULT);
        assertThat(state).isEqualTo(new HealthState.Falling(2));
        assertThat(state.status()).isEqualTo(Verdict.Status.UP);

        assertThat(state.next(false, DEFAULT).status()).isEqualTo(Verdict.Status.DOWN);
    }

    @Test
    void aPassedCheckForgivesTheFailuresBeforeIt() {
        HealthState state = new HealthState.Falling(2).next(true, DEFAULT);

        assertThat(state).isEqualTo(new HealthState.Up());
    }

    @Test
    void aBackendThatPassesTwiceComesBack() {
        HealthState state = new HealthState.Down().next(true, DEFAULT);
        assertThat(state.status()).isEqualTo(Verdict.Status.DOWN);

        assertThat(state.next(true, DEFAULT).status()).isEqualTo(Verdict.Status.UP);
    }

    @Test
    void aFailureOnTheWayUpStartsTheCountAgain() {
        HealthState state = new HealthState.Rising(1).next(false, DEFAULT).next(true, DEFAULT);

        assertThat(state).isEqualTo(new HealthState.Rising(1));
    }

    @Test
    void theFirstCheckDecidesAtOnceInEitherDirection() {
        assertThat(new HealthState.Unverified().next(true, DEFAULT).status()).isEqualTo(Verdict.Status.UP);
        assertThat(new HealthState.Unverified().next(false, DEFAULT).status()).isEqualTo(Verdict.Status.DOWN);
    }
}
