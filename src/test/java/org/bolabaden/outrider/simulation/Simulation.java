package org.bolabaden.outrider.simulation;

import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bolabaden.outrider.SimulatedMachine.Mistake;

/** One schedule, from its beginning until everything was mended and has come to rest. */
final class Simulation {
    private static final long MILLI = 1_000_000L;
    private static final long MENDED = 24_000;
    private static final long HEALING = 15_000;
    private static final long PATIENCE = 150_000;

    private Simulation() {}

    /**
     * How a run ended.
     *
     * @param steps how many events there were
     */
    record Result(Optional<Violation> broken, long steps, Map<Fault.Kind, Integer> happened, long millis) {}

    /** Runs it, with a mistake built in or with none. */
    static Result run(Schedule schedule, Optional<Mistake> mistake) {
        World world = new World(schedule, mistake);
        try (Time time = world.time()) {
            time.runUntil(MENDED * MILLI);
            if (!time.over()) {
                world.mend();
                time.runUntil((MENDED + HEALING) * MILLI);
            }
            while (!time.over()) {
                Optional<String> unsettled = world.rules().unsettled();
                if (unsettled.isEmpty()) {
                    break;
                }
                if (time.now() > (MENDED + PATIENCE) * MILLI) {
                    world.rules().broken(8, unsettled.get());
                    break;
                }
                time.runUntil(time.now() + 5_000 * MILLI);
            }
            long sentinels = world.sentinels().map(there -> there.steps()).orElse(0L);
            return new Result(world.rules().broken(), time.steps() + sentinels, world.happened(), time.now() / MILLI);
        }
    }

    /** The simplest schedule in which the same rule is broken. */
    static Schedule shrunk(Schedule failing, Optional<Mistake> mistake) {
        Schedule best = failing;
        int rule = run(best, mistake).broken().orElseThrow().rule();
        boolean better = true;
        while (better) {
            Optional<Schedule> next = best.simpler().stream()
                    .filter(simpler -> run(simpler, mistake)
                            .broken()
                            .filter(one -> one.rule() == rule)
                            .isPresent())
                    .findFirst();
            better = next.isPresent();
            best = next.orElse(best);
        }
        return best;
    }

    /** The first of those seeds that breaks that rule. */
    static Optional<Long> firstBreaking(int rule, Mistake mistake, long from, int count) {
        return LongStream.range(from, from + count)
                .boxed()
                .filter(seed -> run(Schedule.of(seed).about(rule), Optional.of(mistake))
                        .broken()
                        .filter(one -> one.rule() == rule)
                        .isPresent())
                .findFirst();
    }

    /** All that somebody needs to find out what went wrong. */
    static String report(Schedule schedule, Violation broken) {
        Schedule small = shrunk(schedule, Optional.empty());
        Violation simplest = run(small, Optional.empty()).broken().orElse(broken);
        return "%s%nsmallest that fails in the same way: %s%n%s%nagain: ./mvnw test -Dtest=SimulationTest -Doutrider.simulation.seed=%d"
                .formatted(broken, simplest, small, schedule.seed());
    }
}
