package org.bolabaden.outrider.otlp;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.CollectorRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bolabaden.outrider.observe.Exposition.MetricType;

/** Turns the meters of a Prometheus registry into what OTLP has. */
record MeterFamilies(CollectorRegistry registry) {
    private static final String BOUND = "le";

    List<MetricData> all(MetricFrame frame) {
        CollectedFamilies plain = new CollectedFamilies(frame);
        List<MetricData> all = new ArrayList<>();
        for (MetricFamilySamples family : Collections.list(registry.metricFamilySamples())) {
            if (family.type == Collector.Type.HISTOGRAM) {
                all.add(histogram(frame, family));
            } else {
                write(plain, family);
            }
        }
        all.addAll(plain.all());
        return all;
    }

    private static void write(CollectedFamilies to, MetricFamilySamples family) {
        boolean counter = family.type == Collector.Type.COUNTER;
        to.family(family.name, counter ? MetricType.COUNTER : MetricType.GAUGE, family.help);
        for (Sample sample : family.samples) {
            // A counter's birth is a sample of its family too.
            if (!sample.name.endsWith("_created")) {
                to.sample();
                for (int i = 0; i < sample.labelNames.size(); i++) {
                    to.label(sample.labelNames.get(i), sample.labelValues.get(i));
                }
                to.is(sample.value);
            }
        }
    }

    /** One series of a histogram, as its samples come: Prometheus counts each bucket with all that are below it. */
    private static final class Series {
        private final List<Double> bounds = new ArrayList<>();
        private final List<Long> counts = new ArrayList<>();
        private long below;
        private double sum;

        void add(MetricFamilySamples family, Sample sample) {
            if (sample.name.equals(family.name + "_bucket")) {
                double bound = bound(sample);
                if (!Double.isInfinite(bound)) {
                    bounds.add(bound);
                }
                counts.add((long) sample.value - below);
                below = (long) sample.value;
            } else if (sample.name.equals(family.name + "_sum")) {
                sum = sample.value;
            }
        }

        HistogramPointData point(MetricFrame frame, Attributes labels) {
            return HistogramPointData.create(
                    frame.began(), frame.now(), labels, sum, false, 0, false, 0, bounds, counts);
        }

        private static double bound(Sample sample) {
            String text = sample.labelValues.get(sample.labelNames.indexOf(BOUND));
            return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
        }
    }

    private static MetricData histogram(MetricFrame frame, MetricFamilySamples family) {
        Map<Attributes, Series> series = new LinkedHashMap<>();
        for (Sample sample : family.samples) {
            series.computeIfAbsent(labels(sample), labels -> new Series()).add(family, sample);
        }
        List<HistogramPointData> points = new ArrayList<>();
        series.forEach((labels, one) -> points.add(one.point(frame, labels)));
        return Metric.of(
                frame,
                family.name,
                family.help,
                MetricDataType.HISTOGRAM,
                HistogramData.create(AggregationTemporality.CUMULATIVE, points));
    }

    private static Attributes labels(Sample sample) {
        AttributesBuilder labels = Attributes.builder();
        for (int i = 0; i < sample.labelNames.size(); i++) {
            if (!sample.labelNames.get(i).equals(BOUND)) {
                labels.put(AttributeKey.stringKey(sample.labelNames.get(i)), sample.labelValues.get(i));
            }
        }
        return labels.build();
    }
}
