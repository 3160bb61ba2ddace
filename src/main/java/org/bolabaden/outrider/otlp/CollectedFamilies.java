package org.bolabaden.outrider.otlp;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.SumData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bolabaden.outrider.observe.Exposition;
import org.bolabaden.outrider.observe.LabelSet;

/** Collects the families that a source shows. */
final class CollectedFamilies implements Exposition {
    private final MetricFrame frame;
    private final List<MetricData> done = new ArrayList<>();
    private final Map<String, List<DoublePointData>> points = new LinkedHashMap<>();
    private String name = "";
    private String ending = "";
    private String help = "";
    private MetricType type = MetricType.GAUGE;
    private AttributesBuilder labels = Attributes.builder();

    CollectedFamilies(MetricFrame frame) {
        this.frame = frame;
    }

    /** All families that were shown and have a sample. */
    List<MetricData> all() {
        finish();
        return done;
    }

    @Override
    public void family(String next, MetricType of, String words) {
        finish();
        name = next;
        type = of;
        help = words;
    }

    @Override
    public Exposition sample() {
        return sample("");
    }

    @Override
    public Exposition sample(String of) {
        ending = of;
        labels = Attributes.builder();
        return this;
    }

    @Override
    public Exposition labels(LabelSet shared) {
        shared.forEach(this::label);
        return this;
    }

    @Override
    public Exposition label(String key, String value) {
        labels.put(AttributeKey.stringKey(key), value);
        return this;
    }

    @Override
    public void is(long value) {
        is((double) value);
    }

    @Override
    public void is(double value) {
        points.computeIfAbsent(name + ending, series -> new ArrayList<>())
                .add(DoublePointData.create(frame.began(), frame.now(), labels.build(), value, List.of()));
    }

    private void finish() {
        points.forEach((series, of) -> done.add(
                switch (type) {
                    // A sum and a count each only grow.
                    case COUNTER, SUMMARY ->
                        Metric.of(
                                frame,
                                series,
                                help,
                                MetricDataType.DOUBLE_SUM,
                                SumData.createDoubleSumData(true, AggregationTemporality.CUMULATIVE, of));
                    case GAUGE ->
                        Metric.of(
                                frame, series, help, MetricDataType.DOUBLE_GAUGE, GaugeData.createDoubleGaugeData(of));
                }));
        points.clear();
    }
}
