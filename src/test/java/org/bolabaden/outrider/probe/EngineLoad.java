package org.bolabaden.outrider.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.NodeName;

/**
 * What a check costs. Not a test: start a web server, then
 *
 * <pre>java -Xmx64m -XX:+UseSerialGC -cp target/classes:target/test-classes:… org.bolabaden.outrider.probe.EngineLoad PORT [COUNT [INTERVAL_MS [SECONDS [http|tcp]]]]</pre>
 *
 * <p>COUNT backends (4,000) on 127.x.y.z all reach that server, each every INTERVAL (2,000 ms). After a warm-up of the
 * same length it prints the processor time per check, of the loop's thread and of the whole process, and memory.
 */
final class EngineLoad {
    private EngineLoad() {}

    public static void main(String... arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int count = argument(arguments, 1, 4_000);
        int interval = argument(arguments, 2, 2_000);
        int seconds = argument(arguments, 3, 10);
        boolean tcp = arguments.length > 4 && arguments[4].equals("tcp");
        AtomicLong passed = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        ProbeListener listener = (backend, result) -> {
            (result.passed() ? passed : failed).incrementAndGet();
            return backend.check().schedule().interval();
        };
        ProbeSettings settings =
                new ProbeSettings(1024, "outrider/load", () -> null, name -> false, new NodeName("here"));
        try (ProbeEngine engine = ProbeEngine.start(settings, listener, event -> System.out.println(event))) {
            engine.replace(backends(port, count, Duration.ofMillis(interval), tcp));
            Thread.sleep(Duration.ofSeconds(seconds));
            long checks = passed.get() + failed.get();
            long process = cpuNanos(Path.of("/proc/self"));
            long loop = loopNanos();
            Thread.sleep(Duration.ofSeconds(seconds));
            checks = passed.get() + failed.get() - checks;
            System.out.printf(
                    "%d checks/s, loop %.1f µs, process %.1f µs a check, %s, %d failed, %s%n",
                    checks / seconds,
                    (loopNanos() - loop) / 1e3 / checks,
                    (cpuNanos(Path.of("/proc/self")) - process) / 1e3 / checks,
                    memory(),
                    failed.get(),
                    engine.statistics());
        }
    }

    private static int argument(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }

    private static List<Backend> backends(int port, int count, Duration interval, boolean tcp) {
        List<Backend> backends = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Backends backend =
                    Backends.at("127.0." + i / 250 + "." + (i % 250 + 1), port).every(interval);
            backends.add((tcp ? backend.tcp() : backend).build());
        }
        return backends;
    }

    private static long loopNanos() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            for (Path thread : threads.toList()) {
                if (Files.readString(thread.resolve("comm")).strip().equals("probe")) {
                    return cpuNanos(thread);
                }
            }
        }
        return 0;
    }

    /** User and system time, from hundredths of a second; field 0 here is the state. */
    private static long cpuNanos(Path process) throws IOException {
        String[] fields = Files.readString(process.resolve("stat"))
                .replaceFirst(".*\\) ", "")
                .split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000_000L;
    }

    private static String memory() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("no VmRSS");
    }
}
