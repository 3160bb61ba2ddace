package org.bolabaden.outrider;

import java.util.TreeMap;
import org.bolabaden.outrider.observe.Exposition;
import org.bolabaden.outrider.observe.Exposition.MetricType;

/**
 * {@code outrider_registry_info{version}}, {@code outrider_distribution_fetches_total{result}} and, while something is
 * pulled, {@code outrider_distribution_last_success_timestamp_seconds}.
 */
record DistributionMetrics(RegistryStage registry, DistributionStage distribution) implements Exposition.Source {
    @Override
    public void write(Exposition out) {
        out.family(
                "outrider_registry_info",
                MetricType.GAUGE,
                "1; the version of the registry that runs is in the label, equal on nodes with equal files.");
        out.sample().label("version", registry.running().registry().version()).is(1);
        out.family(
                "outrider_distribution_fetches_total",
                MetricType.COUNTER,
                "Looks at the registry's repository, by result.");
        new TreeMap<>(distribution.looks())
                .forEach((result, count) -> out.sample().label("result", result).is(count));
        distribution.lastSuccess().ifPresent(at -> {
            out.family(
                    "outrider_distribution_last_success_timestamp_seconds",
                    MetricType.GAUGE,
                    "When the repository was last looked at without a fault, in seconds since 1970.");
            out.sample().is(at.toEpochMilli() / 1e3);
        });
    }
}
