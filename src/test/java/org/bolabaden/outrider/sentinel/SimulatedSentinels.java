package org.bolabaden.outrider.sentinel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;

/** The simulated sentinels and Redis of {@link World} as a part of a larger world, with a follower for each node of that. */
public final class SimulatedSentinels {
    /** The service whose primary they decide on. */
    public static final ServiceName SERVICE = new ServiceName("redis-main");

    private final Schedule schedule;
    private final World world;
    private final Invariants invariants;

    /**
     * A world of which faults befall it by itself for the first 25 s.
     *
     * @param nodes how many follow
     * @param credulous whether they believe a single sentinel: a mistake that is to be found
     * @param faults whether there are any
     */
    public SimulatedSentinels(long seed, int nodes, boolean credulous, boolean faults) {
        Schedule drawn = Schedule.of(seed);
        schedule = new Schedule(
                seed,
                drawn.sentinels(),
                drawn.configured(),
                drawn.redis(),
                nodes,
                drawn.epoch(),
                faults ? drawn.liars() : 0,
                faults ? drawn.silent() : -1,
                drawn.byAddress(),
                drawn.alias(),
                false,
                0,
                faults ? drawn.faults() : List.of());
        Random random = new Random(seed);
        world = new World(schedule, random);
        invariants = new Invariants(world);
        Directory directory = new Directory(schedule, random);
        Map<Endpoint, BackendId> listed = new HashMap<>();
        for (int i = 0; i < schedule.redis(); i++) {
            listed.put(World.redisAt(i), new BackendId(SERVICE, World.redisAt(i)));
        }
        Followed followed =
                new Followed(SERVICE, World.MASTER, directory.configured(), listed, schedule.isolationTime());
        for (int i = 0; i < nodes; i++) {
            world.outriders()
                    .add(new SimulatedOutrider(
                            i,
                            world,
                            directory,
                            followed,
                            credulous ? BrokenElection.WITH_A_MAJORITY_OF_ONE : Election::decide,
                            invariants));
            if (schedule.silent() >= 0) {
                world.wires().silence(schedule.silent(), world.nodeOfOutrider(i));
            }
        }
        new Faults(world, invariants).plan(schedule);
    }

    /** How many Redis servers there are, called {@code redis0} and so on. */
    public int redis() {
        return schedule.redis();
    }

    /** Whether that one answers. */
    public boolean isUp(int redis) {
        return world.redis().get(redis).up();
    }

    /** What befalls it, for people. */
    public List<String> faults() {
        List<String> all = new ArrayList<>();
        schedule.faults().forEach(fault -> all.add(fault.kind().name()));
        return all;
    }

    /** Goes on until that millisecond; what breaks one of its invariants is returned. */
    public Optional<String> runUntil(long millis) {
        try {
            world.time().runUntil(millis);
            return Optional.empty();
        } catch (Invariants.Violation broken) {
            return Optional.of(String.valueOf(broken.getMessage()));
        }
    }

    /** How many events there were. */
    public long steps() {
        return world.time().steps();
    }

    /** All wires whole, all processes up. */
    public void mend() {
        world.wires().heal();
        world.sentinels().stream().filter(one -> !one.up()).forEach(one -> one.restart(false));
        world.redis().stream().filter(one -> !one.up()).forEach(one -> one.up(true));
    }

    /** What that node's follower holds. */
    public Primary primary(int node) {
        return world.outriders().get(node).follower().primary();
    }

    /** What HAProxy has ready there. */
    public void adopt(int node, Set<BackendId> ready) {
        world.outriders().get(node).adopt(ready);
    }

    /** What that node's follower must not forget, as it writes it. */
    public PrimaryMemory memory(int node) {
        return new PrimaryMemory(
                Map.of(SERVICE, Remembered.of(world.outriders().get(node).follower())));
    }

    /** A new process on that node, with what the disk has; a memory that cannot be read is none. */
    public void restart(int node, Path file) {
        Standing found;
        try {
            PrimaryMemory memory = PrimaryMemory.read(file);
            found = memory.services().containsKey(SERVICE)
                    ? memory.services().get(SERVICE).standing()
                    : Standing.NONE;
        } catch (IOException unreadable) {
            found = Standing.NONE;
        }
        SimulatedOutrider outrider = world.outriders().get(node);
        if (!found.equals(outrider.follower().standing())) {
            // What it had decided last was not written, and so was never in force.
            invariants.forget(node);
        }
        outrider.restart(found);
    }
}
