package org.bolabaden.outrider.blackbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program that the black-box tests start. */
public final class Artefact {
    /**
     * The tag of tests that take a minute or so, and of which one build of the program says as much as the other:
     * {@code ./verify} leaves them to the native executable when it tests both.
     */
    public static final String LONG = "long";

    private Artefact() {}

    /** What ran to its end: exit code and both outputs. */
    public record Ended(int exit, String out, String err) {}

    public static List<String> command(String... arguments) {
        Path build = Path.of(System.getProperty("outrider.build.directory", "target"))
                .toAbsolutePath();
        List<String> command = new ArrayList<>();
        if (System.getProperty("outrider.artefact", "jvm").equals("native")) {
            command.add(build.resolve("outrider").toString());
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            // As ./outrider starts it.
            command.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-XX:TieredStopAtLevel=1", "-jar"));
            command.add(build.resolve("quarkus-app/quarkus-run.jar").toString());
        }
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs a command that ends by itself, within a minute. */
    public static Ended run(String... arguments) {
        try {
            Process process = new ProcessBuilder(command(arguments)).start();
            process.getOutputStream().close();
            String err;
            try (var errors = process.getErrorStream()) {
                var reading = java.util.concurrent.CompletableFuture.supplyAsync(() -> read(errors));
                String out = read(process.getInputStream());
                err = reading.join();
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("did not end: " + String.join(" ", arguments));
                }
                return new Ended(process.exitValue(), out, err);
            }
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    /** The same with that configuration. */
    public static Ended runIn(Path configuration, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", configuration.toString()));
        return run(all.toArray(String[]::new));
    }

    private static String read(java.io.InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
