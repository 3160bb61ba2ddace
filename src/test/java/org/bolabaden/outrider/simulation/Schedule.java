package org.bolabaden.outrider.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * What happens in one run, all of it: together with the seed, which decides on the milliseconds, it gives the same run again.
 *
 * @param nodes 2 to 4
 * @param sentinels whether there is a service with one primary, and the sentinels' world with faults of its own
 * @param sentinelFaults whether that world has any
 * @param keepsState whether a new worker of HAProxy learns the servers' states from the old one
 * @param dns whether the nodes keep their records
 */
record Schedule(
        long seed,
        int nodes,
        boolean sentinels,
        boolean sentinelFaults,
        boolean keepsState,
        boolean dns,
        List<Fault> faults) {
    private static final int FIRST = 5_000;
    /** In milliseconds: after it everything is mended. */
    static final int LAST = 22_000;

    static Schedule of(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        List<Fault> faults = new ArrayList<>();
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            faults.add(fault(random));
        }
        faults.sort(Comparator.comparingLong(Fault::at));
        boolean sentinels = random.nextInt(3) == 0;
        return new Schedule(
                seed,
                2 + random.nextInt(3),
                sentinels,
                sentinels && random.nextInt(3) > 0,
                random.nextInt(4) == 0,
                random.nextInt(3) == 0,
                List.copyOf(faults));
    }

    private static Fault fault(Random random) {
        Fault.Kind[] kinds = Fault.Kind.values();
        // Faults that come together are worth more than such that come alone.
        long at = random.nextBoolean() ? FIRST + random.nextInt(LAST - FIRST) : 8_000 + random.nextInt(2_500);
        return new Fault(
                at,
                kinds[random.nextInt(kinds.length)],
                random.nextInt(64),
                random.nextInt(64),
                100 + random.nextInt(9_000));
    }

    private Schedule with(int count, boolean faulty, boolean recorded, List<Fault> left) {
        return new Schedule(seed, count, sentinels, faulty, keepsState, recorded, left);
    }

    /** The same with such faults alone as that rule is about, so that a mistake is found soon. */
    Schedule about(int rule) {
        if (rule == 3) {
            return new Schedule(seed, 2, false, false, false, false, unlearning());
        }
        List<Fault.Kind> kinds =
                switch (rule) {
                    case 1 -> List.of(Fault.Kind.SIDECAR_STOPPED, Fault.Kind.HAPROXY_RELOADED);
                    case 2 -> List.of(Fault.Kind.REGISTRY_UNRENDERABLE, Fault.Kind.CRASH_WHILE_WRITING);
                    case 4 -> List.of(Fault.Kind.NODE_ISOLATED, Fault.Kind.REGISTRY_EMPTY);
                    case 6 -> List.of(Fault.Kind.ALL_NODES_DRAINED, Fault.Kind.EDGE_DEAD);
                    default -> List.of(Fault.Kind.BACKEND_REFUSES);
                };
        List<Fault> those = faults.stream()
                .map(fault ->
                        new Fault(fault.at(), kinds.get(fault.a() % kinds.size()), fault.a(), fault.b(), fault.lasts()))
                .toList();
        return new Schedule(seed, 2, rule == 5, rule == 5, false, rule == 6, those);
    }

    /** A file that cannot be written, a backend that fails, and a reload from the file, which knows nothing of that. */
    private List<Fault> unlearning() {
        int which = (int) (seed % 64);
        return List.of(
                new Fault(8_000, Fault.Kind.DISK_READ_ONLY, which, 0, 14_000),
                new Fault(9_000, Fault.Kind.BACKEND_REFUSES, which, 0, 13_000),
                new Fault(13_000, Fault.Kind.HAPROXY_RELOADED, which, 0, 0));
    }

    /** Simpler ones, the simplest first. */
    List<Schedule> simpler() {
        List<Schedule> all = new ArrayList<>();
        for (int i = 0; i < faults.size(); i++) {
            List<Fault> left = new ArrayList<>(faults);
            left.remove(i);
            all.add(with(nodes, sentinelFaults, dns, left));
        }
        if (sentinels) {
            all.add(new Schedule(seed, nodes, false, false, keepsState, dns, faults));
        }
        if (sentinelFaults) {
            all.add(with(nodes, false, dns, faults));
        }
        if (dns) {
            all.add(with(nodes, sentinelFaults, false, faults));
        }
        if (nodes > 2) {
            all.add(with(nodes - 1, sentinelFaults, dns, faults));
        }
        return all;
    }

    @Override
    public String toString() {
        return "seed %d: %d nodes%s%s%s%n"
                        .formatted(
                                seed,
                                nodes,
                                sentinels ? (sentinelFaults ? ", sentinels with faults" : ", sentinels") : "",
                                keepsState ? ", load-server-state" : "",
                                dns ? ", records" : "")
                + faults.stream().map(Fault::toString).collect(Collectors.joining(System.lineSeparator()));
    }
}
