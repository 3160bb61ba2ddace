package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.PoolRules.LatencyWeights;

/** Describes the keys of {@code health_checks:} that judge a pool as a whole. */
final class PoolRulesForm {
    private static final Key<Duration> SLOW_START = Key.optional(
            "slow_start",
            Scalars.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
            "The time over which a backend that recovered comes from a tenth to its full weight; default: none.");
    private static final Key<Percent> FLOOR = Key.optional(
                    "floor", Scalars.PERCENT, "The least that a backend keeps of its weight.")
            .byDefault(LatencyWeights.DEFAULT.floor().toString());
    private static final Key<Optional<LatencyWeights>> LATENCY_WEIGHTS = Key.optional(
                    "latency_weights",
                    new EitherForm<>(
                            Scalars.<Optional<LatencyWeights>>onOrOff(
                                    Optional.of(LatencyWeights.DEFAULT), Optional.empty()),
                            MappingForm.of(
                                    "a mapping such as {floor: 25%}",
                                    List.of(FLOOR),
                                    fields -> Optional.of(fields.get(FLOOR)
                                            .map(LatencyWeights::new)
                                            .or(() -> Optional.of(LatencyWeights.DEFAULT))))),
                    "Whether backends that answer their checks slower than their pool get less.")
            .byDefault("off");
    private static final Key<Percent> PANIC = Key.optional(
            "panic",
            Scalars.PERCENT,
            "When a smaller share of a service's backends is up, all serve as if they were; default: never.");

    static final List<Key<?>> KEYS = List.of(SLOW_START, LATENCY_WEIGHTS, PANIC);

    private PoolRulesForm() {}

    static PoolRules build(Fields fields) {
        return new PoolRules(
                fields.get(SLOW_START), fields.get(LATENCY_WEIGHTS).flatMap(chosen -> chosen), fields.get(PANIC));
    }
}
