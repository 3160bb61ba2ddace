package org.bolabaden.outrider.cli;

import io.quarkus.runtime.Quarkus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.registry.NodeSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * {@code outrider run}: the sidecar itself.
 *
 * <p>watcher.yaml is read before Quarkus starts, because the address to listen on must be known by then. The registry is
 * read once, as the sidecar starts: reading a large one twice would double the time to the first check. A mistake in either
 * ends the command with its line and exit code 2.
 */
@Command(name = "run", description = "Runs the sidecar until it is stopped (the default).")
final class RunCommand implements Callable<Integer> {
    /** Where the sidecar finds its configuration directory. */
    static final String DIRECTORY = "outrider.config";

    private static final String FORCE = "outrider.force";
    // Beyond all that a stop waits for, and within the patience of Docker (10 s).
    private static final Duration LONGEST_STOP = Duration.ofSeconds(8);

    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Option(names = "--force", description = "Start with the files as they are, though most of what ran before is gone")
    private boolean force;

    @Override
    public Integer call() throws Exception {
        Path directory = Configured.directory(parent);
        NodeSettings settings = new ConfigurationDirectory(directory, System.getenv()).settings();
        StateLock lock = StateLock.take(settings.stateDir());
        try {
            return endingCleanly(asked -> run(directory, asked));
        } finally {
            lock.close();
        }
    }

    /**
     * To Java a signal is an exit with 128 and its number, which systemd, Docker and Kubernetes take for a failure; to a service
     * it is how it is told that its work is done. The virtual machine goes down only once the work has ended, and then
     * with 0.
     */
    private static int endingCleanly(ToIntFunction<BooleanSupplier> work) {
        AtomicBoolean asked = new AtomicBoolean();
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitEnd(asked, ended), "end"));
        try {
            int exit = work.applyAsInt(asked::get);
            if (asked.get()) {
                // Whatever came of it: a start that was asked to stop in its midst has not failed.
                Runtime.getRuntime().halt(OutriderCommand.FINE);
            }
            return exit;
        } finally {
            ended.countDown();
        }
    }

    private static void awaitEnd(AtomicBoolean asked, CountDownLatch ended) {
        asked.set(true);
        try {
            if (!ended.await(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("outrider: did not end within " + LONGEST_STOP.toSeconds() + " s, ends now");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private int run(Path directory, BooleanSupplier asked) {
        System.setProperty(DIRECTORY, directory.toString());
        if (force) {
            System.setProperty(FORCE, "true");
        }
        int[] exit = {OutriderCommand.FINE};
        Quarkus.run(null, (code, failure) -> {
            exit[0] = failure == null ? code : OutriderCommand.BAD_USAGE;
            // Quarkus fails to start in a virtual machine that goes down already.
            if (failure != null && !asked.getAsBoolean()) {
                Throwable root = failure;
                while (root.getCause() != null) {
                    root = root.getCause();
                }
                String message = String.valueOf(root.getMessage());
                System.err.println(
                        root instanceof ConfigurationException ? message : "outrider: cannot start: " + message);
            }
        });
        return exit[0];
    }
}
