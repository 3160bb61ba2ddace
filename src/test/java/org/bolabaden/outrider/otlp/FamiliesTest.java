package org.bolabaden.outrider.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.util.List;
import org.bolabaden.outrider.observe.Exposition.MetricType;
import org.junit.jupiter.api.Test;

class FamiliesTest {
    private static final MetricFrame FRAME =
            new MetricFrame(Resource.getDefault(), InstrumentationScopeInfo.create("test"), 1, 2);

    @Test
    void aSourcesFamiliesAreGaugesAndSumsWithTheirLabels() {
        CollectedFamilies families = new CollectedFamilies(FRAME);
        families.family("outrider_backend_up", MetricType.GAUGE, "1 while it is up.");
        families.sample().label("service", "web").is(1);
        families.family("outrider_backend_transitions_total", MetricType.COUNTER, "Changes.");
        families.sample().label("to", "up").is(3);
        families.sample().label("to", "down").is(2);

        List<MetricData> all = families.all();

        assertThat(all)
                .extracting(MetricData::getName)
                .containsExactly("outrider_backend_up", "outrider_backend_transitions");
        assertThat(all.getFirst().getDoubleGaugeData().getPoints())
                .singleElement()
                .satisfies(point -> {
                    assertThat(point.getValue()).isEqualTo(1);
                    assertThat(point.getAttributes())
                            .isEqualTo(Attributes.of(AttributeKey.stringKey("service"), "web"));
                });
        assertThat(all.getLast().getDoubleSumData().isMonotonic()).isTrue();
        assertThat(all.getLast().getDoubleSumData().getPoints()).hasSize(2);
    }

    @Test
    void aFamilyWithoutSamplesIsLeftOut() {
        CollectedFamilies families = new CollectedFamilies(FRAME);
        families.family("outrider_sentinel_up", MetricType.GAUGE, "1 while it is heard.");

        assertThat(families.all()).isEmpty();
    }

    @Test
    void aHistogramsBucketsAreCountedEachForItself() {
        CollectorRegistry registry = new CollectorRegistry();
        Histogram histogram = Histogram.build("outrider_apply_seconds", "Took.")
                .labelNames("how")
                .buckets(0.1, 1)
                .register(registry);
        for (double seconds : new double[] {0.05, 0.06, 0.5, 7}) {
            histogram.labels("fast").observe(seconds);
        }

        MetricData metric = new MeterFamilies(registry).all(FRAME).getFirst();

        assertThat(metric.getType()).isEqualTo(MetricDataType.HISTOGRAM);
        assertThat(metric.getUnit()).isEqualTo("s");
        HistogramPointData point =
                metric.getHistogramData().getPoints().iterator().next();
        assertThat(point.getBoundaries()).containsExactly(0.1, 1.0);
        assertThat(point.getCounts()).containsExactly(2L, 1L, 1L);
        assertThat(point.getCount()).isEqualTo(4);
        assertThat(point.getSum()).isEqualTo(7.61);
    }

    @Test
    void aCountersBirthIsNoValueOfIt() {
        CollectorRegistry registry = new CollectorRegistry();
        Counter.build("outrider_things", "Things.").register(registry).inc(5);

        assertThat(new MeterFamilies(registry).all(FRAME)).singleElement().satisfies(metric -> {
            assertThat(metric.getName()).isEqualTo("outrider_things");
            assertThat(metric.getDoubleSumData().getPoints())
                    .singleElement()
                    .satisfies(point -> assertThat(point.getValue()).isEqualTo(5));
        });
    }
}
