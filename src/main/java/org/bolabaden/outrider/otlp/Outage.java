package org.bolabaden.outrider.otlp;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;

/** Tells once when a signal cannot be delivered, and once when it can be again. */
final class Outage {
    private final EventSink events;
    private final String signal;
    private final AtomicBoolean failing = new AtomicBoolean();

    /**
     * Nothing failed yet.
     *
     * @param signal what is sent, for people
     */
    Outage(EventSink events, String signal) {
        this.events = events;
        this.signal = signal;
    }

    /** Looks at what becomes of a delivery. */
    CompletableResultCode watch(CompletableResultCode delivery) {
        return delivery.whenComplete(() -> ended(delivery));
    }

    private void ended(CompletableResultCode delivery) {
        boolean failed = !delivery.isSuccess();
        if (failing.getAndSet(failed) == failed) {
            return;
        }
        events.emit(
                failed
                        ? Event.warn("otlp_failed").reason(signal + " cannot be delivered: " + why(delivery))
                        : Event.info("otlp_recovered").reason(signal + " are delivered again"));
    }

    private static String why(CompletableResultCode delivery) {
        return Optional.ofNullable(delivery.getFailureThrowable())
                .map(failure -> Optional.ofNullable(failure.getMessage())
                        .orElse(failure.getClass().getSimpleName()))
                .orElse("the receiver does not take them");
    }
}
