package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Prometheus' own judge of metrics, of Debian's package {@code prometheus}. */
final class Promtool {
    private Promtool() {}

    /** The program; without it the test that asks is skipped, or fails with CI=true. */
    private static Path program() {
        Path found = Stream.of(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, "promtool"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        if (found == null && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("promtool is absent: install the package prometheus");
        }
        Assumptions.assumeTrue(found != null, "promtool is absent: install the package prometheus");
        return found;
    }

    /** Fails with what promtool has to say, if it has anything to say. */
    static void acceptsWithoutAWord(String metrics) {
        try {
            Process judge = new ProcessBuilder(program().toString(), "check", "metrics")
                    .redirectErrorStream(true)
                    .start();
            Thread.ofVirtual().start(() -> feed(judge, metrics));
            String said = new String(judge.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said).isEmpty();
            assertThat(judge.waitFor()).isZero();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    private static void feed(Process judge, String metrics) {
        try (var in = judge.getOutputStream()) {
            in.write(metrics.getBytes(StandardCharsets.UTF_8));
        } catch (IOException refused) {
            // Its verdict says why.
        }
    }
}
