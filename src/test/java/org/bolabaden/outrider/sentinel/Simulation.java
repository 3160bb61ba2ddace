package org.bolabaden.outrider.sentinel;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;

/** One schedule, from its beginning until everything has healed and come to rest. */
final class Simulation {
    /**
     * How a run ended.
     *
     * @param agreed whether the right one was offered in the end; if not, the sentinels themselves did not agree on one that
     *     works, or not for long enough
     * @param seen what happened in it
     */
    record Result(boolean agreed, Set<Invariants.Seen> seen) {}

    private static final ServiceName SERVICE = new ServiceName("redis-main");
    private static final long HEALING = 30_000;
    private static final long CALM = 15_000;
    private static final long PATIENCE = 120_000;

    private final Schedule schedule;
    private final World world;
    private final Invariants invariants;

    Simulation(Schedule schedule, BiFunction<Situation, Set<Endpoint>, Ruling> election) {
        this.schedule = schedule;
        Random random = new Random(schedule.seed());
        world = new World(schedule, random);
        invariants = new Invariants(world);
        Directory directory = new Directory(schedule, random);
        Followed followed =
                new Followed(SERVICE, World.MASTER, directory.configured(), listed(), schedule.isolationTime());
        for (int i = 0; i < schedule.outriders(); i++) {
            world.outriders().add(new SimulatedOutrider(i, world, directory, followed, election, invariants));
            if (schedule.silent() >= 0) {
                world.wires().silence(schedule.silent(), world.nodeOfOutrider(i));
            }
        }
        new Faults(world, invariants).plan(schedule);
    }

    /** Runs it. */
    static Result run(Schedule schedule, BiFunction<Situation, Set<Endpoint>, Ruling> election) {
        return new Simulation(schedule, election).run();
    }

    private Map<Endpoint, BackendId> listed() {
        Map<Endpoint, BackendId> listed = new HashMap<>();
        int count = schedule.redis() - (schedule.unlisted() ? 1 : 0);
        for (int i = 0; i < count; i++) {
            listed.put(World.redisAt(i), new BackendId(SERVICE, World.redisAt(i)));
        }
        return listed;
    }

    private Result run() {
        long healed = Schedule.LAST + 15_500;
        world.time().runUntil(healed);
        world.wires().heal();
        world.sentinels().stream().filter(one -> !one.up()).forEach(one -> one.restart(false));
        world.redis().stream().filter(one -> !one.up()).forEach(one -> one.up(true));
        long calmSince = world.now();
        Optional<Integer> agreed = agreed();
        while (world.now() < healed + PATIENCE) {
            world.time().runUntil(world.now() + 1_000);
            if (!agreed().equals(agreed)) {
                agreed = agreed();
                calmSince = world.now();
            }
            if (agreed.isPresent() && world.now() - calmSince >= CALM && world.now() - healed >= HEALING) {
                agreed.ifPresent(this::isOffered);
                return new Result(true, invariants.seen());
            }
        }
        return new Result(false, invariants.seen());
    }

    /** Whom a majority of those names that are honest and heard, while all others follow it. */
    private Optional<Integer> agreed() {
        return world.redis().stream()
                .map(redis -> redis.id)
                .filter(this::isNamed)
                .filter(this::works)
                .findFirst();
    }

    private boolean isNamed(int primary) {
        long latest = world.sentinels().stream()
                .mapToLong(SimulatedSentinel::configEpoch)
                .max()
                .orElse(0);
        return world.sentinels().stream()
                        .filter(one -> one.master() == primary && one.configEpoch() == latest && !one.failingOver())
                        .filter(one -> !one.down() && !schedule.lies(one.id) && one.id != schedule.silent())
                        .count()
                > schedule.sentinels() / 2;
    }

    private boolean works(int primary) {
        return world.redis().stream()
                .allMatch(redis -> redis.role() == (redis.id == primary ? SimulatedRedis.MASTER : primary));
    }

    private void isOffered(int primary) {
        for (SimulatedOutrider outrider : world.outriders()) {
            boolean listed = outrider.listed().containsKey(World.redisAt(primary));
            int expected = listed ? primary : -1;
            if (outrider.offered() != expected) {
                throw new Invariants.Violation("6 " + World.redisAt(primary) + " is agreed on and not offered: "
                        + outrider.follower().primary() + "; "
                        + outrider.follower().ruling() + "; "
                        + outrider.follower().standing() + "; roster "
                        + outrider.follower().roster().size());
            }
        }
    }

    /** The simplest schedule that still fails in the same way. */
    static Schedule shrunk(Schedule failing, BiFunction<Situation, Set<Endpoint>, Ruling> election) {
        Schedule best = failing;
        Optional<Character> how = failure(best, election).map(message -> message.charAt(0));
        boolean better = true;
        while (better) {
            Optional<Schedule> next = best.simpler().stream()
                    .filter(simpler -> failure(simpler, election)
                            .map(message -> message.charAt(0))
                            .equals(how))
                    .findFirst();
            better = next.isPresent();
            best = next.orElse(best);
        }
        return best;
    }

    /** What it breaks; empty: nothing. */
    static Optional<String> failure(Schedule schedule, BiFunction<Situation, Set<Endpoint>, Ruling> election) {
        try {
            run(schedule, election);
            return Optional.empty();
        } catch (Invariants.Violation violation) {
            return Optional.of(String.valueOf(violation.getMessage()));
        }
    }

    /** The first seed of those that breaks something. */
    static Optional<Long> firstFailing(long from, int count, BiFunction<Situation, Set<Endpoint>, Ruling> election) {
        return IntStream.range(0, count)
                .mapToObj(i -> from + i)
                .filter(seed -> failure(Schedule.of(seed), election).isPresent())
                .findFirst();
    }
}
