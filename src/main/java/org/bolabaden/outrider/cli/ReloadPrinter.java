package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.bolabaden.outrider.render.OutputStatus;

/** Prints how the outputs stand after a round: an output a line. */
final class ReloadPrinter {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ReloadPrinter() {}

    /** Of a round that a command made itself. */
    static int print(Terminal terminal, List<OutputStatus> statuses, boolean json) {
        ObjectNode reloaded = MAPPER.createObjectNode();
        boolean live = statuses.stream().allMatch(status -> status.state() == OutputStatus.State.LIVE);
        reloaded.put("status", live ? "ok" : "degraded");
        ArrayNode outputs = reloaded.putArray("outputs");
        for (OutputStatus status : statuses) {
            ObjectNode output = outputs.addObject()
                    .put("output", status.template().output().toString())
                    .put("template", status.template().input())
                    .put("state", status.state().name().toLowerCase(Locale.ROOT));
            status.reason().ifPresent(reason -> output.put("reason", reason));
        }
        return print(terminal, reloaded, json);
    }

    /** Of a round that the sidecar told of. */
    static int print(Terminal terminal, JsonNode reloaded, boolean json) {
        if (json) {
            terminal.out().println(reloaded);
        } else {
            reloaded.path("outputs").forEach(output -> print(terminal, output));
            if (reloaded.path("outputs").isEmpty()) {
                terminal.out().println("watcher.yaml has no templates: there is nothing to render");
            }
            String error = reloaded.path("registry").path("error").asText();
            if (!error.isEmpty()) {
                terminal.err().println(terminal.bad(error));
            }
        }
        return reloaded.path("status").asText().equals("ok") ? OutriderCommand.FINE : OutriderCommand.UNHEALTHY;
    }

    private static void print(Terminal terminal, JsonNode output) {
        String state = output.path("state").asText();
        String shown = "%-9s".formatted(state);
        terminal.out()
                .println((state.equals("live") ? terminal.good(shown) : terminal.bad(shown))
                        + output.path("output").asText() + "  ("
                        + output.path("template").asText() + ")");
        if (output.hasNonNull("reason")) {
            terminal.out().println(output.path("reason").asText().indent(10).stripTrailing());
        }
    }
}
