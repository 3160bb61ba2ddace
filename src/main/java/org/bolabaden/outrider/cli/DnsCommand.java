package org.bolabaden.outrider.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outrider dns}: this node's own public records. */
@Command(name = "dns", description = "This node's own public records.", subcommands = DnsPlanCommand.class)
final class DnsCommand implements Runnable {
    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Nullable
    OutriderCommand parent() {
        return parent;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                Optional.ofNullable(spec).orElseThrow().commandLine(), "no command given, expected plan");
    }
}
