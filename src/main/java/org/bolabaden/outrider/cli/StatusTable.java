package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/** The status as a table for people: a line a backend, under its service. */
final class StatusTable {
    private StatusTable() {}

    static void print(Terminal terminal, JsonNode status, JsonNode services) {
        printHead(terminal, status);
        services.forEach(service -> {
            terminal.out().println();
            printService(terminal, service);
        });
    }

    /** What holds of the node. */
    static void printHead(Terminal terminal, JsonNode status) {
        JsonNode registry = status.path("registry");
        JsonNode haproxy = status.path("haproxy");
        boolean ok = status.path("status").asText().equals("ok");
        terminal.out()
                .printf(
                        "%s  %s  registry %s  haproxy %s  services %s  backends %s%s%n",
                        terminal.strong(status.path("node").asText()),
                        ok ? terminal.good("ok") : terminal.bad("degraded"),
                        registry.path("version").asText(),
                        haproxy(terminal, haproxy),
                        count(status.path("services")),
                        count(status.path("backends")),
                        peers(terminal, status.path("peers")));
        if (registry.hasNonNull("error")) {
            terminal.out().println(terminal.bad("what runs is not what the files say:"));
            terminal.out().println(registry.path("error").asText().indent(2).stripTrailing());
        }
        printDistribution(terminal, registry);
        Conditions.printIsolation(terminal, status);
        status.path("drains").forEach(drain -> terminal.out().println(terminal.strong(DrainLines.sentence(drain))));
        printRecords(terminal, status.path("dns"));
        status.path("outputs").forEach(output -> printOutput(terminal, output));
    }

    /** Those that are as they should be need no line. */
    private static void printRecords(Terminal terminal, JsonNode dns) {
        if (dns.hasNonNull("reason")) {
            terminal.out()
                    .println(
                            terminal.bad("public records: " + dns.path("reason").asText()));
        }
    }

    /** Which commit is here, and what keeps the next one away. */
    private static void printDistribution(Terminal terminal, JsonNode registry) {
        if (registry.hasNonNull("commit")) {
            terminal.out()
                    .println(terminal.faint("commit " + registry.path("commit").asText() + " of branch "
                            + registry.path("branch").asText() + ", fetched "
                            + registry.path("fetched_at").asText()));
        }
        if (registry.hasNonNull("remote_error")) {
            terminal.out()
                    .println(terminal.bad("no new commit can be had: "
                            + registry.path("remote_error").asText()));
        }
        registry.path("conflicts")
                .forEach(copy -> terminal.out()
                        .println(
                                terminal.bad(copy.asText() + " was set aside by Syncthing and is not read: put together"
                                        + " what belongs together, and delete it")));
    }

    /** One that is live needs no line. */
    private static void printOutput(Terminal terminal, JsonNode output) {
        String state = output.path("state").asText();
        if (!state.equals("live")) {
            terminal.out()
                    .println(terminal.bad(output.path("output").asText() + " is " + state + ": "
                            + output.path("reason").asText()));
        }
    }

    private static String haproxy(Terminal terminal, JsonNode haproxy) {
        if (!haproxy.path("configured").asBoolean()) {
            return terminal.faint("none");
        }
        return haproxy.path("up").asBoolean()
                ? terminal.good(haproxy.path("version").asText() + " pid "
                        + haproxy.path("pid").asText())
                : terminal.bad("does not answer");
    }

    private static String peers(Terminal terminal, JsonNode peers) {
        if (peers.isMissingNode()) {
            return "";
        }
        boolean all = peers.path("healthy").asInt() == peers.path("total").asInt();
        return "  peers " + (all ? count(peers) : terminal.bad(count(peers)));
    }

    private static String count(JsonNode counts) {
        return counts.path("healthy").asInt() + "/" + counts.path("total").asInt();
    }

    /** A service, and a line for each of its backends. */
    static void printService(Terminal terminal, JsonNode service) {
        boolean serves = !service.path("serving").isEmpty();
        String port = service.hasNonNull("port") ? ":" + service.path("port").asInt() : "";
        String name = service.path("name").asText() + port;
        terminal.out().printf("%s%n", serves ? terminal.strong(name) : terminal.bad(name + "  nobody serves"));
        Conditions.print(terminal, service);
        PrimaryLines.summary(terminal, service);
        service.path("backends").forEach(backend -> {
            boolean up = backend.path("up").asBoolean();
            boolean serving = backend.path("serving").asBoolean();
            String row = "  %-42s %-10s %-6s %6s  %9s  %s%n"
                    .formatted(
                            (serving ? "→ " : "  ")
                                    + backend.path("backend").asText()
                                    + (backend.path("local").asBoolean() ? " (local)" : "")
                                    + (PrimaryLines.isPrimary(service, backend) ? " (primary)" : ""),
                            backend.path("status").asText(),
                            backend.path("state").asText(),
                            backend.path("weight").asInt(),
                            latency(backend),
                            since(backend) + "  " + backend.path("reason").asText() + special(backend));
            terminal.out().print(up ? serving ? terminal.good(row) : row : terminal.bad(row));
        });
    }

    /** Why the plan does not simply follow the verdict. */
    private static String special(JsonNode backend) {
        boolean up = backend.path("up").asBoolean();
        boolean ready = backend.path("state").asText().equals("ready");
        boolean whole =
                backend.path("weight").asInt() == backend.path("full_weight").asInt();
        return up == ready && (!ready || whole)
                ? ""
                : "; " + backend.path("plan_reason").asText();
    }

    private static String latency(JsonNode backend) {
        JsonNode check = backend.path("last_check");
        return check.isMissingNode()
                ? "-"
                : "%.1f ms".formatted(check.path("total_ms").asDouble());
    }

    /** How long ago the verdict came to its status. */
    static String since(JsonNode backend) {
        if (!backend.hasNonNull("since")) {
            return "-";
        }
        Duration age = Duration.between(Instant.parse(backend.path("since").asText()), Instant.now());
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        return seconds < 7_200 ? seconds / 60 + "m" : seconds / 3_600 + "h";
    }
}
