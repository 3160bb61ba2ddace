package org.bolabaden.outrider.cli;

import io.quarkus.runtime.Quarkus;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.bolabaden.outrider.registry.Endpoint;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/**
 * {@code outrider run}: the sidecar itself.
 *
 * <p>The files are read once before Quarkus starts: a mistake ends the command with its line and exit code 2, and the
 * address to listen on must be known by then. The sidecar reads them again as it starts.
 */
@Command(name = "run", description = "Runs the sidecar until it is stopped (the default).")
final class RunCommand implements Callable<Integer> {
    /** Where the sidecar finds its configuration directory. */
    static final String DIRECTORY = "outrider.config";

    @ParentCommand
    private @Nullable OutriderCommand parent;

    @Override
    public Integer call() throws Exception {
        Path directory = Configured.directory(parent);
        Endpoint listen = Configured.load(parent).settings().api().listen();
        System.setProperty(DIRECTORY, directory.toString());
        System.setProperty("quarkus.http.host", listen.host());
        System.setProperty("quarkus.http.port", Integer.toString(listen.port()));
        int[] exit = {OutriderCommand.FINE};
        Quarkus.run(null, (code, failure) -> {
            exit[0] = code;
            if (failure != null) {
                Throwable root = failure;
                while (root.getCause() != null) {
                    root = root.getCause();
                }
                System.err.println("outrider: cannot start: " + root.getMessage());
            }
        });
        return exit[0];
    }
}
