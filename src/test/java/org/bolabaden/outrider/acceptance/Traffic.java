package org.bolabaden.outrider.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bolabaden.outrider.blackbox.Namespaces;

/** The visitors at work, and what they have seen so far. */
final class Traffic {
    private final Path seen;
    private final Program visitors;

    Traffic(Namespaces network, String host, Path parent, Path root) {
        seen = parent.resolve("visits");
        visitors = new Program(
                        network,
                        host,
                        seen,
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:+UseSerialGC",
                                "-Xmx128m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("outrider.build.classes", "target/test-classes"),
                                Visitors.class.getName(),
                                PublicDns.ADDRESS,
                                root.toString()))
                .start();
    }

    /** All requests that began at that moment or later and have ended. */
    List<Visit> since(long moment) {
        try (Stream<String> lines = Files.lines(seen)) {
            List<String> all = lines.toList();
            // The last line may be half written.
            List<String> whole =
                    all.isEmpty() || Files.readString(seen).endsWith("\n") ? all : all.subList(0, all.size() - 1);
            return whole.stream()
                    .filter(line -> Character.isDigit(line.charAt(0)))
                    .map(Visit::of)
                    .filter(visit -> visit.began() >= moment)
                    .toList();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    boolean isRunning() {
        return visitors.isRunning();
    }
}
