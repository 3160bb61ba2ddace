package org.bolabaden.outrider.dns.keep;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code outrider_dns_updates_total{result}}, by how a look at the zone ended, and {@code outrider_dns_out_of_step}. There
 * are no such series before there are records to keep.
 */
final class DnsCounts {
    private static final String UPDATES = "outrider.dns.updates";
    private static final List<String> RESULTS = List.of("success", "refused", "failure");

    private final MeterRegistry meters;
    private final BooleanSupplier outOfStep;
    private @Nullable Gauge gauge;

    DnsCounts(MeterRegistry meters, BooleanSupplier outOfStep) {
        this.meters = meters;
        this.outOfStep = outOfStep;
    }

    /** Shows the series, from 0. */
    synchronized void begin() {
        if (gauge == null) {
            RESULTS.forEach(this::counter);
            Supplier<Number> value = () -> outOfStep.getAsBoolean() ? 1 : 0;
            gauge = Gauge.builder("outrider.dns.out.of.step", value)
                    .description("1 while this node's public records are not as they should be.")
                    .register(meters);
        }
    }

    /** Shows them no more. */
    synchronized void end() {
        Optional.ofNullable(gauge).ifPresent(meters::remove);
        gauge = null;
        RESULTS.forEach(result -> meters.remove(counter(result)));
    }

    /** Everything is as it should be, and was changed if need be. */
    void succeeded() {
        counter("success").increment();
    }

    /** It could only be right if something were touched that is not ours, or without an address. */
    void refused() {
        counter("refused").increment();
    }

    void failed() {
        counter("failure").increment();
    }

    private Counter counter(String result) {
        return Counter.builder(UPDATES)
                .description("Looks at the zone of this node's public records, by how they ended.")
                .tag("result", result)
                .register(meters);
    }
}
