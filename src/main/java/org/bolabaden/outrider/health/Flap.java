package org.bolabaden.outrider.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.registry.JudgementRules.FlapDamping;

/**
 * The penalty of a backend that comes and goes: route flap damping (RFC 2439) on the state of the rise/fall machine.
 *
 * <p>Each change of that state adds 1000. A near miss, a run of failures or of passes that ended before it changed
 * anything, adds 250: a backend that is restarted has none, one behind a link that loses packets has one every few
 * seconds, and that is what tells the two apart. The penalty halves with each half-life. When it stands at the suppress
 * limit or above as the backend goes down, the backend is held down: it is not trusted, although its checks may pass,
 * until the penalty has decayed below the reuse limit. What happens meanwhile adds on, up to a ceiling, so that the wait
 * from the last change on is bounded by {@link FlapDamping#longestHold}. Coming back never begins a hold-down.
 *
 * <p>Near misses are ours, on the model of the RFC's smaller penalty for attribute changes. Without them only a half-life
 * of many minutes keeps a link that loses every third check from changing the verdict three times in ten minutes, and
 * then two restarts in five minutes would be punished for twenty.
 *
 * @param penalty as it stood at that time; 0 or more
 * @param at when it last changed
 * @param halfLife in which it halves since
 * @param heldDownSince since when the backend is held down; empty: it is not
 */
public record Flap(double penalty, Instant at, Duration halfLife, Optional<Instant> heldDownSince) {
    /** A backend with nothing against it. */
    static final Flap NONE = new Flap(0, Instant.EPOCH, Duration.ofSeconds(1), Optional.empty());

    private static final double CHANGE = 1_000;
    private static final double NEAR_MISS = 250;

    /** What one check meant for the rise/fall machine. */
    enum Step {
        /** Nothing new, or nothing that counts: the first check, a change of mind about the network. */
        NONE(0),
        /** A run of the opposite result ended before it changed anything. */
        NEAR_MISS(Flap.NEAR_MISS),
        /** It went down. */
        FELL(CHANGE),
        /** It came up. */
        ROSE(CHANGE);

        private final double cost;

        Step(double cost) {
            this.cost = cost;
        }

        static Step of(HealthState before, HealthState after) {
            if (before instanceof HealthState.Unverified || after instanceof HealthState.Suspected) {
                return NONE;
            }
            if (before.status() != after.status()) {
                return after.status() == Verdict.Status.DOWN ? FELL : ROSE;
            }
            return before.undecided() && !after.undecided() ? NEAR_MISS : NONE;
        }
    }

    /**
     * The penalty after one more check.
     *
     * @param rules empty: flapping is not damped
     */
    Flap after(Step step, Instant now, Optional<FlapDamping> rules) {
        if (rules.isEmpty()) {
            return NONE;
        }
        if (step == Step.NONE && heldDownSince.isEmpty()) {
            return this;
        }
        FlapDamping damping = rules.get();
        double next = Math.min(damping.ceiling(), penalty(now) + step.cost);
        Optional<Instant> held = heldDownSince.filter(since -> next >= damping.reuse());
        if (heldDownSince.isEmpty() && step == Step.FELL && next >= damping.suppress()) {
            held = Optional.of(now);
        }
        return new Flap(next, now, damping.halfLife(), held);
    }

    /** What is left of the penalty at that time; less than 1 is nothing. */
    public double penalty(Instant now) {
        if (penalty == 0) {
            return 0;
        }
        // A clock that was put back does not make it grow.
        double elapsed = Math.max(0, Duration.between(at, now).toNanos());
        double left = penalty * Math.pow(2, -elapsed / halfLife.toNanos());
        return left < 1 ? 0 : left;
    }

    /** How long until it is below that, if nothing is added. */
    Duration until(int reuse, Instant now) {
        double halvings = Math.log(Math.max(1, penalty(now) / reuse)) / Math.log(2);
        return Duration.ofMillis((long) Math.ceil(halvings * halfLife.toMillis()));
    }

    boolean heldDown() {
        return heldDownSince.isPresent();
    }
}
