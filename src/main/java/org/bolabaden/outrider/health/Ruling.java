package org.bolabaden.outrider.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.probe.FailureReason;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.JudgementRules.FlapDamping;

/**
 * The verdict that follows from one step of the fall/rise machine: which rule makes it, by what evidence, and both in
 * words. While nothing changes that matters, the verdict before stays as it is, the very same value.
 *
 * @param before what was known
 * @param next where the machine went
 * @param flap the penalty after that
 * @param result of the check that made it go there
 * @param rules what it was judged by
 */
record Ruling(BackendHealth before, HealthState next, Flap flap, ProbeResult result, BackendHealth.Rules rules) {
    /** The verdict. */
    Verdict at(Instant now) {
        Verdict was = before.verdict();
        boolean suspected = next instanceof HealthState.Suspected;
        if (suspected) {
            return was.rule() == Rule.ISOLATION ? was : suspicion(now);
        }
        if (before.state() instanceof HealthState.Suspected && next.status() == Status.UP) {
            was = before.silence().map(Silence::before).orElse(was);
        }
        Status status = next.status() == Status.UP && flap.heldDown() ? Status.HELD : next.status();
        boolean sameHold = flap.heldDownSince().equals(was.evidence().heldDownSince());
        if (status == was.status() && sameHold) {
            return was.adopted() && result.passed() ? confirmed(was, now) : was;
        }
        return switch (status) {
            case UNVERIFIED -> was;
            case UP -> up(was, now);
            case HELD ->
                verdict(status, now, held(now), Rule.FLAP, rules.thresholds().rise());
            case DOWN -> down(now);
        };
    }

    private Verdict confirmed(Verdict was, Instant now) {
        return verdict(was.status(), now, was.reason() + ", and a check has passed since", Rule.FIRST_CHECK, 1);
    }

    private Verdict up(Verdict was, Instant now) {
        if (before.state() instanceof HealthState.Unverified) {
            return verdict(Status.UP, now, "its first check passed", Rule.FIRST_CHECK, 1);
        }
        if (was.status() == Status.HELD) {
            String after = was.evidence()
                    .heldDownSince()
                    .map(since -> ", after " + seconds(Duration.between(since, now)))
                    .orElse("");
            return verdict(Status.UP, now, "it no longer comes and goes: released" + after, Rule.FLAP, 0);
        }
        int rise = rules.thresholds().rise();
        return verdict(Status.UP, now, rise + " checks in a row passed", Rule.RISE, rise);
    }

    private Verdict down(Instant now) {
        String why = lastFailure().map(Object::toString).orElse("failed")
                + result.observed()
                        .said()
                        .filter(line -> !line.isEmpty())
                        .map(line -> " (" + line + ")")
                        .orElse("");
        if (before.state() instanceof HealthState.Unverified) {
            return verdict(Status.DOWN, now, "its first check failed: " + why, Rule.FIRST_CHECK, 1);
        }
        int fall = rules.thresholds().fall();
        String reason = fall + " checks in a row failed, the last: " + why;
        if (flap.heldDown()) {
            reason += "; it comes and goes (" + penalty(now) + "), so that it is held down even when its checks pass";
        }
        return verdict(Status.DOWN, now, reason, Rule.FALL, fall);
    }

    private Verdict suspicion(Instant now) {
        int fall = rules.thresholds().fall();
        String why = lastFailure().map(Object::toString).orElse("failed");
        return verdict(
                before.verdict().status(),
                now,
                fall + " checks in a row failed, the last: " + why
                        + "; but no other host was heard since, so that this node may be cut off: held as it was",
                Rule.ISOLATION,
                fall);
    }

    private String held(Instant now) {
        return "its checks pass, but it comes and goes (" + penalty(now) + "): trusted again"
                + rules.flap()
                        .map(damping -> " below " + damping.reuse() + ", in "
                                + seconds(flap.until(damping.reuse(), now)) + " if it stays up")
                        .orElse("");
    }

    private Verdict verdict(Status status, Instant now, String reason, Rule rule, int checks) {
        Verdict was = before.verdict();
        Instant since = status == was.status() ? was.since() : now;
        int penalty = (int) Math.round(flap.penalty(now));
        Evidence evidence = new Evidence(checks, lastFailure(), penalty, flap.heldDownSince());
        return new Verdict(status, since, reason, was.address(), rule, evidence);
    }

    private Optional<FailureReason> lastFailure() {
        return result.failure().or(before.verdict().evidence()::lastFailure);
    }

    private String penalty(Instant now) {
        return "flap penalty " + Math.round(flap.penalty(now))
                + rules.flap()
                        .map(FlapDamping::ceiling)
                        .map(most -> " of " + most)
                        .orElse("");
    }

    private static String seconds(Duration duration) {
        return Math.max(1, (duration.toMillis() + 999) / 1_000) + " s";
    }
}
