package org.bolabaden.outrider.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Schedule after schedule until there were so many steps, on as many threads as there are processors, and what they came to. */
final class LongRun {
    private static final String BEGIN = "<!-- simulation: ./verify --simulate -->\n";
    private static final String END = "<!-- end of simulation -->\n";
    private static final Path PAGE = Path.of("docs", "HARDENING.md");
    private static final Duration TELL = Duration.ofSeconds(30);

    private final long wanted;
    private final AtomicLong seed;
    private final Map<Fault.Kind, Long> happened = new EnumMap<>(Fault.Kind.class);
    private final long began = System.nanoTime();
    private Optional<String> failure = Optional.empty();
    private long steps;
    private long schedules;
    private long simulated;
    private long told = System.nanoTime();

    LongRun(long wanted, long from) {
        this.wanted = wanted;
        this.seed = new AtomicLong(from);
    }

    /** Runs them; what went wrong, if something did. */
    Optional<String> run() {
        try (var threads = java.util.concurrent.Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors())) {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                threads.execute(this::work);
            }
        }
        say();
        return failure;
    }

    private void work() {
        while (more()) {
            Schedule schedule = Schedule.of(seed.getAndIncrement());
            try {
                Simulation.Result result = Simulation.run(schedule, Optional.empty());
                note(result);
                // Runs simulations to find the smallest: never within a monitor, which their strands would upset.
                result.broken().ifPresent(broken -> fail(Simulation.report(schedule, broken)));
            } catch (RuntimeException | Error bug) {
                fail("seed " + schedule.seed() + ": " + bug);
            }
        }
    }

    private synchronized boolean more() {
        return failure.isEmpty() && steps < wanted;
    }

    private synchronized void fail(String how) {
        failure = failure.or(() -> Optional.of(how));
    }

    private synchronized void note(Simulation.Result result) {
        steps += result.steps();
        schedules++;
        simulated += result.millis();
        result.happened().forEach((kind, count) -> happened.merge(kind, (long) count, Long::sum));
        if (System.nanoTime() - told > TELL.toNanos()) {
            told = System.nanoTime();
            say();
        }
    }

    private synchronized void say() {
        System.out.printf(
                Locale.ROOT, "simulation: %,d steps, %,d schedules, %,.0f a minute%n", steps, schedules, perMinute());
    }

    private double perMinute() {
        return schedules * 60e9 / Math.max(1, System.nanoTime() - began);
    }

    private String table() {
        return String.format(
                        Locale.ROOT,
                        "| | |%n|---|--:|%n| steps | %,d |%n| schedules | %,d |%n| schedules a minute | %,.0f |%n| simulated time | %,d h |%n| rules broken | %d |%n%n| fault | how often |%n|---|--:|%n",
                        steps,
                        schedules,
                        perMinute(),
                        simulated / 3_600_000,
                        failure.isPresent() ? 1 : 0)
                + happened.entrySet().stream()
                        .map(one -> String.format(
                                Locale.ROOT,
                                "| %s | %,d |%n",
                                one.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                                one.getValue()))
                        .collect(Collectors.joining());
    }

    /** Writes the table into the page, if that is wanted. */
    void write() throws IOException {
        System.out.print(table());
        if (Boolean.getBoolean("outrider.update-docs")) {
            String text = Files.readString(PAGE);
            int begin = text.indexOf(BEGIN) + BEGIN.length();
            Files.writeString(PAGE, text.substring(0, begin) + table() + text.substring(text.indexOf(END)));
        }
    }
}
