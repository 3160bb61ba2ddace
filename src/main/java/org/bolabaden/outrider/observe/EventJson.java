package org.bolabaden.outrider.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * The written form of an event: one line of JSON with the fields {@code ts, level, event, node, service, backend, from,
 * to, reason, duration_ms} in this order; a field without a value is left out.
 */
public final class EventJson {
    // Instant.toString() leaves out a fraction of zero, and what reads logs by a format stumbles over one line in a
    // thousand.
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final JsonFactory json = new JsonFactory();
    private final String node;

    /**
     * Creates a writer.
     *
     * @param node this node's name, in every line
     */
    public EventJson(String node) {
        this.node = node;
    }

    /** The line, without its end. */
    public String line(RecordedEvent recorded) {
        StringWriter text = new StringWriter(192);
        try (JsonGenerator out = json.createGenerator(text)) {
            Event event = recorded.event();
            out.writeStartObject();
            out.writeStringField("ts", TIMESTAMP.format(recorded.at()));
            out.writeStringField("level", event.level().name().toLowerCase(Locale.ROOT));
            out.writeStringField("event", event.name());
            out.writeStringField("node", node);
            write(out, "service", event.service());
            write(out, "backend", event.backend());
            write(out, "from", event.from());
            write(out, "to", event.to());
            write(out, "reason", event.reason());
            if (event.duration().isPresent()) {
                out.writeNumberField(
                        "duration_ms", milliseconds(event.duration().get()));
            }
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a StringWriter does not fail", impossible);
        }
        return text.toString();
    }

    private static double milliseconds(Duration duration) {
        return Math.round(duration.toNanos() / 1_000.0) / 1_000.0;
    }

    private static void write(JsonGenerator out, String key, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            out.writeStringField(key, value.get());
        }
    }
}
