package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bolabaden.outrider.registry.DurationText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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
    private static final int USUAL = 200;
    private static final int ALL = 1_000;

    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with each event as it happens, over restarts of the sidecar, until Ctrl-C")
    private boolean follow;

    @Option(names = "--level", paramLabel = "LEVEL", description = "Only from this level on: info, warn or error")
    private Level level = Level.info;

    @Option(names = "--service", paramLabel = "SERVICE", description = "Only those of this service; may be repeated")
    private List<String> services = List.of();

    @Option(names = "--event", paramLabel = "EVENT", description = "Only those of this name; may be repeated")
    private List<String> names = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only those since then: 10m, 2h, or a time such as 2026-11-28T10:00:00Z")
    private @Nullable String since;

    @Option(names = "--json", description = "Print JSON lines on a terminal too")
    private boolean json;

    /** The levels as they are typed. */
    enum Level {
        info,
        warn,
        error
    }

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        EventFilter filter = new EventFilter(
                level.name(),
                new HashSet<>(services),
                new HashSet<>(names),
                Optional.ofNullable(since).map(this::instant));
        EventFeed feed = new EventFeed(
                SidecarClient.configured(parent),
                event -> {
                    if (filter.shows(event)) {
                        print(terminal, event);
                    }
                },
                terminal.err()::println);
        feed.recent(filter.isNarrow() ? ALL : USUAL);
        if (follow) {
            feed.follow();
        }
        return OutriderCommand.FINE;
    }

    private Instant instant(String text) {
        try {
            return DurationText.parse(text).map(age -> Instant.now().minus(age)).orElseGet(() -> Instant.parse(text));
        } catch (DateTimeException neither) {
            throw new CommandLine.ParameterException(
                    Optional.ofNullable(spec).orElseThrow().commandLine(),
                    "--since: '" + text + "' is not a time, expected one such as 10m, 2h or 2026-11-28T10:00:00Z",
                    neither);
        }
    }

    private void print(Terminal terminal, JsonNode event) {
        terminal.out().println(json || !terminal.people() ? event.toString() : forPeople(terminal, event));
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
