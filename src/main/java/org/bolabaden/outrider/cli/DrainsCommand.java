package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outrider drains}: what is drained, and the sessions that it still has. */
@Command(name = "drains", description = "Lists what is drained, and the sessions that it still has.")
final class DrainsCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        JsonNode drains = SidecarClient.configured(parent).get("/api/v1/drains");
        if (json) {
            terminal.out().println(drains);
        } else if (drains.isEmpty()) {
            terminal.out().println("nothing is drained");
        } else {
            drains.forEach(drain -> {
                terminal.out().println(DrainLines.sentence(drain));
                terminal.out().println(terminal.faint("  " + DrainLines.left(drain)));
            });
        }
        terminal.out().flush();
        return OutriderCommand.FINE;
    }
}
