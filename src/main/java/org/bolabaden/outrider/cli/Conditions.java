package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What holds of the node, or of a service as a whole, a line each, when there is something to say. */
final class Conditions {
    private Conditions() {}

    /** Prints that the node seems cut off, from the status as the HTTP interface shows it. */
    static void printIsolation(Terminal terminal, JsonNode status) {
        if (status.hasNonNull("isolation")) {
            terminal.out()
                    .println(terminal.bad("isolated since "
                            + status.path("isolation").path("since").asText() + ": "
                            + status.path("isolation").path("reason").asText()));
        }
    }

    /** Prints them, from a service as the HTTP interface shows it. */
    static void print(Terminal terminal, JsonNode service) {
        if (service.hasNonNull("panic")) {
            terminal.out()
                    .println(terminal.bad(
                            "  panic: " + service.path("panic").asText() + "; those that are down serve too"));
        }
        if (!service.path("drained").isEmpty()) {
            List<String> names =
                    service.path("drained").valueStream().map(JsonNode::asText).toList();
            terminal.out().println(terminal.faint("  drained: " + String.join(", ", names)));
        }
        if (service.hasNonNull("muted")) {
            terminal.out()
                    .println(terminal.faint(
                            "  events muted: " + service.path("muted").asText()));
        }
    }
}
