package org.bolabaden.outrider.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.probe.FailureReason;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.bolabaden.outrider.probe.Observed;
import org.bolabaden.outrider.probe.ProbeResult;
import org.junit.jupiter.api.Test;

class SignTest {
    private static final Observed SAID = new Observed(Optional.empty(), Optional.of("OK"), true);

    private static ProbeResult result(Kind failure, Observed observed) {
        return new ProbeResult(
                Instant.EPOCH,
                new ProbeResult.Timings(0, 0, 0, 0, 1),
                Optional.ofNullable(failure).map(FailureReason::new),
                Optional.empty(),
                0,
                observed);
    }

    private static Optional<Sign> sign(ProbeResult result) {
        return Sign.of("node2", result, Instant.EPOCH);
    }

    @Test
    void whoAnswersInWhateverWayWasHeard() {
        assertThat(sign(result(null, Observed.NOTHING))).isPresent();
        assertThat(sign(result(Kind.REFUSED, Observed.NOTHING))).isPresent();
        assertThat(sign(result(Kind.STATUS, Observed.NOTHING))).isPresent();
        assertThat(sign(result(Kind.CONNECT_TIMEOUT, Observed.NOTHING))).isEmpty();
    }

    @Test
    void whatACommandSaysOfAHostIsNoWordFromThatHost() {
        assertThat(sign(result(null, SAID))).isEmpty();
        assertThat(sign(result(Kind.EXEC, SAID))).isEmpty();
    }

    @Test
    void aCommandThatFailsMayFailForWantOfTheNetwork() {
        assertThat(Sign.silent(result(Kind.EXEC, SAID))).isTrue();
        assertThat(Sign.silent(result(Kind.RESPONSE_TIMEOUT, SAID))).isTrue();
        assertThat(Sign.silent(result(Kind.RESPONSE_TIMEOUT, Observed.NOTHING))).isFalse();
        assertThat(Sign.silent(result(null, SAID))).isFalse();
    }

    @Test
    void whoAnswersIsHeardWhenTheConnectionStoodOrElseWhenTheCheckEnded() {
        Instant finished = Instant.EPOCH.plusSeconds(3);
        ProbeResult connected = new ProbeResult(
                Instant.EPOCH,
                new ProbeResult.Timings(0, 1_000_000, 0, 0, 3_000_000_000L),
                Optional.empty(),
                Optional.empty(),
                200);

        assertThat(Sign.of("node2", connected, finished))
                .contains(new Sign("node2", Instant.EPOCH, Instant.EPOCH.plusMillis(1)));
        assertThat(Sign.of("node2", result(Kind.REFUSED, Observed.NOTHING), finished))
                .contains(new Sign("node2", Instant.EPOCH, finished));
    }
}
