package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        String missing = behind(drain);
        if (!missing.isEmpty()) {
            return "not in force yet on " + missing;
        }
        String busy = busy(drain);
        if (!busy.isEmpty()) {
            return "still given new sessions on " + busy;
        }
        long sessions = sessions(drain);
        return (sessions == 0
                        ? "no session is left"
                        : sessions + (sessions == 1 ? " session is left" : " sessions are left"))
                + silent(drain);
    }

    /** On all nodes that answer. */
    private static long sessions(JsonNode drain) {
        return drain.path("sessions").asLong()
                + answering(drain)
                        .mapToLong(peer -> peer.path("sessions").asLong())
                        .sum();
    }

    private static Stream<JsonNode> answering(JsonNode drain) {
        return drain.path("peers").valueStream().filter(peer -> peer.path("up").asBoolean());
    }

    private static String names(Stream<JsonNode> peers) {
        return peers.map(peer -> peer.path("node").asText()).collect(Collectors.joining(", "));
    }

    private static String behind(JsonNode drain) {
        return names(answering(drain).filter(peer -> !peer.path("in_force").asBoolean()));
    }

    private static String busy(JsonNode drain) {
        return names(answering(drain).filter(peer -> peer.path("serving").asBoolean()));
    }

    private static String silent(JsonNode drain) {
        String names = names(drain.path("peers")
                .valueStream()
                .filter(peer -> !peer.path("up").asBoolean()));
        return names.isEmpty() ? "" : "; not counted, because their sidecars do not answer: " + names;
    }

    /** Whether nothing of it is left in HAProxy, here and on all nodes that answer, and nothing can come. */
    static boolean isEmpty(JsonNode drain) {
        return drain.path("serving").isEmpty()
                && drain.hasNonNull("sessions")
                && sessions(drain) == 0
                && behind(drain).isEmpty()
                && busy(drain).isEmpty();
    }
}
