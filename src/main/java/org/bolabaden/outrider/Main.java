package org.bolabaden.outrider;

import io.quarkus.runtime.annotations.QuarkusMain;
import org.bolabaden.outrider.cli.CommandLineInterface;

/** Where the program starts. */
@QuarkusMain
public final class Main {
    private Main() {}

    /** Runs one command and ends with its exit code; without a command, the sidecar. */
    public static void main(String... args) {
        System.exit(CommandLineInterface.execute(args));
    }
}
