package org.bolabaden.outrider.blackbox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A minimal Debian of its own, made once by debootstrap and kept in the cache, and programs that are run to their end. What a
 * machine lacks for it skips the test, with CI=true it fails.
 */
final class Debian {
    private Debian() {}

    /** How a program ended, and what it said on both outputs. */
    record Ended(int exit, String said) {}

    /** Skips the test unless the program is there. */
    static void need(String program, String debianPackage) {
        boolean there = Optional.ofNullable(System.getenv("PATH")).stream()
                .flatMap(path -> java.util.stream.Stream.of((path + ":/usr/sbin:/sbin").split(":", -1)))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
        require(there, program + " is absent: install the Debian package " + debianPackage);
    }

    static void needRoot() {
        require("root".equals(System.getProperty("user.name")), "needs root: run as root to test this");
    }

    /** The native executable; the JVM build does not go into these. */
    static Path executable() {
        Path executable = Path.of(System.getProperty("outrider.build.directory", "target"), "outrider")
                .toAbsolutePath();
        assumeTrue(Files.isExecutable(executable), "no native executable in target/: ./verify --native builds it");
        return executable;
    }

    private static void require(boolean condition, String reason) {
        if (!condition && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(reason);
        }
        assumeTrue(condition, reason);
    }

    /** Its root directory. Not to be changed: work on a copy. */
    static synchronized Path root() {
        needRoot();
        need("debootstrap", "debootstrap");
        Path cache = Path.of(Optional.ofNullable(System.getenv("OUTRIDER_CACHE"))
                .orElse(System.getProperty("user.home") + "/.cache/outrider"));
        Path root = cache.resolve("debian-bookworm-minbase");
        if (!Files.isDirectory(root)) {
            Path unfinished = cache.resolve(
                    "debian-bookworm-minbase." + ProcessHandle.current().pid());
            Ended ended = run(300, "debootstrap", "--variant=minbase", "bookworm", unfinished.toString());
            require(ended.exit() == 0, "debootstrap cannot reach a Debian mirror: " + last(ended.said()));
            move(unfinished, root);
        }
        return root;
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static String last(String said) {
        return said.lines().reduce((first, second) -> second).orElse("it said nothing");
    }

    /** Runs it, and fails unless it ends well. */
    static String succeed(int seconds, String... words) {
        Ended ended = run(seconds, words);
        if (ended.exit() != 0) {
            throw new AssertionError(String.join(" ", words) + " ended with " + ended.exit() + ": " + ended.said());
        }
        return ended.said();
    }

    static Ended run(int seconds, String... words) {
        Path output = null;
        try {
            output = Files.createTempFile("outrider-it", ".log");
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(words)))
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile());
            builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
            Process process = builder.start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("did not end within " + seconds + " s: " + String.join(" ", words));
            }
            return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        } finally {
            if (output != null) {
                output.toFile().delete();
            }
        }
    }
}
