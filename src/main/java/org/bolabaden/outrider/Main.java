package org.bolabaden.outrider;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.security.Security;
import org.bolabaden.outrider.cli.CommandLineInterface;

/** Where the program starts. */
@QuarkusMain
public final class Main {
    private Main() {}

    /** Runs one command and ends with its exit code; without a command, the sidecar. */
    public static void main(String... args) {
        // The probe stage has its own cache of names, with a shorter memory for failures than the JDK's ten seconds.
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        System.exit(CommandLineInterface.execute(args));
    }
}
