package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.bolabaden.outrider.registry.DurationText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outrider drain TARGET}: no new sessions for it; those that it has go on. */
@Command(
        name = "drain",
        description = {
            "Gives a node, a service or a backend no new sessions; those that it has go on.",
            "Ends with 1 when --wait did not see the last one end; the drain stays in force then."
        })
final class DrainCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private DrainTarget target = new DrainTarget();

    @Option(names = "--reason", paramLabel = "TEXT", description = "What for, in one line")
    private String reason = "";

    @Option(names = "--for", paramLabel = "TIME", description = "End it by itself after 1s to 365d, such as 30m or 2h")
    private String time = "";

    @Option(names = "--wait", description = "Wait until its last session has ended")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "How long to wait (default: ${DEFAULT-VALUE})")
    private String timeout = "60s";

    @Option(names = "--force", description = "Though it has the last healthy backend of a service, or a primary")
    private boolean force;

    @Option(
            names = "--move-primary",
            description = "Have another Redis primary elected first, where it has one that sentinels follow")
    private boolean movePrimary;

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        Duration patience = DurationText.parse(timeout)
                .orElseThrow(() -> new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "--timeout is '" + timeout + "', expected a duration such as 60s or 5m"));
        SidecarClient sidecar = SidecarClient.configured(parent);
        JsonNode drain = sidecar.put(target.path(), request());
        DrainWait waiting = new DrainWait(terminal, sidecar, json);
        if (!json) {
            terminal.out().println(DrainLines.sentence(drain));
            terminal.out().flush();
        }
        DrainWait.Outcome outcome = wait ? waiting.until(drain, patience) : new DrainWait.Outcome(drain, true);
        if (json) {
            terminal.out().println(outcome.drain());
        }
        terminal.out().flush();
        return outcome.done() ? OutriderCommand.FINE : OutriderCommand.UNHEALTHY;
    }

    private ObjectNode request() {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("force", force);
        if (!reason.isEmpty()) {
            request.put("reason", reason);
        }
        if (!time.isEmpty()) {
            request.put("for", time);
        }
        if (movePrimary) {
            request.put("move_primary", true);
        }
        return request;
    }
}
