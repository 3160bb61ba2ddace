package org.bolabaden.outrider.simulation;

import java.util.Optional;

/** By hand, for development: FROM COUNT. */
final class Run {
    private Run() {}

    public static void main(String[] args) {
        long from = Long.parseLong(args[0]);
        int count = Integer.parseInt(args[1]);
        long began = System.nanoTime();
        long steps = 0;
        int failures = 0;
        for (long seed = from; seed < from + count; seed++) {
            Schedule schedule = Schedule.of(seed);
            Simulation.Result result;
            try {
                result = Simulation.run(schedule, Optional.empty());
            } catch (RuntimeException | Error bug) {
                System.out.println("seed " + seed);
                bug.printStackTrace(System.out);
                failures++;
                if (failures > 4) break;
                continue;
            }
            steps += result.steps();
            if (result.broken().isPresent()) {
                failures++;
                System.out.println(schedule.seed() + " " + result.broken().get());
                if (failures <= 6) System.out.println(Simulation.report(schedule, result.broken().get()));
                if (failures > 12) break;
            }
        }
        double s = (System.nanoTime() - began) / 1e9;
        System.out.printf("%d steps, %.1f s, %.0f schedules/min, failures %d%n", steps, s, count / s * 60, failures);
    }
}
