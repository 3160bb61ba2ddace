package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Drains in words, from what the HTTP interface shows. */
final class DrainLines {
    private DrainLines() {}

    /** One in a line: what, since when, what for, until when. */
    static String sentence(JsonNode drain) {
        String by = drain.path("by").asText();
        return drain.path("kind").asText() + " " + drain.path("target").asText() + " is drained since "
                + time(drain, "since")
                + (drain.hasNonNull("reason") ? ": " + drain.path("reason").asText() : "")
                + (drain.hasNonNull("until") ? ", until " + time(drain, "until") : "")
                + (drain.path("forced").asBoolean() ? ", forced" : "")
                + (by.isEmpty() ? "" : ", by " + by);
    }

    private static Instant time(JsonNode drain, String field) {
        return Instant.parse(drain.path(field).asText()).truncatedTo(ChronoUnit.SECONDS);
    }

    /** What is left of it in HAProxy. */
    static String left(JsonNode drain) {
        List<String> serving =
                drain.path("serving").valueStream().map(JsonNode::asText).toList();
        if (!serving.isEmpty()) {
            return "still given new sessions: " + String.join(", ", serving);
        }
        if (!drain.hasNonNull("sessions")) {
            return "HAProxy tells of no sessions of it";
        }
        long sessions = drain.path("sessions").asLong();
        return sessions == 0
                ? "no session is left"
                : sessions + (sessions == 1 ? " session is left" : " sessions are left");
    }

    /** Whether nothing of it is left in HAProxy, and nothing can come. */
    static boolean isEmpty(JsonNode drain) {
        return drain.path("serving").isEmpty()
                && drain.hasNonNull("sessions")
                && drain.path("sessions").asLong() == 0;
    }
}
