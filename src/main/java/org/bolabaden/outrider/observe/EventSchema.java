package org.bolabaden.outrider.observe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** The JSON Schema (draft 2020-12) of a line of the event log, for what reads it. */
public final class EventSchema {
    private EventSchema() {}

    /** The schema, as indented JSON. */
    public static String text() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "A line of Outrider's event log");
        schema.put("type", "object");
        ObjectNode fields = schema.putObject("properties");
        text(fields, "ts", "When it happened: UTC, with milliseconds.")
                .put("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$");
        ArrayNode levels = text(fields, "level", "How bad it is.").putArray("enum");
        for (Event.Level level : Event.Level.values()) {
            levels.add(level.name().toLowerCase(Locale.ROOT));
        }
        text(fields, "event", "What happened; one of a small fixed set.").put("pattern", "^[a-z][a-z0-9_]{0,63}$");
        text(fields, "node", "The node that says so.").put("minLength", 1);
        text(fields, "service", "Which service; absent: none in particular.").put("minLength", 1);
        text(fields, "backend", "Which backend, or sentinel, as host:port; absent: none in particular.")
                .put("minLength", 1);
        text(fields, "from", "The state before.");
        text(fields, "to", "The state after.");
        text(fields, "reason", "Why, for people.");
        fields.putObject("duration_ms")
                .put("type", "number")
                .put("minimum", 0)
                .put("description", "How long it took, in milliseconds.");
        schema.putArray("required").add("ts").add("level").add("event").add("node");
        schema.put("additionalProperties", false);
        return schema.toPrettyString() + "\n";
    }

    private static ObjectNode text(ObjectNode fields, String name, String description) {
        return fields.putObject(name).put("type", "string").put("description", description);
    }
}
