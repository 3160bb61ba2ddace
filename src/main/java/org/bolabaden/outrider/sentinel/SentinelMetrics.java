package org.bolabaden.outrider.sentinel;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * Sentinels and primaries for Prometheus, made anew at each scrape: {@code outrider_sentinel_up}, {@code
 * outrider_sentinel_primary}, one series for each that is offered, and {@code outrider_sentinel_switches_total}.
 */
public final class SentinelMetrics extends Collector {
    private final Supplier<List<Reach>> sentinels;
    private final Supplier<PrimaryBoard.Snapshot> primaries;
    private final SwitchCounts switches;

    /** Reads the snapshots at each scrape. */
    public SentinelMetrics(
            Supplier<List<Reach>> sentinels, Supplier<PrimaryBoard.Snapshot> primaries, SwitchCounts switches) {
        this.sentinels = sentinels;
        this.primaries = primaries;
        this.switches = switches;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        GaugeMetricFamily up = new GaugeMetricFamily(
                "outrider_sentinel_up", "1 while the sentinel is subscribed to and answers.", List.of("sentinel"));
        Map<String, Boolean> reached = new TreeMap<>();
        // One that is reached in two ways is up when it is in both.
        sentinels.get().forEach(one -> reached.merge(one.address().toString(), one.up(), Boolean::logicalAnd));
        reached.forEach((address, isUp) -> up.addMetric(List.of(address), isUp ? 1 : 0));
        GaugeMetricFamily primary = new GaugeMetricFamily(
                "outrider_sentinel_primary",
                "1 for the address that is offered as the primary.",
                List.of("master", "address"));
        CounterMetricFamily counted = new CounterMetricFamily(
                "outrider_sentinel_switches", "Changes of a primary, by how they ended.", List.of("master", "result"));
        Set<List<String>> seen = new HashSet<>();
        new TreeMap<>(primaries.get().finders())
                .forEach((service, finder) -> add(service, finder, primary, counted, seen));
        return List.of(up, primary, counted);
    }

    private void add(
            ServiceName service,
            Finder finder,
            GaugeMetricFamily primary,
            CounterMetricFamily counted,
            Set<List<String>> seen) {
        String master = finder.followed().master().isEmpty()
                ? service.value()
                : finder.followed().master();
        // Two services may follow one master: a series may be there once.
        Primaries.offered(finder)
                .map(address -> List.of(master, address.toString()))
                .filter(seen::add)
                .ifPresent(labels -> primary.addMetric(labels, 1));
        for (SwitchCounts.Result result : SwitchCounts.Result.values()) {
            List<String> labels = List.of(master, result.word());
            if (seen.add(labels)) {
                counted.addMetric(labels, (double) switches.of(service, result));
            }
        }
    }
}
