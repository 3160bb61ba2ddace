package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.concurrent.Callable;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.Generation;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Pinned;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.RegistryHistory;
import org.bolabaden.outrider.registry.RollbackException;
import org.bolabaden.outrider.render.Outputs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code outrider rollback}: serves an earlier registry until services.yaml changes, through the sidecar when one runs. The
 * user's files stay as they are: they may be shared with other nodes.
 */
@Command(
        name = "rollback",
        description = {
            "Serves the registry that ran before, on this node, until services.yaml changes.",
            "services.yaml itself is left alone."
        })
final class RollbackCommand implements Callable<Integer> {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many steps back (default: ${DEFAULT-VALUE})")
    private int steps = 1;

    @Option(names = "--list", description = "Print the registries that are kept, and change nothing")
    private boolean list;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        ConfigurationDirectory files = new ConfigurationDirectory(Configured.directory(parent), System.getenv());
        NodeSettings settings = files.settings();
        RegistryHistory history = new RegistryHistory(
                files,
                settings.stateDir(),
                event -> terminal.err().println(event.reason().orElse(event.name())));
        if (list) {
            return list(terminal, history.generations());
        }
        Generation target;
        try {
            target = history.rollback(steps, settings);
        } catch (RollbackException impossible) {
            terminal.err().println(impossible.getMessage());
            return OutriderCommand.BAD_USAGE;
        }
        if (!json) {
            terminal.out().println("serving registry " + target + " until services.yaml changes");
        }
        return apply(terminal, settings, history);
    }

    private int apply(Terminal terminal, NodeSettings settings, RegistryHistory history) throws Exception {
        // That an earlier registry serves is what was asked for: only outputs that are not live count as a failure.
        ReloadPrinter printer = new ReloadPrinter(terminal, json, false);
        try {
            SidecarClient sidecar = new SidecarClient(settings);
            return printer.print(sidecar.post("/api/v1/reload?fetch=false", terminal, "the sidecar reloads"), sidecar);
        } catch (SidecarClient.NotRunningException notRunning) {
            Registry pinned = history.pinned(settings)
                    .map(Pinned::lastGood)
                    .orElseThrow(() -> new IllegalStateException("the registry that was pinned a moment ago is gone"))
                    .registry();
            Offline offline = Offline.of(new Configured(settings, pinned));
            return printer.print(Progress.<Offline.Delivery, Exception>during(
                    terminal, "rendering, checking and reloading", () -> offline.delivery(Outputs.Mode.NORMAL)));
        }
    }

    private int list(Terminal terminal, List<Generation> generations) {
        if (json) {
            ArrayNode rows = MAPPER.createArrayNode();
            generations.forEach(generation -> rows.addObject()
                    .put("number", generation.number())
                    .put("version", generation.version())
                    .put("since", generation.since().toString())
                    .put("current", generation.current())
                    .put("pinned", generation.pinned()));
            terminal.out().println(rows);
        } else {
            generations.forEach(generation -> {
                String row = (generation.current() ? "→ " : "  ")
                        + generation
                        + (generation.pinned() ? "  rolled back to" : "");
                terminal.out().println(generation.current() ? terminal.strong(row) : row);
            });
        }
        return OutriderCommand.FINE;
    }
}
