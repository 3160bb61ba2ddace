package org.bolabaden.outrider.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

    private static Allowance empty() {
        return new Allowance(0, START);
    }

    @Test
    void halfOfTheLimitMayGoAtOnceAndOneAtTheLeast() {
        assertThat(Allowance.full(20, START).left()).isEqualTo(10);
        assertThat(Allowance.full(3, START).left()).isEqualTo(2);
        assertThat(Allowance.full(1, START).left()).isEqualTo(1);
    }

    @Test
    void theOtherHalfFlowsInOverAnHour() {
        assertThat(empty().at(START.plusSeconds(360), 20).left()).isEqualTo(1);
        assertThat(empty().at(START.plusSeconds(7_200), 20).left())
                .as("and no more than half is kept")
                .isEqualTo(10);
        assertThat(empty().at(START.plusSeconds(1_800), 1).left()).isEqualTo(0.5);
    }

    @Test
    void theNextMessageGoesWhenItsShareIsComplete() {
        assertThat(empty().next(START, 4)).isEqualTo(START.plusSeconds(1_800));
        assertThat(new Allowance(0.5, START).next(START, 4)).isEqualTo(START.plusSeconds(900));
        assertThat(new Allowance(0.5, START).next(START.plusSeconds(300), 4))
                .as("rounded up")
                .isBetween(START.plusSeconds(900), START.plusMillis(900_001));
        assertThat(empty().next(START, 1)).isEqualTo(START.plusSeconds(3_600));
    }

    @Test
    void aShareThatIsCompleteButForARoundingErrorIsComplete() {
        assertThat(new Allowance(1, START).next(START, 4)).isEqualTo(START);
        assertThat(new Allowance(1 - 1e-9, START).next(START, 4)).isEqualTo(START);
        assertThat(new Allowance(1 - 1e-6, START).next(START, 4)).isAfter(START);
    }

    @Test
    void aMessageTakesOneAndLeavesNoDebt() {
        assertThat(new Allowance(2, START).spent(START, 4).left()).isEqualTo(1);
        assertThat(new Allowance(0.5, START).spent(START, 4).left()).isZero();
    }

    @Test
    void aClockThatIsPutBackTakesNothingAway() {
        Allowance before = new Allowance(0.5, START);

        assertThat(before.at(START.minusSeconds(3_600), 4)).isEqualTo(before);
    }
}
