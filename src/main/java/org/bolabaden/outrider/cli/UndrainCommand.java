package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outrider undrain TARGET}: gives it sessions again. */
@Command(
        name = "undrain",
        description = "Gives a node, a service or a backend sessions again, by slow start where one is set.")
final class UndrainCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private DrainTarget target = new DrainTarget();

    @Option(names = "--json", description = "Print JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        SidecarClient.configured(parent).delete(target.path());
        if (json) {
            terminal.out().println(JsonNodeFactory.instance.objectNode().put("undrained", target.name()));
        } else {
            terminal.out().println(target.name() + " is given sessions again");
        }
        terminal.out().flush();
        return OutriderCommand.FINE;
    }
}
