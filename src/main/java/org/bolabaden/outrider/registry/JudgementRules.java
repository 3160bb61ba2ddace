package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How one backend is judged beyond rise and fall; each rule is on unless the settings turn it off. docs/JUDGEMENT.md
 * explains them.
 *
 * @param slowPace how seldom a backend that is down for long is asked; empty: as often as any that is down
 * @param flap when a backend that comes and goes is not trusted; empty: it always is
 * @param isolation how a silent network is told from dead backends; empty: not at all
 */
public record JudgementRules(
        Optional<SlowPace> slowPace, Optional<FlapDamping> flap, Optional<IsolationGuard> isolation) {
    public static final JudgementRules DEFAULT = new JudgementRules(
            Optional.of(SlowPace.DEFAULT), Optional.of(FlapDamping.DEFAULT), Optional.of(IsolationGuard.DEFAULT));

    /**
     * The pace for backends that are down for long.
     *
     * @param interval from start to start of their checks
     * @param after for how long they have to be down
     */
    public record SlowPace(Duration interval, Duration after) {
        public static final SlowPace DEFAULT = new SlowPace(Duration.ofSeconds(10), Duration.ofMinutes(10));

        public SlowPace {
            if (interval.isNegative() || interval.isZero() || after.isNegative()) {
                throw new IllegalArgumentException("not a slow pace: " + interval + " after " + after);
            }
        }
    }

    /**
     * Route flap damping (RFC 2439) for backends: changes cost a penalty of 1000 each, which decays.
     *
     * @param halfLife in which the penalty halves; 1 s to 1 h
     * @param suppress at this penalty a backend that goes down is held down; {@code reuse} to {@code ceiling}
     * @param reuse below this penalty it is trusted again; 1 or more
     * @param ceiling more penalty than this is not counted, which bounds the hold-down; up to 100000
     */
    public record FlapDamping(Duration halfLife, int suppress, int reuse, int ceiling) {
        /**
         * Chosen by simulation (FlapDampingSimulationTest): with half-life 90 s and 2400 the third change within some 46 s
         * holds down, two restarts further apart do not; links that lose 30 to 70 % of the checks cost at most two verdicts
         * in ten minutes in each of thousands of runs, which 60 s and 2500 did not achieve.
         */
        public static final FlapDamping DEFAULT = new FlapDamping(Duration.ofSeconds(90), 2_400, 1_500, 4_000);

        public FlapDamping {
            if (halfLife.compareTo(Duration.ofSeconds(1)) < 0 || halfLife.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("half_life out of range: " + halfLife + " (1s to 1h)");
            }
            if (reuse < 1 || suppress <= reuse || ceiling < suppress || ceiling > 100_000) {
                throw new IllegalArgumentException("expected 0 < reuse < suppress <= ceiling <= 100000, not " + reuse
                        + ", " + suppress + ", " + ceiling);
            }
        }

        /** How long a backend is held down at most after its last change: from the ceiling down to reuse. */
        public Duration longestHold() {
            return Duration.ofMillis(
                    Math.round(halfLife.toMillis() * Math.log((double) ceiling / reuse) / Math.log(2)));
        }
    }

    /**
     * Who is asked, beside the other backends, the peers and the gateway, whether this node is cut off.
     *
     * @param witnesses to connect to; an answer of any kind counts, a refusal too
     */
    public record IsolationGuard(List<Endpoint> witnesses) {
        public static final IsolationGuard DEFAULT = new IsolationGuard(List.of());

        public IsolationGuard {
            witnesses = List.copyOf(witnesses);
        }
    }
}
