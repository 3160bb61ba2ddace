package org.bolabaden.outrider.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.PoolRules.LatencyWeights;
import org.bolabaden.outrider.registry.Yaml.Scalar;

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
                            onOrOff(),
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

    // YAML 1.2 takes on and off for text, and people who write true mean the same.
    private static ScalarForm<Optional<LatencyWeights>> onOrOff() {
        return new ScalarForm<>(
                "a switch",
                "on or off",
                Set.of(Scalar.Type.TEXT, Scalar.Type.TRUTH),
                text -> switch (text) {
                    case "on", "true" -> Optional.of(Optional.of(LatencyWeights.DEFAULT));
                    case "off", "false" -> Optional.of(Optional.empty());
                    default -> Optional.empty();
                },
                schema -> schema.putArray("enum").add("on").add("off").add(true).add(false),
                false);
    }
}
