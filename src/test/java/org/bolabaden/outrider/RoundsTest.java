package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private final Rounds rounds = new Rounds();

    @Test
    void whoAskBeforeARoundBeginsShareIt() throws Exception {
        long one = rounds.ask();
        long other = rounds.ask();
        AtomicInteger worked = new AtomicInteger();

        assertThat(rounds.awaitAsked(Duration.ZERO)).isTrue();
        rounds.run(worked::incrementAndGet);

        assertThat(rounds.await(one, Duration.ZERO)).isTrue();
        assertThat(rounds.await(other, Duration.ZERO)).isTrue();
        assertThat(rounds.awaitAsked(Duration.ZERO)).isFalse();
        assertThat(worked).hasValue(1);
    }

    @Test
    void whoAsksDuringARoundWaitsForTheNext() throws Exception {
        rounds.ask();
        long[] late = new long[1];

        rounds.run(() -> late[0] = rounds.ask());

        assertThat(rounds.await(late[0], Duration.ofMillis(20))).isFalse();
        assertThat(rounds.awaitAsked(Duration.ZERO)).isTrue();
        rounds.run(() -> {});
        assertThat(rounds.await(late[0], Duration.ZERO)).isTrue();
    }
}
