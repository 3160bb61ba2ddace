package org.bolabaden.outrider.cli;

import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code source <(outrider completion)}. */
@Command(name = "completion", description = "Prints a completion script for bash and zsh.")
final class CompletionCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Terminal terminal = Terminal.of(spec);
        CommandSpec self = java.util.Objects.requireNonNull(spec);
        terminal.out().println(AutoComplete.bash("outrider", self.root().commandLine()));
    }
}
