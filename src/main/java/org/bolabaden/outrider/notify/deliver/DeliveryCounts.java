package org.bolabaden.outrider.notify.deliver;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** {@code outrider_notifications_total{receiver,result}}: attempts that succeeded or failed, and events that were dropped. */
public final class DeliveryCounts {
    private static final List<String> RESULTS = List.of("success", "failure", "dropped");

    private final MeterRegistry meters;

    /** Counts there; nothing is shown before there is a receiver. */
    public DeliveryCounts(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Shows a receiver, at nought. */
    void begin(String receiver) {
        RESULTS.forEach(result -> counter(receiver, result));
    }

    /** A receiver is no more. */
    void end(String receiver) {
        RESULTS.forEach(result -> meters.remove(counter(receiver, result)));
    }

    void delivered(String receiver) {
        counter(receiver, "success").increment();
    }

    void failed(String receiver) {
        counter(receiver, "failure").increment();
    }

    void dropped(String receiver, long events) {
        counter(receiver, "dropped").increment((double) events);
    }

    private Counter counter(String receiver, String result) {
        return Counter.builder("outrider.notifications")
                .description("Attempts to notify by how they ended, and events that were dropped before.")
                .tag("receiver", receiver)
                .tag("result", result)
                .register(meters);
    }
}
