package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outrider status}: what the sidecar on this node sees and does. */
@Command(name = "status", description = "Shows what this node's sidecar sees and who serves what.")
final class StatusCommand implements Callable<Integer> {
    private static final long REFRESH_MS = 1_000;

    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-w", "--watch"},
            description = "Show it live on the whole terminal, troubles first, until Ctrl-C; elsewhere once a second")
    private boolean watch;

    @Option(
            names = "--live",
            description =
                    "Only whether the sidecar itself works, whatever it finds: exit code 0, else 1; for HEALTHCHECK")
    private boolean live;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        SidecarClient client = SidecarClient.configured(parent);
        if (live) {
            return live(terminal, client);
        }
        if (watch && terminal.people() && !json) {
            new StatusWatch(terminal, client).run();
            return OutriderCommand.FINE;
        }
        int exit = show(terminal, client);
        while (watch) {
            Thread.sleep(REFRESH_MS);
            exit = showOrSay(terminal, client);
        }
        return exit;
    }

    // Docker keeps exit code 2 for itself: whatever is wrong is 1 here.
    private int live(Terminal terminal, SidecarClient client) {
        try {
            JsonNode health = client.get("/health/live");
            if (json) {
                terminal.out().println(health);
            }
            return OutriderCommand.FINE;
        } catch (IOException notLive) {
            terminal.err().println(notLive.getMessage());
            return OutriderCommand.UNHEALTHY;
        }
    }

    private int showOrSay(Terminal terminal, SidecarClient client) {
        try {
            return show(terminal, client);
        } catch (IOException gone) {
            terminal.err().println(gone.getMessage());
            return OutriderCommand.BAD_USAGE;
        }
    }

    private int show(Terminal terminal, SidecarClient client) throws IOException {
        JsonNode status = client.get("/api/v1/status");
        if (json) {
            terminal.out().println(status);
        } else {
            StatusTable.print(terminal, status, client.get("/api/v1/services"));
        }
        terminal.out().flush();
        return status.path("status").asText().equals("ok") ? OutriderCommand.FINE : OutriderCommand.UNHEALTHY;
    }
}
