package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.bolabaden.outrider.render.OutputStatus;

/**
 * Prints how the outputs stand after a round: an output a line, those first that no validate command holds up.
 *
 * @param registry whether a registry that is not as the files say counts as a failure too
 */
record ReloadPrinter(Terminal terminal, boolean json, boolean registry) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    // A validate command has 30 s; what is done about its verdict is a matter of a second or two, or of a reload.
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(45);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final String CHECKING = "checking";

    /** How the outputs stand later, when a validate command may have ended. */
    interface Later {
        JsonNode next() throws IOException;
    }

    /** Of rounds that a command makes itself; the exit code. */
    int print(Offline.Delivery delivery) throws IOException {
        return print(toJson(delivery.first()), () -> toJson(delivery.next()));
    }

    /** Of a round that the sidecar told of; the exit code. */
    int print(JsonNode reloaded, SidecarClient sidecar) throws IOException {
        return print(reloaded, () -> {
            LockSupport.parkNanos(POLL.toNanos());
            JsonNode status = sidecar.get("/api/v1/status");
            ObjectNode next = MAPPER.createObjectNode();
            next.set("registry", status.path("registry"));
            next.set("outputs", status.path("outputs"));
            return next;
        });
    }

    private int print(JsonNode first, Later later) throws IOException {
        Set<String> printed = new HashSet<>();
        if (!json) {
            printOutputs(first, printed, false);
        }
        long end = System.nanoTime() + LONGEST_CHECK.toNanos();
        JsonNode last = first;
        while (checking(last) && System.nanoTime() - end < 0) {
            last = later.next();
        }
        boolean ok = live(last) && (!registry || error(last).isEmpty());
        if (json) {
            terminal.out().println(toJson(last, ok));
        } else {
            printOutputs(last, printed, true);
            if (last.path("outputs").isEmpty()) {
                terminal.out().println("watcher.yaml has no templates: there is nothing to render");
            }
            if (registry && !error(last).isEmpty()) {
                terminal.err().println(terminal.bad(error(last)));
            }
        }
        return ok ? OutriderCommand.FINE : OutriderCommand.UNHEALTHY;
    }

    private static boolean live(JsonNode reloaded) {
        return reloaded.path("outputs")
                .valueStream()
                .allMatch(output -> state(output).equals("live"));
    }

    private static boolean checking(JsonNode reloaded) {
        return reloaded.path("outputs")
                .valueStream()
                .anyMatch(output -> state(output).equals(CHECKING));
    }

    private static String state(JsonNode output) {
        return output.path("state").asText();
    }

    private static String error(JsonNode reloaded) {
        return reloaded.path("registry").path("error").asText();
    }

    private void printOutputs(JsonNode reloaded, Set<String> printed, boolean unfinished) {
        for (JsonNode output : reloaded.path("outputs")) {
            String name = output.path("output").asText();
            boolean waits = state(output).equals(CHECKING) && !unfinished;
            if (waits) {
                terminal.err().println(terminal.faint(output.path("reason").asText()));
            } else if (printed.add(name)) {
                print(output);
            }
        }
        terminal.out().flush();
        terminal.err().flush();
    }

    private void print(JsonNode output) {
        String shown = "%-9s".formatted(state(output));
        terminal.out()
                .println((state(output).equals("live") ? terminal.good(shown) : terminal.bad(shown))
                        + output.path("output").asText() + "  ("
                        + output.path("template").asText() + ")");
        if (output.hasNonNull("reason")) {
            terminal.out().println(output.path("reason").asText().indent(10).stripTrailing());
        }
    }

    private JsonNode toJson(JsonNode reloaded, boolean ok) {
        ObjectNode whole = MAPPER.createObjectNode().put("status", ok ? "ok" : "degraded");
        if (registry && reloaded.has("registry")) {
            whole.set("registry", reloaded.path("registry"));
        }
        whole.set("outputs", reloaded.path("outputs"));
        return whole;
    }

    private static JsonNode toJson(List<OutputStatus> statuses) {
        ObjectNode reloaded = MAPPER.createObjectNode();
        ArrayNode outputs = reloaded.putArray("outputs");
        for (OutputStatus status : statuses) {
            ObjectNode output = outputs.addObject()
                    .put("output", status.template().output().toString())
                    .put("template", status.template().input())
                    .put("state", status.state().name().toLowerCase(Locale.ROOT));
            status.reason().ifPresent(reason -> output.put("reason", reason));
        }
        return reloaded;
    }
}
