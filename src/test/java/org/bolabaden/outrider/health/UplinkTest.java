package org.bolabaden.outrider.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class UplinkTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    private static final Instant ENOUGH = NOW.plus(Uplink.PATIENCE);
    private static final Uplink WORKING = new Uplink.Working();
    private static final Uplink ASKING = new Uplink.Asking(NOW);
    private static final Uplink ISOLATED = new Uplink.Isolated(NOW, ENOUGH);

    private static Sign asked(Instant when) {
        return new Sign("node2", when, when.plusMillis(1));
    }

    @Test
    void theFirstSilenceHasOthersAskedWhetherOrNotABackendIsSuspected() {
        assertThat(WORKING.silent(NOW, false)).isEqualTo(ASKING);
        assertThat(WORKING.silent(NOW, true)).isEqualTo(ASKING);
        assertThat(WORKING.heard(asked(NOW))).isEqualTo(WORKING);
    }

    @Test
    void aSecondWithoutAnAnswerIsIsolationOnceABackendIsSuspected() {
        assertThat(ASKING.silent(ENOUGH.minusMillis(1), true)).isEqualTo(ASKING);
        assertThat(ASKING.silent(ENOUGH, false)).isEqualTo(ASKING);
        assertThat(ASKING.silent(ENOUGH, true)).isEqualTo(ISOLATED);
        assertThat(ISOLATED.silent(ENOUGH.plusSeconds(9), true)).isEqualTo(ISOLATED);
    }

    @Test
    void whoWasAskedSinceThenAndAnswersEndsIt() {
        assertThat(ASKING.heard(asked(NOW))).isEqualTo(WORKING);
        assertThat(ISOLATED.heard(asked(NOW))).isEqualTo(WORKING);
    }

    @Test
    void whoWasAskedBeforeProvesNothing() {
        assertThat(ASKING.heard(asked(NOW.minusNanos(1)))).isEqualTo(ASKING);
        assertThat(ISOLATED.heard(asked(NOW.minusNanos(1)))).isEqualTo(ISOLATED);
    }
}
