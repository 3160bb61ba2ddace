package org.bolabaden.outrider;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.bolabaden.outrider.cli.Engines;

/**
 * {@code outrider_build_info}, {@code outrider_registry_loads_total{result}}, {@code
 * outrider_registry_last_good_timestamp_seconds} and {@code outrider_registry_serving_last_good}.
 */
final class RegistryMetrics {
    private RegistryMetrics() {}

    static void register(RegistryStage registry, MeterRegistry meters) {
        Gauge.builder("outrider.build.info", () -> 1)
                .description("1; the version is in the label.")
                .tag("version", Engines.version())
                .register(meters);
        loads(meters, registry, "success", RegistryStage::loads);
        loads(meters, registry, "failure", RegistryStage::rejections);
        loads(meters, registry, "held", RegistryStage::holds);
        Gauge.builder(
                        "outrider.registry.serving.last.good",
                        registry,
                        stage -> stage.error().isPresent() ? 1 : 0)
                .description("1 while an earlier registry serves, because the files are broken, held or rolled back.")
                .register(meters);
        Gauge.builder(
                        "outrider.registry.last.good.timestamp",
                        registry,
                        stage -> stage.running().at().toEpochMilli() / 1e3)
                .baseUnit("seconds")
                .description("When the registry that runs took effect, in seconds since 1970.")
                .register(meters);
    }

    private static void loads(
            MeterRegistry meters,
            RegistryStage registry,
            String result,
            java.util.function.ToLongFunction<RegistryStage> count) {
        FunctionCounter.builder("outrider.registry.loads", registry, stage -> (double) count.applyAsLong(stage))
                .description("Readings of the registry's files, by result.")
                .tag("result", result)
                .register(meters);
    }
}
