package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outrider events}: what happened lately, and with {@code --follow} what happens. */
@Command(
        name = "events",
        description = "Prints the recent events of this node's sidecar: for people on a terminal, else as JSON lines.")
final class EventsCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with each event as it happens, until Ctrl-C")
    private boolean follow;

    @Option(names = "--json", description = "Print JSON lines on a terminal too")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        SidecarClient client = SidecarClient.configured(parent);
        for (JsonNode event : client.get("/api/v1/events")) {
            print(terminal, event);
        }
        if (follow) {
            client.follow("/api/v1/events", event -> print(terminal, event));
        }
        return OutriderCommand.FINE;
    }

    private void print(Terminal terminal, JsonNode event) {
        terminal.out().println(json || !terminal.colours() ? event.toString() : forPeople(terminal, event));
        terminal.out().flush();
    }

    private static String forPeople(Terminal terminal, JsonNode event) {
        String name = event.path("event").asText();
        String subject =
                event.path("service").asText() + " " + event.path("backend").asText();
        return "%s  %s  %s  %s"
                .formatted(
                        terminal.faint(event.path("ts").asText()),
                        event.path("level").asText().equals("info") ? name : terminal.bad(name),
                        subject.strip(),
                        event.path("reason").asText());
    }
}
