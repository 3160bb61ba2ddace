package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.Optional;

/**
 * What a pool does beyond up and down; each rule is off unless the settings turn it on. docs/POOLS.md explains them.
 *
 * @param slowStart how long a backend that recovered takes to its full weight; 1 s to 1 h; empty: none
 * @param latencyWeights how slow answers cost weight; empty: not at all
 * @param panic the share of a service's backends below which verdicts are not believed; 1 to 100 %; empty: always believed
 */
public record PoolRules(
        Optional<Duration> slowStart, Optional<LatencyWeights> latencyWeights, Optional<Percent> panic) {
    /** All rules off. */
    public static final PoolRules NONE = new PoolRules(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Weights by how fast a backend answers its checks.
     *
     * @param floor the least that a backend keeps of its weight; 1 to 100 %
     */
    public record LatencyWeights(Percent floor) {
        public static final LatencyWeights DEFAULT = new LatencyWeights(new Percent(25));

        public LatencyWeights {
            requireSome("floor", floor);
        }
    }

    public PoolRules {
        panic.ifPresent(share -> requireSome("panic", share));
        slowStart.ifPresent(time -> {
            if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("slow_start out of range: " + time + " (1s to 1h)");
            }
        });
    }

    private static void requireSome(String key, Percent share) {
        if (share.points() == 0) {
            throw new IllegalArgumentException(key + " out of range: " + share + " (1% to 100%)");
        }
    }
}
