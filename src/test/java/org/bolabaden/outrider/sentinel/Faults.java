package org.bolabaden.outrider.sentinel;

import org.bolabaden.outrider.sentinel.Schedule.Fault;

/** Does to a world what a schedule says. */
final class Faults {
    private final World world;
    private final Invariants invariants;

    Faults(World world, Invariants invariants) {
        this.world = world;
        this.invariants = invariants;
    }

    void plan(Schedule schedule) {
        schedule.faults().forEach(fault -> world.time().in(fault.at(), () -> happen(fault)));
    }

    private void happen(Fault fault) {
        int from = fault.a() % nodes();
        int to = fault.b() % nodes();
        switch (fault.kind()) {
            case KILL_PRIMARY -> stop(primary(), fault.lasts());
            case HANG_REDIS -> stop(world.redis().get(fault.a() % world.redis().size()), fault.lasts());
            case KILL_SENTINEL -> {
                sentinel(fault.a()).kill();
                world.time().in(fault.lasts(), () -> sentinel(fault.a()).restart(false));
            }
            case RESTORE_SENTINEL -> // Always the same one: a minority, or a backup would be what the majority knows.
                sentinel(0).restart(true);
            case CUT -> cut(from, to, fault.lasts());
            case PARTITION -> partition(fault.a() | fault.b() << 3, fault.lasts());
            case SLOW -> worsen(from, to, 200 + fault.b() * 50, 0, fault.lasts());
            case LOSSY -> worsen(from, to, 10, 5 + fault.b(), fault.lasts());
            case FAILOVER_BY_HAND -> sentinel(fault.a()).fail();
            case TWO_BY_HAND -> {
                sentinel(fault.a()).fail();
                sentinel(fault.a() + 1).fail();
            }
            case TILT -> sentinel(fault.a()).tilt(fault.lasts());
            case RESTART_OUTRIDER -> outrider(fault.a()).restart(false);
            case FORGETFUL_OUTRIDER -> {
                invariants.forget(outrider(fault.a()).id);
                outrider(fault.a()).restart(true);
            }
            case SET_CLOCK -> {
                int seconds = (fault.b() % 2 == 0 ? 1 : -1) * (fault.b() < 32 ? 5 : 3_600);
                outrider(fault.a()).setClock(seconds * 1_000L + fault.lasts() % 1_000);
            }
        }
    }

    private int nodes() {
        return world.sentinelCount() + world.redis().size() + world.outriders().size();
    }

    private SimulatedSentinel sentinel(int number) {
        return world.sentinels().get(number % world.sentinelCount());
    }

    private SimulatedOutrider outrider(int number) {
        return world.outriders().get(number % world.outriders().size());
    }

    /** The one that most sentinels name. */
    private SimulatedRedis primary() {
        int[] named = new int[world.redis().size()];
        world.sentinels().forEach(sentinel -> named[sentinel.current()]++);
        int most = 0;
        for (int i = 0; i < named.length; i++) {
            most = named[i] > named[most] ? i : most;
        }
        return world.redis().get(most);
    }

    private void stop(SimulatedRedis redis, int lasts) {
        redis.up(false);
        world.time().in(lasts, () -> redis.up(true));
    }

    private void cut(int from, int to, int lasts) {
        world.wires().cut(from, to, true);
        world.time().in(lasts, () -> world.wires().cut(from, to, false));
    }

    private void partition(int side, int lasts) {
        for (int a = 0; a < nodes(); a++) {
            for (int b = 0; b < nodes(); b++) {
                if ((side >> a & 1) != (side >> b & 1)) {
                    cut(a, b, lasts);
                }
            }
        }
    }

    private void worsen(int from, int to, int millis, int percent, int lasts) {
        world.wires().worsen(from, to, millis, percent);
        world.time().in(lasts, () -> world.wires().worsen(from, to, 0, 0));
    }
}
