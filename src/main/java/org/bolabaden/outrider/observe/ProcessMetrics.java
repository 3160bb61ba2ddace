package org.bolabaden.outrider.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.bolabaden.outrider.observe.Exposition.MetricType;

/**
 * What this process takes, under the names that Prometheus' own libraries give it: {@code process_cpu_seconds_total},
 * {@code process_resident_memory_bytes}, {@code process_open_fds} and {@code process_start_time_seconds}.
 *
 * <p>Quarkus' meters of the same have names that {@code promtool check metrics} complains about. What this system does not
 * tell has no series.
 */
public final class ProcessMetrics implements Exposition.Source {
    private static final Path SELF = Path.of("/proc/self");
    private static final String RESIDENT = "VmRSS:";
    private static final double KIBI = 1024;

    @Override
    public void write(Exposition out) {
        ProcessHandle.Info info = ProcessHandle.current().info();
        one(
                out,
                MetricType.COUNTER,
                "process_cpu_seconds_total",
                "CPU time that this process has taken, in seconds.",
                info.totalCpuDuration().map(ProcessMetrics::seconds));
        one(
                out,
                MetricType.GAUGE,
                "process_resident_memory_bytes",
                "Memory of this process that is resident, in bytes.",
                residentBytes());
        one(
                out,
                MetricType.GAUGE,
                "process_open_fds",
                "File descriptors that this process has open.",
                openDescriptors());
        one(
                out,
                MetricType.GAUGE,
                "process_start_time_seconds",
                "When this process started, in seconds since 1970.",
                info.startInstant().map(start -> start.toEpochMilli() / 1e3));
    }

    private static void one(Exposition out, MetricType type, String name, String help, Optional<Double> value) {
        if (value.isPresent()) {
            out.family(name, type, help);
            out.sample().is(value.get());
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static Optional<Double> residentBytes() {
        try (Stream<String> lines = Files.lines(SELF.resolve("status"))) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .map(line ->
                            line.substring(RESIDENT.length()).replace("kB", "").strip())
                    .map(kibibytes -> Double.parseDouble(kibibytes) * KIBI)
                    .findFirst();
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }

    private static Optional<Double> openDescriptors() {
        try (Stream<Path> open = Files.list(SELF.resolve("fd"))) {
            return Optional.of((double) open.count());
        } catch (IOException notLinux) {
            return Optional.empty();
        }
    }
}
