package org.bolabaden.outrider.sentinel;

import java.util.Arrays;

/** What a simulated sentinel knows of the Redis: when each answered, and the role that it said. */
final class SentinelEyes {
    static final long DOWN_AFTER = 1_000;
    private static final long PING = 500;
    private static final long INFO = 10_000;
    private static final long INFO_URGENT = 1_000;

    private final SimulatedSentinel sentinel;
    private final World world;
    private final long[] answered;
    private final long[] pinged;
    private final long[] informed;
    private final int[] role;
    private final long[] roleSince;

    SentinelEyes(SimulatedSentinel sentinel, World world) {
        this.sentinel = sentinel;
        this.world = world;
        int count = world.redis().size();
        answered = new long[count];
        pinged = new long[count];
        informed = new long[count];
        role = new int[count];
        roleSince = new long[count];
        open();
    }

    /** As after a start, or after another primary was taken over. */
    void open() {
        Arrays.fill(answered, world.now());
        Arrays.fill(roleSince, world.now());
        Arrays.fill(informed, 0);
        for (SimulatedRedis redis : world.redis()) {
            role[redis.id] = redis.id == sentinel.master() ? SimulatedRedis.MASTER : sentinel.master();
        }
    }

    void look(boolean urgent) {
        for (SimulatedRedis redis : world.redis()) {
            if (world.now() - pinged[redis.id] >= PING) {
                boolean info = world.now() - informed[redis.id] >= (urgent ? INFO_URGENT : INFO);
                ask(redis, info);
            }
        }
    }

    private void ask(SimulatedRedis redis, boolean info) {
        pinged[redis.id] = world.now();
        int me = sentinel.id;
        int there = world.nodeOfRedis(redis.id);
        int life = sentinel.life();
        world.wires().send(me, there, () -> {
            if (redis.up()) {
                int said = redis.role();
                world.wires().send(there, me, () -> {
                    if (sentinel.life() == life) {
                        heard(redis.id, said, info);
                    }
                });
            }
        });
    }

    private void heard(int redis, int said, boolean info) {
        answered[redis] = world.now();
        if (info) {
            informed[redis] = world.now();
            if (role[redis] != said) {
                role[redis] = said;
                roleSince[redis] = world.now();
            }
            sentinel.informed(redis, said, world.now() - roleSince[redis]);
        }
    }

    boolean down(int redis) {
        return world.now() - answered[redis] > DOWN_AFTER
                || (redis == sentinel.master()
                        && role[redis] != SimulatedRedis.MASTER
                        && world.now() - roleSince[redis] > DOWN_AFTER + 2 * INFO);
    }

    boolean says(int redis, int said) {
        return role[redis] == said;
    }
}
