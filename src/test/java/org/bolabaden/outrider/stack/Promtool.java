package org.bolabaden.outrider.stack;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The programs of the Debian package {@code prometheus}. Where they are absent their tests are skipped; with {@code CI=true}
 * they fail.
 */
public final class Promtool {
    /** How promtool ended, and what it said. */
    record Ended(int exit, String said) {}

    private Promtool() {}

    static Ended run(String... arguments) {
        try {
            Process process = new ProcessBuilder(
                            Stream.concat(Stream.of(program("promtool").toString()), Arrays.stream(arguments))
                                    .toList())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), said);
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    /** {@code prometheus} or {@code promtool}; without it the test that asks is skipped, or fails with CI=true. */
    public static Path program(String name) {
        Optional<Path> found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(name + " is absent: install the Debian package prometheus");
        }
        Assumptions.assumeTrue(found.isPresent(), name + " is absent: install the Debian package prometheus");
        return found.orElseThrow();
    }
}
