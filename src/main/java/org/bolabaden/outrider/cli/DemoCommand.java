package org.bolabaden.outrider.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.bolabaden.outrider.cli.demo.Demo;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code outrider demo}: the main job, to look at. */
@Command(
        name = "demo",
        description =
                "Runs three nodes on loopback addresses, each with HAProxy, a sidecar and backends, until Ctrl-C.")
final class DemoCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--directory", paramLabel = "DIR", description = "Where its files go (default: a temporary one)")
    private @Nullable Path directory;

    @Option(names = "--seconds", paramLabel = "N", description = "End by itself after N seconds (default: never)")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec);
        return new Demo(terminal.out(), directory, seconds).run() ? OutriderCommand.FINE : OutriderCommand.BAD_USAGE;
    }
}
