package org.bolabaden.outrider.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.health.BackendHealth.Rules;
import org.bolabaden.outrider.health.BackendHealth.Transitions;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.probe.FailureReason;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.bolabaden.outrider.probe.Observed;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.JudgementRules.FlapDamping;
import org.junit.jupiter.api.Test;

class RulingTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("10.0.0.2");
    private static final Rules PLAIN = new Rules(new Thresholds(3, 2), Optional.empty(), false);
    private static final Rules GUARDED = new Rules(new Thresholds(2, 2), Optional.empty(), true);
    private static final Rules DAMPED = new Rules(new Thresholds(1, 1), Optional.of(FlapDamping.DEFAULT), false);

    private static Instant at(double seconds) {
        return START.plusMillis(Math.round(seconds * 1_000));
    }

    private static BackendHealth after(BackendHealth health, Kind failure, Observed seen, double seconds, Rules rules) {
        ProbeResult result = new ProbeResult(
                at(seconds),
                new ProbeResult.Timings(0, 1, 0, 0, 1),
                Optional.ofNullable(failure).map(FailureReason::new),
                Optional.empty(),
                0,
                seen);
        return health.after(result, at(seconds), rules);
    }

    private static BackendHealth passed(BackendHealth health, double seconds, Rules rules) {
        return after(health, null, Observed.NOTHING, seconds, rules);
    }

    private static BackendHealth failed(BackendHealth health, Kind failure, double seconds, Rules rules) {
        return after(health, failure, Observed.NOTHING, seconds, rules);
    }

    private static BackendHealth unknown() {
        return BackendHealth.unverified(START);
    }

    /** Up, down and up again, and down for the second time, all at once: three changes that nothing was forgiven of. */
    private static BackendHealth fallenTwice() {
        BackendHealth health = passed(unknown(), 0, DAMPED);
        health = failed(health, Kind.REFUSED, 0, DAMPED);
        health = passed(health, 0, DAMPED);
        return failed(health, Kind.REFUSED, 0, DAMPED);
    }

    @Test
    void theFirstCheckDecidesAndTheReasonSaysSo() {
        Verdict up = passed(unknown(), 1, PLAIN).verdict();
        Verdict down = failed(unknown(), Kind.REFUSED, 1, PLAIN).verdict();

        assertThat(up.reason()).isEqualTo("its first check passed");
        assertThat(down.reason()).isEqualTo("its first check failed: refused");
        assertThat(up.rule()).isEqualTo(Rule.FIRST_CHECK);
        assertThat(down.rule()).isEqualTo(Rule.FIRST_CHECK);
        assertThat(up.since()).isEqualTo(at(1));
        assertThat(down.since()).isEqualTo(at(1));
    }

    @Test
    void whatACommandSaidIsInTheReasonAndSilenceIsNot() {
        Observed words = new Observed(Optional.empty(), Optional.of("disk full"), true);
        Observed wordless = new Observed(Optional.empty(), Optional.of(""), true);

        assertThat(after(unknown(), Kind.REFUSED, words, 0, PLAIN).verdict().reason())
                .isEqualTo("its first check failed: refused (disk full)");
        assertThat(after(unknown(), Kind.REFUSED, wordless, 0, PLAIN).verdict().reason())
                .isEqualTo("its first check failed: refused");
    }

    @Test
    void aBackendThatComesBackSaysByHowManyChecksAndSinceWhen() {
        BackendHealth health = failed(unknown(), Kind.REFUSED, 0, PLAIN);
        health = passed(health, 1, PLAIN);
        assertThat(health.verdict().since()).isEqualTo(at(0));

        Verdict verdict = passed(health, 2, PLAIN).verdict();

        assertThat(verdict.reason()).isEqualTo("2 checks in a row passed");
        assertThat(verdict.rule()).isEqualTo(Rule.RISE);
        assertThat(verdict.since()).isEqualTo(at(2));
        assertThat(verdict.evidence().lastFailure()).contains(new FailureReason(Kind.REFUSED));
    }

    @Test
    void aBackendThatServedBeforeIsUpSinceThenWhenACheckHasPassed() {
        BackendHealth health = failed(BackendHealth.adopted(START, ADDRESS), Kind.REFUSED, 1, PLAIN);

        Verdict verdict = passed(health, 2, PLAIN).verdict();

        assertThat(verdict.reason()).isEqualTo("it was serving when Outrider started, and a check has passed since");
        assertThat(verdict.rule()).isEqualTo(Rule.FIRST_CHECK);
        assertThat(verdict.since()).isEqualTo(START);
    }

    @Test
    void aBackendThatComesAndGoesIsHeldDownAndSaysHowMuchIsAgainstIt() {
        Verdict verdict = fallenTwice().verdict();

        assertThat(verdict.status()).isEqualTo(Status.DOWN);
        assertThat(verdict.rule()).isEqualTo(Rule.FALL);
        assertThat(verdict.evidence().penalty()).isEqualTo(3_000);
        assertThat(verdict.reason())
                .isEqualTo("1 checks in a row failed, the last: refused; it comes and goes (flap penalty 3000 of 4000),"
                        + " so that it is held down even when its checks pass");
    }

    @Test
    void aBackendThatIsHeldSaysWhenItIsTrustedAgain() {
        Verdict verdict = passed(fallenTwice(), 0, DAMPED).verdict();

        assertThat(verdict.status()).isEqualTo(Status.HELD);
        assertThat(verdict.rule()).isEqualTo(Rule.FLAP);
        assertThat(verdict.evidence().heldDownSince()).contains(START);
        assertThat(verdict.reason())
                .isEqualTo("its checks pass, but it comes and goes (flap penalty 4000 of 4000): trusted again below"
                        + " 1500, in 128 s if it stays up");
    }

    @Test
    void aBackendThatStayedUpIsReleasedAndSaysForHowLongItWasHeld() {
        BackendHealth held = passed(fallenTwice(), 0, DAMPED);
        assertThat(passed(held, 127, DAMPED).verdict()).isEqualTo(held.verdict());

        Verdict verdict = passed(held, 127.5, DAMPED).verdict();

        assertThat(verdict.status()).isEqualTo(Status.UP);
        assertThat(verdict.rule()).isEqualTo(Rule.FLAP);
        assertThat(verdict.reason()).isEqualTo("it no longer comes and goes: released, after 128 s");
    }

    @Test
    void aHoldThatLastedNoTimeIsSaidToHaveLastedASecond() {
        // Turned off while it is held: nothing is held any more.
        Verdict verdict = passed(passed(fallenTwice(), 0, DAMPED), 0, PLAIN).verdict();

        assertThat(verdict.reason()).isEqualTo("it no longer comes and goes: released, after 1 s");
    }

    @Test
    void aBackendThatFailsWhileItIsHeldIsNoNewsAndIsNotCounted() {
        BackendHealth held = passed(fallenTwice(), 0, DAMPED);

        BackendHealth down = failed(held, Kind.REFUSED, 1, DAMPED);

        assertThat(down.verdict().status()).isEqualTo(Status.DOWN);
        assertThat(down.transitions()).isEqualTo(held.transitions()).isEqualTo(new Transitions(2, 2));
    }

    @Test
    void aSuspectedBackendIsUpSinceWhenItWasAndTheReasonSaysWhyItIsHeld() {
        BackendHealth health = passed(unknown(), 0, GUARDED);
        health = failed(failed(health, Kind.CONNECT_TIMEOUT, 1, GUARDED), Kind.CONNECT_TIMEOUT, 2, GUARDED);

        assertThat(health.state()).isEqualTo(new HealthState.Suspected());
        assertThat(health.verdict().since()).isEqualTo(at(0));
        assertThat(health.verdict().rule()).isEqualTo(Rule.ISOLATION);
        assertThat(health.verdict().reason())
                .isEqualTo("2 checks in a row failed, the last: connect_timeout; but no other host was heard since, so"
                        + " that this node may be cut off: held as it was");
    }

    @Test
    void aSuspicionIsToldOnceHoweverManyChecksFollow() {
        BackendHealth health = passed(unknown(), 0, GUARDED);
        health = failed(failed(health, Kind.CONNECT_TIMEOUT, 1, GUARDED), Kind.CONNECT_TIMEOUT, 2, GUARDED);

        assertThat(failed(health, Kind.UNREACHABLE, 3, GUARDED).verdict()).isSameAs(health.verdict());
    }

    @Test
    void aSuspectedBackendThatAnswersIsWhatItWas() {
        BackendHealth before = passed(unknown(), 0, GUARDED);
        BackendHealth health =
                failed(failed(before, Kind.CONNECT_TIMEOUT, 1, GUARDED), Kind.CONNECT_TIMEOUT, 2, GUARDED);

        BackendHealth cleared = passed(health, 3, GUARDED);

        assertThat(cleared.state()).isEqualTo(new HealthState.Up());
        assertThat(cleared.verdict()).isEqualTo(before.verdict());
        assertThat(cleared.silence()).isEmpty();
    }

    @Test
    void aSuspectedBackendThatRefusesIsDownByItsOwnWord() {
        BackendHealth health = passed(unknown(), 0, GUARDED);
        health = failed(failed(health, Kind.CONNECT_TIMEOUT, 1, GUARDED), Kind.CONNECT_TIMEOUT, 2, GUARDED);

        Verdict verdict = failed(health, Kind.REFUSED, 3, GUARDED).verdict();

        assertThat(verdict.status()).isEqualTo(Status.DOWN);
        assertThat(verdict.reason()).isEqualTo("2 checks in a row failed, the last: refused");
        assertThat(Duration.between(START, verdict.since())).isEqualTo(Duration.ofSeconds(3));
    }
}
