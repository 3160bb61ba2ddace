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
import java.util.List;
import org.bolabaden.outrider.observe.Exposition;

/** Collects the families that a source shows. */
final class CollectedFamilies implements Exposition {
    private final MetricFrame frame;
    private final List<MetricData> done = new ArrayList<>();
    private List<DoublePointData> points = new ArrayList<>();
    private String name = "";
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
        labels = Attributes.builder();
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
        points.add(DoublePointData.create(frame.began(), frame.now(), labels.build(), value, List.of()));
    }

    private void finish() {
        if (points.isEmpty()) {
            return;
        }
        done.add(
                switch (type) {
                    case COUNTER ->
                        Metric.of(
                                frame,
                                name,
                                help,
                                MetricDataType.DOUBLE_SUM,
                                SumData.createDoubleSumData(true, AggregationTemporality.CUMULATIVE, points));
                    case GAUGE ->
                        Metric.of(
                                frame,
                                name,
                                help,
                                MetricDataType.DOUBLE_GAUGE,
                                GaugeData.createDoubleGaugeData(points));
                });
        points = new ArrayList<>();
    }
}
