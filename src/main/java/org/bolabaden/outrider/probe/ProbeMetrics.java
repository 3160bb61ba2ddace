package org.bolabaden.outrider.probe;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.Backend;

/**
 * Counts checks: {@code outrider_probes_total{type,outcome}}, {@code outrider_probe_failures_total{type,reason}} and the
 * histograms {@code outrider_probe_duration_seconds{type}} and {@code outrider_probe_lateness_seconds}.
 *
 * <p>A listener around the one that judges. The arrays cost some nanoseconds a check; the text is made when Prometheus
 * asks.
 */
public final class ProbeMetrics extends Collector implements ProbeListener {
    // A check's life: half a millisecond on a quiet LAN, 500 ms is the default timeout, 60 s the longest allowed.
    private static final double[] BOUNDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, Double.POSITIVE_INFINITY
    };

    private static final String DURATION = "outrider_probe_duration_seconds";
    private static final String LATENESS = "outrider_probe_lateness_seconds";

    private final ProbeListener next;
    private final Map<String, Kind> kinds = new ConcurrentHashMap<>();
    private final Durations lateness = new Durations();

    /** A histogram. */
    private static final class Durations {
        private final AtomicLongArray buckets = new AtomicLongArray(BOUNDS.length);
        private final LongAdder nanos = new LongAdder();

        private void count(long duration) {
            double seconds = duration / 1e9;
            int bucket = 0;
            while (seconds > BOUNDS[bucket]) {
                bucket++;
            }
            buckets.incrementAndGet(bucket);
            nanos.add(duration);
        }

        /** Cumulative, as the text format has them. */
        private List<MetricFamilySamples.Sample> samples(String name, List<String> labels, List<String> values) {
            List<MetricFamilySamples.Sample> samples = new ArrayList<>(BOUNDS.length + 2);
            long sum = 0;
            for (int i = 0; i < BOUNDS.length; i++) {
                sum += buckets.get(i);
                samples.add(new MetricFamilySamples.Sample(
                        name + "_bucket", and(labels, "le"), and(values, doubleToGoString(BOUNDS[i])), sum));
            }
            samples.add(new MetricFamilySamples.Sample(name + "_count", labels, values, sum));
            samples.add(new MetricFamilySamples.Sample(name + "_sum", labels, values, nanos.sum() / 1e9));
            return samples;
        }

        private static List<String> and(List<String> list, String last) {
            return Stream.concat(list.stream(), Stream.of(last)).toList();
        }
    }

    /** What is counted for one kind of check. */
    private static final class Kind {
        private final Durations durations = new Durations();
        private final Map<FailureReason.Kind, LongAdder> failures = new ConcurrentHashMap<>();
        private final LongAdder passed = new LongAdder();

        private void count(ProbeResult result) {
            durations.count(result.timings().total());
            if (result.failure().isPresent()) {
                failures.computeIfAbsent(result.failure().get().kind(), reason -> new LongAdder())
                        .increment();
            } else {
                passed.increment();
            }
        }

        private long failed() {
            return failures.values().stream().mapToLong(LongAdder::sum).sum();
        }
    }

    /**
     * Counts, and passes on.
     *
     * @param next who decides when the next check is due
     */
    public ProbeMetrics(ProbeListener next) {
        this.next = next;
    }

    @Override
    public Duration onResult(Backend backend, ProbeResult result) {
        kinds.computeIfAbsent(backend.check().type(), type -> new Kind()).count(result);
        return next.onResult(backend, result);
    }

    @Override
    public void onStart(Backend backend, long lateNanos) {
        lateness.count(lateNanos);
        next.onStart(backend, lateNanos);
    }

    @Override
    public List<MetricFamilySamples> collect() {
        CounterMetricFamily probes = new CounterMetricFamily(
                "outrider_probes", "Checks made, by kind and outcome.", List.of("type", "outcome"));
        CounterMetricFamily failures = new CounterMetricFamily(
                "outrider_probe_failures", "Failed checks, by kind and reason.", List.of("type", "reason"));
        List<MetricFamilySamples.Sample> durations = new ArrayList<>();
        kinds.forEach((type, kind) -> {
            probes.addMetric(List.of(type, "success"), (double) kind.passed.sum());
            probes.addMetric(List.of(type, "failure"), (double) kind.failed());
            kind.failures.forEach(
                    (reason, count) -> failures.addMetric(List.of(type, reason.word()), (double) count.sum()));
            durations.addAll(kind.durations.samples(DURATION, List.of("type"), List.of(type)));
        });
        return List.of(
                probes,
                failures,
                histogram(DURATION, "How long checks took, from start to outcome.", durations),
                histogram(
                        LATENESS,
                        "How long after they were due checks started: what our own limits and a busy machine cost.",
                        lateness.samples(LATENESS, List.of(), List.of())));
    }

    private static MetricFamilySamples histogram(String name, String help, List<MetricFamilySamples.Sample> samples) {
        return new MetricFamilySamples(name, Type.HISTOGRAM, help, samples);
    }
}
