package org.bolabaden.outrider.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.health.BackendHealth.Rules;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.probe.FailureReason;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.bolabaden.outrider.probe.Observed;
import org.bolabaden.outrider.probe.ProbeResult;
import org.junit.jupiter.api.Test;

class BackendHealthTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final String SERVED = "10.0.0.99";
    private static final String CHECKED = "10.0.0.2";
    private static final Rules GUARDED = new Rules(new Thresholds(2, 2), Optional.empty(), true);

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }

    private static ProbeResult result(Kind failure, Observed seen, Instant when) {
        return new ProbeResult(
                when,
                new ProbeResult.Timings(0, 2_000_000, 0, 0, 1),
                Optional.ofNullable(failure).map(FailureReason::new),
                Optional.of(new InetSocketAddress(InetAddress.ofLiteral(CHECKED), 80)),
                0,
                seen);
    }

    private static BackendHealth after(BackendHealth health, Kind failure, long seconds) {
        return health.after(result(failure, Observed.NOTHING, at(seconds)), at(seconds), GUARDED);
    }

    private static BackendHealth up() {
        return after(BackendHealth.unverified(START), null, 0);
    }

    private static BackendHealth suspected(BackendHealth health) {
        return after(after(health, Kind.CONNECT_TIMEOUT, 1), Kind.CONNECT_TIMEOUT, 2);
    }

    private static BackendHealth adopted() {
        return BackendHealth.adopted(START, InetAddress.ofLiteral(SERVED));
    }

    private static Sign answered(Instant asked) {
        return new Sign("node3", asked, asked.plusMillis(1));
    }

    @Test
    void aBackendThatWasDownHasRecoveredSinceItIsUp() {
        BackendHealth down = after(after(up(), Kind.REFUSED, 1), Kind.REFUSED, 2);

        assertThat(down.recovered()).isEmpty();
        assertThat(after(after(down, null, 3), null, 4).recovered()).contains(at(4));
    }

    @Test
    void aBackendThatWasNeverDownHasNothingToRecoverFrom() {
        assertThat(up().recovered()).isEmpty();
        assertThat(adopted().recovered()).isEmpty();
    }

    @Test
    void theLastCheckTellsUntilWhenTheCertificateIsValid() {
        Observed certificate = new Observed(Optional.of(at(99)), Optional.empty(), false);
        BackendHealth seen = up().after(result(null, certificate, at(1)), at(1), GUARDED);

        assertThat(seen.certificateExpiry()).contains(at(99));
        assertThat(after(seen, null, 2).certificateExpiry()).isEmpty();
        assertThat(BackendHealth.unverified(START).certificateExpiry()).isEmpty();
    }

    @Test
    void howFastItWasIsForgottenOnceItIsDown() {
        BackendHealth fast = up();
        assertThat(fast.latency().average()).isEqualTo(Duration.ofMillis(2));

        BackendHealth falling = after(fast, Kind.REFUSED, 1);

        assertThat(falling.latency()).as("still serving").isEqualTo(fast.latency());
        assertThat(after(falling, Kind.REFUSED, 2).latency()).isEqualTo(Latency.UNKNOWN);
    }

    @Test
    void sessionsOfAnAdoptedBackendStayWhereTheyGoWhileItIsSuspected() {
        BackendHealth suspected = suspected(adopted());
        assertThat(suspected.verdict().address()).contains(InetAddress.ofLiteral(SERVED));

        BackendHealth again = after(suspected, Kind.CONNECT_TIMEOUT, 3);

        assertThat(again.state()).isEqualTo(new HealthState.Suspected());
        assertThat(again.verdict().address()).contains(InetAddress.ofLiteral(SERVED));
        assertThat(after(again, null, 4).verdict().address()).contains(InetAddress.ofLiteral(CHECKED));
    }

    @Test
    void aSuspectedBackendThatPassedOnceIsWhereItsChecksGo() {
        ProbeResult elsewhere = new ProbeResult(
                at(3),
                new ProbeResult.Timings(0, 0, 0, 0, 1),
                Optional.of(new FailureReason(Kind.CONNECT_TIMEOUT)),
                Optional.of(new InetSocketAddress(InetAddress.ofLiteral("10.0.0.3"), 80)),
                0);

        BackendHealth moved = suspected(up()).after(elsewhere, at(3), GUARDED);

        assertThat(moved.verdict().address()).contains(InetAddress.ofLiteral("10.0.0.3"));
    }

    @Test
    void itIsUnheardFromItsFirstSilentFailureUntilAnybodyAnswers() {
        assertThat(up().unheard()).as("it answers").isFalse();

        BackendHealth silent = after(up(), Kind.CONNECT_TIMEOUT, 1);
        assertThat(silent.unheard()).isTrue();

        assertThat(silent.heard(answered(at(0)), at(1), GUARDED).unheard())
                .as("asked before it fell silent")
                .isTrue();
        assertThat(silent.heard(answered(at(1)), at(1), GUARDED).unheard()).isFalse();
    }

    @Test
    void anAnswerAtOnceTakesASuspectedBackendDown() {
        BackendHealth down = suspected(up()).heard(answered(at(1)), at(2), GUARDED);

        assertThat(down.state()).isEqualTo(new HealthState.Down());
        assertThat(down.verdict().status()).isEqualTo(Status.DOWN);
        assertThat(down.transitions().down()).isEqualTo(1);
    }

    @Test
    void anAnswerToALateQuestionClearsASuspectedBackend() {
        BackendHealth before = up();

        BackendHealth cleared = suspected(before).heard(answered(at(9)), at(9), GUARDED);

        assertThat(cleared.state()).isEqualTo(new HealthState.Up());
        assertThat(cleared.verdict()).isEqualTo(before.verdict());
        assertThat(cleared.silence()).isEmpty();
    }
}
