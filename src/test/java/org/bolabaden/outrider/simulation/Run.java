package org.bolabaden.outrider.simulation;

import java.util.Optional;

/** By hand, for development: FROM COUNT. */
final class Run {
    private Run() {}

    public static void main(String[] args) {
        if (args[0].equals("mistake")) {
            for (int i = 1; i + 2 < args.length; i += 3) {
                int rule = Integer.parseInt(args[i]);
                var mistake = org.bolabaden.outrider.SimulatedMachine.Mistake.valueOf(args[i + 1]);
                long t = System.nanoTime();
                System.out.println(mistake + " rule " + rule + ": seed "
                        + Simulation.firstBreaking(rule, mistake, 1, Integer.parseInt(args[i + 2])) + " in "
                        + (System.nanoTime() - t) / 1_000_000 + " ms");
            }
            return;
        }
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
            if ((seed - from + 1) % 20 == 0) {
                double used =
                        java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
                System.out.printf(
                        "%d: %d steps, %.1f s, cpu %.1f s%n", seed, steps, (System.nanoTime() - began) / 1e9, used);
            }
            if (result.broken().isPresent()) {
                failures++;
                System.out.println(schedule.seed() + " " + result.broken().get());
                if (failures <= 6)
                    System.out.println(
                            Simulation.report(schedule, result.broken().get()));
                if (failures > 12) break;
            }
        }
        double s = (System.nanoTime() - began) / 1e9;
        System.out.printf("%d steps, %.1f s, %.0f schedules/min, failures %d%n", steps, s, count / s * 60, failures);
    }
}
