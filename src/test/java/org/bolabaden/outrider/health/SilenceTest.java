package org.bolabaden.outrider.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.health.Silence.Weight;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    private static final Verdict UP = new Verdict(Verdict.Status.UP, NOW, "a test says so", Optional.empty());
    private static final Silence ROW = Silence.begun(NOW, UP);

    /** Somebody was asked, and answered at once. */
    private static Sign answered(Instant asked) {
        return new Sign("node2", asked, asked.plusMillis(1));
    }

    @Test
    void whileNobodyIsHeardNothingIsKnown() {
        assertThat(ROW.weight(NOW.plusSeconds(9))).isEqualTo(Weight.UNKNOWN);
        assertThat(ROW.with(answered(NOW.minusNanos(1))))
                .as("asked before it began")
                .isEqualTo(ROW);
    }

    @Test
    void anAnswerToWhatWasAskedSinceProvesThatTheNetworkWorked() {
        assertThat(ROW.with(answered(NOW)).worked()).contains(NOW);
        assertThat(ROW.with(answered(NOW)).weight(NOW)).isEqualTo(Weight.COUNTS);
    }

    @Test
    void theFirstProofStands() {
        Silence proven = ROW.with(answered(NOW));

        assertThat(proven.with(answered(NOW.plusSeconds(9)))).isEqualTo(proven);
    }

    @Test
    void aNetworkThatWorkedBeforeTheLastCheckBeganMakesTheRowCount() {
        Instant lastBegan = NOW.plusSeconds(2);

        assertThat(ROW.with(answered(lastBegan)).weight(lastBegan)).isEqualTo(Weight.COUNTS);
        assertThat(ROW.with(answered(lastBegan.plusNanos(1))).weight(lastBegan)).isEqualTo(Weight.WORTHLESS);
    }

    @Test
    void whoIsHeardAtOnceCountsHoweverSoonTheLastCheckBegan() {
        Instant prompt = NOW.plus(Silence.PROMPT);

        assertThat(ROW.with(answered(prompt)).weight(NOW)).isEqualTo(Weight.COUNTS);
        assertThat(ROW.with(answered(prompt.plusNanos(1))).weight(NOW)).isEqualTo(Weight.WORTHLESS);
    }

    @Test
    void anAnswerThatTookASecondProvesTheNetworkAtItsEndAlone() {
        Sign prompt = new Sign("node2", NOW, NOW.plusMillis(999));
        Sign sentAgain = new Sign("node2", NOW, NOW.plusSeconds(1));

        assertThat(ROW.with(prompt).worked()).contains(NOW);
        assertThat(ROW.with(sentAgain).worked()).contains(NOW.plusSeconds(1));
    }
}
