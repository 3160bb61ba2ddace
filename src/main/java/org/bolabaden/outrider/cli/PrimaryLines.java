package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** What is known about a service's primary, for people. */
final class PrimaryLines {
    private PrimaryLines() {}

    /** Whether that backend is the primary of its service. */
    static boolean isPrimary(JsonNode service, JsonNode backend) {
        String primary = service.path("primary").path("backend").asText();
        return !primary.isEmpty() && primary.equals(backend.path("backend").asText());
    }

    /** In one line: who, since when and at which epoch; or that there is none, and why. Nothing for a service without. */
    static void summary(Terminal terminal, JsonNode service) {
        JsonNode primary = service.path("primary");
        if (primary.isMissingNode() || primary.path("state").asText().equals("offered")) {
            return;
        }
        terminal.out()
                .println(terminal.bad("  primary " + primary.path("state").asText() + ": "
                        + primary.path("proof").asText()));
    }

    /** Who it is, what stands behind it, who was asked, and the last failover. */
    static void explain(Terminal terminal, JsonNode service) {
        JsonNode primary = service.path("primary");
        if (primary.isMissingNode()) {
            return;
        }
        String who = primary.hasNonNull("backend")
                ? "the primary is " + primary.path("backend").asText() + " since "
                        + primary.path("since").asText()
                        + (primary.hasNonNull("epoch")
                                ? ", epoch " + primary.path("epoch").asLong()
                                : "")
                : "no primary is offered (" + primary.path("state").asText() + ")";
        boolean offered = primary.path("state").asText().equals("offered");
        terminal.out().println(offered ? terminal.strong(who) : terminal.bad(who));
        terminal.out().println("    " + primary.path("proof").asText());
        primary.path("sentinels").forEach(sentinel -> terminal.out().println(sentinel(terminal, sentinel)));
        primary.path("servers").forEach(server -> terminal.out().println(server(terminal, server)));
        minReplicas(terminal, primary);
        JsonNode failovers = service.path("failovers");
        if (!failovers.isEmpty()) {
            timeline(terminal, failovers.get(failovers.size() - 1));
        }
    }

    private static String sentinel(Terminal terminal, JsonNode sentinel) {
        String line = "    sentinel " + sentinel.path("address").asText()
                + (sentinel.hasNonNull("names")
                        ? " names " + sentinel.path("names").asText() + " at epoch "
                                + sentinel.path("epoch").asLong()
                        : "")
                + (sentinel.path("tilt").asBoolean() ? "; in TILT" : "")
                + (sentinel.hasNonNull("reason")
                        ? "; " + sentinel.path("reason").asText()
                        : "");
        return sentinel.path("up").asBoolean() ? terminal.faint(line) : terminal.bad(line + " (lost)");
    }

    private static String server(Terminal terminal, JsonNode server) {
        boolean up = server.path("up").asBoolean();
        String role = server.path("role").asText()
                + (server.hasNonNull("of") ? " of " + server.path("of").asText() : "");
        String line = "    " + server.path("backend").asText()
                + (up ? " says " + role : " does not answer; it was " + role)
                + (server.hasNonNull("reason") ? "; " + server.path("reason").asText() : "");
        return up ? terminal.faint(line) : terminal.bad(line);
    }

    private static void minReplicas(Terminal terminal, JsonNode primary) {
        JsonNode wanted = primary.path("min_replicas");
        if (!wanted.isMissingNode() && wanted.path("to_write").asInt() == 0) {
            terminal.out()
                    .println("    min-replicas-to-write is 0: cut off from the others it takes writes that will be"
                            + " lost");
        }
    }

    /** The steps of a failover, each with its time since the first. */
    static void timeline(Terminal terminal, JsonNode failover) {
        String from = failover.path("from").asText("nobody");
        String to = failover.path("to").asText("nobody yet");
        terminal.out()
                .println("failover " + from + " → " + to
                        + (failover.hasNonNull("epoch")
                                ? ", epoch " + failover.path("epoch").asLong()
                                : ""));
        failover.path("steps")
                .forEach(step -> terminal.out()
                        .printf(
                                "  %8s ms  %-13s %s%n",
                                "+" + step.path("after_ms").asLong(),
                                step.path("step").asText(),
                                terminal.faint(step.path("at").asText() + "  "
                                        + step.path("detail").asText())));
    }
}
