package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.Callable;
import org.bolabaden.outrider.render.Outputs;
import org.bolabaden.outrider.render.Preview;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code outrider render}: brings the proxies' files up to date now, through the sidecar when one runs; or shows what would
 * be written.
 */
@Command(
        name = "render",
        description = {
            "Renders, checks, writes and reloads the proxies' files now.",
            "Verdicts come from the running sidecar; without one every backend counts as healthy."
        })
final class RenderCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--dry-run", description = "Print what would be written, and write nothing")
    private boolean dryRun;

    @Option(names = "--diff", description = "Print how it differs from the files as they are; exit code 1 when it does")
    private boolean diff;

    @Option(
            names = "--force",
            description = "Accept what was held back: a mass-shrunk registry, a file that someone else wrote")
    private boolean force;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        if (dryRun || diff) {
            List<Preview> previews = Progress.<List<Preview>, Exception>during(
                    terminal,
                    "rendering and checking",
                    () -> Offline.load(parent, true).previews());
            return new PreviewPrinter(terminal, json).print(previews, diff);
        }
        SidecarClient sidecar = SidecarClient.configured(parent);
        ReloadPrinter printer = new ReloadPrinter(terminal, json, true);
        try {
            JsonNode reloaded = sidecar.post(
                    "/api/v1/reload?fetch=false&force=" + force, terminal, "the sidecar renders and reloads");
            return printer.print(reloaded, sidecar);
        } catch (SidecarClient.NotRunningException notRunning) {
            return printer.print(deliver(terminal));
        }
    }

    private Offline.Delivery deliver(Terminal terminal) throws Exception {
        return Progress.<Offline.Delivery, Exception>during(
                terminal,
                "rendering, checking and reloading",
                () -> Offline.load(parent, force).delivery(force ? Outputs.Mode.FORCE : Outputs.Mode.NORMAL));
    }
}
