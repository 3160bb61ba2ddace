package org.bolabaden.outrider.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds of its machine.
 *
 * @param threads how many it has
 * @param descriptors how many it has open
 * @param residentKib its memory
 */
record Footprint(long threads, long descriptors, long residentKib) {
    // Threads that end when they idle, and connections of checks that are just under way.
    private static final long SLACK = 20;

    static Footprint of(Sidecar sidecar) {
        Path process = Path.of("/proc/" + sidecar.pid());
        return new Footprint(entries(process.resolve("task")), entries(process.resolve("fd")), resident(process));
    }

    private static long entries(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.count();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static long resident(Path process) {
        try (Stream<String> lines = Files.lines(process.resolve("status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Nothing piles up. */
    boolean isLike(Footprint before) {
        return threads - before.threads <= SLACK && descriptors - before.descriptors <= SLACK;
    }

    void requireLike(Footprint before) {
        assertThat(this).as("compared with %s", before).matches(now -> now.isLike(before));
    }
}
