package org.bolabaden.outrider.sentinel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.bolabaden.outrider.registry.Endpoint;

/** Where sentinels are reached, and what they answer there: the truth, or what a liar makes of it. */
final class Directory {
    /** What is answered to who connects. */
    record Answer(SentinelId id, MasterView view, Map<SentinelId, Endpoint> others) {}

    private static final int PORT = 26379;
    private static final int INVENTED = 32;
    private static final Endpoint ALIAS = new Endpoint("alias", PORT);

    private final Schedule schedule;
    private final Random random;
    private final Map<Endpoint, Integer> nodes = new HashMap<>();
    private final Map<Endpoint, SentinelId> pretended = new HashMap<>();
    private final boolean steady;
    private final int steadyPrimary;

    Directory(Schedule schedule, Random random) {
        this.schedule = schedule;
        this.random = random;
        for (int i = 0; i < schedule.sentinels(); i++) {
            nodes.put(named(i), i);
            nodes.put(known(i), i);
            if (schedule.lies(i)) {
                forge(i);
            }
        }
        nodes.put(ALIAS, 0);
        steady = random.nextBoolean();
        steadyPrimary = random.nextInt(schedule.redis());
    }

    private void forge(int liar) {
        for (int i = 0; i < INVENTED; i++) {
            Endpoint place = new Endpoint("10.6.6." + (i + 1), PORT);
            nodes.put(place, liar);
            pretended.put(place, World.id(i < schedule.sentinels() ? i : i + schedule.sentinels()));
        }
    }

    private static Endpoint named(int sentinel) {
        return new Endpoint("sentinel" + sentinel, PORT);
    }

    private Endpoint known(int sentinel) {
        return schedule.byAddress() ? new Endpoint("10.0.0." + (sentinel + 1), PORT) : named(sentinel);
    }

    List<Endpoint> configured() {
        List<Endpoint> all = new ArrayList<>();
        for (int i = 0; i < schedule.configured(); i++) {
            all.add(named(i));
        }
        if (schedule.alias()) {
            all.add(ALIAS);
        }
        return all;
    }

    int nodeAt(Endpoint address) {
        return nodes.getOrDefault(address, -1);
    }

    boolean dialsTwice() {
        return schedule.seed() % 2 == 0;
    }

    Answer answer(SimulatedSentinel sentinel, Endpoint address) {
        return schedule.lies(sentinel.id) ? lie(sentinel, address) : truth(sentinel);
    }

    private Answer truth(SimulatedSentinel sentinel) {
        Set<MasterView.Flag> flags = java.util.EnumSet.noneOf(MasterView.Flag.class);
        if (sentinel.down()) {
            flags.add(MasterView.Flag.SUBJECTIVELY_DOWN);
        }
        if (sentinel.objectivelyDown()) {
            flags.add(MasterView.Flag.OBJECTIVELY_DOWN);
        }
        if (sentinel.failingOver()) {
            flags.add(MasterView.Flag.FAILOVER_IN_PROGRESS);
        }
        // SENTINEL MASTER gives the old address until the leader is done, at the new epoch already.
        MasterView view = new MasterView(World.redisAt(sentinel.master()), new Epoch(sentinel.configEpoch()), flags);
        return new Answer(World.id(sentinel.id), view, others(sentinel.id));
    }

    private Map<SentinelId, Endpoint> others(int sentinel) {
        Map<SentinelId, Endpoint> others = new HashMap<>();
        for (int i = 0; i < schedule.sentinels(); i++) {
            if (i != sentinel) {
                others.put(World.id(i), known(i));
            }
        }
        return others;
    }

    private Answer lie(SimulatedSentinel sentinel, Endpoint address) {
        Map<SentinelId, Endpoint> others = random.nextBoolean() ? others(sentinel.id) : new HashMap<>();
        pretended.forEach((place, id) -> {
            if (random.nextInt(4) == 0) {
                others.put(id, place);
            }
        });
        Set<MasterView.Flag> flags = random.nextInt(4) == 0 ? Set.of(MasterView.Flag.OBJECTIVELY_DOWN) : Set.of();
        int primary = steady ? steadyPrimary : random.nextInt(schedule.redis());
        MasterView view = new MasterView(World.redisAt(primary), new Epoch(invented(sentinel)), flags);
        return new Answer(pretended.getOrDefault(address, World.id(sentinel.id)), view, others);
    }

    private long invented(SimulatedSentinel sentinel) {
        if (steady) {
            return 1_000;
        }
        return switch (random.nextInt(4)) {
            case 0 -> 1_000L + random.nextInt(100_000);
            case 1 -> random.nextInt(3);
            case 2 -> sentinel.configEpoch() + 1;
            default -> sentinel.configEpoch();
        };
    }

    /** What it publishes instead; the worst that a liar can do is to take the votes for another as its own. */
    List<SentinelEvent> told(SimulatedSentinel sentinel, SentinelEvent event) {
        if (!schedule.lies(sentinel.id)) {
            return List.of(event);
        }
        return switch (random.nextInt(3)) {
            case 0 -> List.of(event);
            case 1 -> List.of(inventedEvent(sentinel), inventedEvent(sentinel), inventedEvent(sentinel));
            default ->
                List.of(
                        new SentinelEvent.NewEpoch(new Epoch(sentinel.clock())),
                        new SentinelEvent.TryFailover(World.MASTER),
                        new SentinelEvent.VoteForLeader(
                                World.id(random.nextInt(schedule.sentinels())), new Epoch(sentinel.clock())),
                        new SentinelEvent.SelectedReplica(
                                World.MASTER, World.redisAt(random.nextInt(schedule.redis()))));
        };
    }

    private SentinelEvent inventedEvent(SimulatedSentinel sentinel) {
        Endpoint replica = World.redisAt(random.nextInt(schedule.redis()));
        Epoch epoch = new Epoch(sentinel.configEpoch() + random.nextInt(3));
        return switch (random.nextInt(8)) {
            case 0 -> new SentinelEvent.NewEpoch(epoch);
            case 1 -> new SentinelEvent.TryFailover(World.MASTER);
            case 2, 3 -> new SentinelEvent.VoteForLeader(World.id(random.nextInt(schedule.sentinels())), epoch);
            case 4 -> new SentinelEvent.SelectedReplica(World.MASTER, replica);
            case 5 -> new SentinelEvent.SwitchMaster(World.MASTER, replica, replica);
            case 6 -> new SentinelEvent.FailoverAborted(World.MASTER, "a lie");
            default -> new SentinelEvent.ObjectivelyDown(World.MASTER, random.nextBoolean());
        };
    }
}
