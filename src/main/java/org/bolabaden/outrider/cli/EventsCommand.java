package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outrider events}: what happened lately, and with {@code --follow} what happens. */
@Command(name = "events", description = "Prints the recent events of this node's sidecar, one JSON line each.")
final class EventsCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = {"-f", "--follow"}, description = "Go on with each event as it happens, until Ctrl-C")
    private boolean follow;

    @Option(names = "--json", description = "For symmetry: the lines are JSON in any case")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        SidecarClient client = new SidecarClient(
                new ConfigurationDirectory(Configured.directory(parent), System.getenv())
                        .settings()
                        .api()
                        .listen());
        for (JsonNode event : client.get("/api/v1/events")) {
            terminal.out().println(event);
        }
        terminal.out().flush();
        if (follow) {
            client.follow("/api/v1/events", line -> {
                terminal.out().println(line);
                terminal.out().flush();
            });
        }
        return OutriderCommand.FINE;
    }
}
