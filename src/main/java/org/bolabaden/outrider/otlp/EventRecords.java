package org.bolabaden.outrider.otlp;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import java.util.Locale;
import java.util.Optional;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.RecordedEvent;

/** Writes events as log records: the reason is the body, the other fields are attributes under their own names. */
record EventRecords(Logger logger) {
    private static final AttributeKey<Double> DURATION = AttributeKey.doubleKey("duration_ms");

    void write(RecordedEvent recorded) {
        Event event = recorded.event();
        LogRecordBuilder record = logger.logRecordBuilder()
                .setTimestamp(recorded.at())
                .setSeverity(severity(event.level()))
                .setSeverityText(event.level().name().toLowerCase(Locale.ROOT))
                .setEventName(event.name())
                .setBody(event.reason().orElse(event.name()))
                .setAttribute(AttributeKey.stringKey("event"), event.name());
        put(record, "service", event.service());
        put(record, "backend", event.backend());
        put(record, "from", event.from());
        put(record, "to", event.to());
        event.duration().ifPresent(took -> record.setAttribute(DURATION, took.toNanos() / 1e6));
        record.emit();
    }

    private static void put(LogRecordBuilder record, String key, Optional<String> value) {
        value.ifPresent(text -> record.setAttribute(AttributeKey.stringKey(key), text));
    }

    private static Severity severity(Event.Level level) {
        return switch (level) {
            case INFO -> Severity.INFO;
            case WARN -> Severity.WARN;
            case ERROR -> Severity.ERROR;
        };
    }
}
