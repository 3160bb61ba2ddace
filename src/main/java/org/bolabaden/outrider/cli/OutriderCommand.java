package org.bolabaden.outrider.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command: what all others share, and {@code run} when none is named. */
@Command(
        name = "outrider",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = VersionCommand.Provider.class,
        description = "Rides beside HAProxy and Traefik so that any node answers for any service.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            LintCommand.class,
            RenderCommand.class,
            RollbackCommand.class,
            SimulateCommand.class,
            ProbeCommand.class,
            StatusCommand.class,
            ExplainCommand.class,
            FailoversCommand.class,
            DrainCommand.class,
            UndrainCommand.class,
            DrainsCommand.class,
            PeersCommand.class,
            EventsCommand.class,
            NotifyCommand.class,
            DnsCommand.class,
            SchemaCommand.class,
            DemoCommand.class,
            DemoBackendCommand.class,
            VersionCommand.class,
            CompletionCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:fine",
            "1:the thing asked about is unhealthy",
            "2:bad usage, bad configuration, or nobody to ask"
        })
public final class OutriderCommand implements Runnable {
    static final int FINE = 0;
    static final int UNHEALTHY = 1;
    static final int BAD_USAGE = 2;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:OUTRIDER_CONFIG:-/etc/bolabaden}",
            description = "Configuration directory (OUTRIDER_CONFIG; default: ${DEFAULT-VALUE})")
    private Path config = Path.of("/etc/bolabaden");

    @Spec
    private @Nullable CommandSpec spec;

    /** The configuration directory. */
    Path config() {
        return config;
    }

    /** {@code outrider} alone is {@code outrider run}. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                Optional.ofNullable(spec).orElseThrow().commandLine(), "no command given");
    }
}
