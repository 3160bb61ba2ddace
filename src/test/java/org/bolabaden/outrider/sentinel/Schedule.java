package org.bolabaden.outrider.sentinel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * What happens in one run, all of it: together with the seed, which decides on the milliseconds, it gives the same run again.
 *
 * @param sentinels 3 or 5
 * @param configured so many of them are in the registry; the others are found out
 * @param redis 2 to 4
 * @param outriders 1 or 2
 * @param epoch of the sentinels' configuration at the beginning
 * @param liars sentinels that lie to Outrider, as bits: a minority
 * @param silent the sentinel that Outrider never hears; -1: none
 * @param byAddress whether the sentinels know each other by other addresses than the registry does
 * @param alias whether the first sentinel is configured under two names
 * @param unlisted whether the last Redis is not in the registry
 * @param isolation in milliseconds; 0: for good
 */
record Schedule(
        long seed,
        int sentinels,
        int configured,
        int redis,
        int outriders,
        long epoch,
        int liars,
        int silent,
        boolean byAddress,
        boolean alias,
        boolean unlisted,
        int isolation,
        List<Fault> faults) {
    static final int LAST = 25_000;

    enum Kind {
        KILL_PRIMARY,
        HANG_REDIS,
        KILL_SENTINEL,
        RESTORE_SENTINEL,
        CUT,
        PARTITION,
        SLOW,
        LOSSY,
        FAILOVER_BY_HAND,
        TWO_BY_HAND,
        TILT,
        RESTART_OUTRIDER,
        FORGETFUL_OUTRIDER,
        SET_CLOCK
    }

    /**
     * One fault.
     *
     * @param at when, in milliseconds
     * @param a whom it is about: taken modulo the number of them
     * @param b and whom
     * @param lasts how long, in milliseconds
     */
    record Fault(long at, Kind kind, int a, int b, int lasts) {
        @Override
        public String toString() {
            return "%6.3f s %s a=%d b=%d for %.3f s".formatted(at / 1e3, kind, a, b, lasts / 1e3);
        }
    }

    static Schedule of(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        int sentinels = random.nextInt(4) == 0 ? 5 : 3;
        boolean lying = random.nextInt(4) == 0;
        List<Fault> faults = new ArrayList<>();
        int count = 1 + random.nextInt(7);
        for (int i = 0; i < count; i++) {
            Fault fault = fault(random);
            // A backup and a lie together would be a majority that tells old things.
            if (!lying || fault.kind() != Kind.RESTORE_SENTINEL) {
                faults.add(fault);
            }
        }
        faults.sort(Comparator.comparingLong(Fault::at));
        boolean alias = random.nextInt(6) == 0;
        // That two names which nobody answers are one sentinel, nobody can know.
        int silent = random.nextInt(8) == 0 ? random.nextInt(sentinels) : -1;
        silent = alias && silent == 0 ? 1 : silent;
        return new Schedule(
                seed,
                sentinels,
                // Where a liar may hide others, all have to be configured.
                sentinels == 5 && !lying && random.nextBoolean() ? 3 : sentinels,
                2 + random.nextInt(3),
                1 + random.nextInt(2),
                random.nextInt(3) * 3,
                lying ? 1 << random.nextInt(3) : 0,
                silent,
                random.nextInt(3) == 0,
                alias,
                random.nextInt(10) == 0,
                random.nextInt(3) == 0 ? 3_000 + random.nextInt(5_000) : 0,
                faults);
    }

    private static Fault fault(Random random) {
        Kind[] kinds = Kind.values();
        // Much more often than not the primary goes, or nothing would ever be decided.
        Kind kind = random.nextInt(3) == 0 ? Kind.KILL_PRIMARY : kinds[random.nextInt(kinds.length)];
        // Faults that come together are worth more than such that come alone.
        long at = random.nextBoolean() ? random.nextInt(LAST) : 3_000 + random.nextInt(4_000);
        return new Fault(at, kind, random.nextInt(64), random.nextInt(64), 200 + random.nextInt(15_000));
    }

    private Schedule with(int fewer, int lying, int mute, boolean other, List<Fault> left) {
        return new Schedule(
                seed,
                sentinels,
                configured,
                redis,
                fewer,
                epoch,
                lying,
                mute,
                byAddress && other,
                alias && other,
                unlisted && other,
                other ? isolation : 0,
                left);
    }

    /** Simpler ones, the simplest first. */
    List<Schedule> simpler() {
        List<Schedule> all = new ArrayList<>();
        for (int i = 0; i < faults.size(); i++) {
            List<Fault> left = new ArrayList<>(faults);
            left.remove(i);
            all.add(with(outriders, liars, silent, true, left));
        }
        if (outriders > 1) {
            all.add(with(1, liars, silent, true, faults));
        }
        if (liars != 0) {
            all.add(with(outriders, 0, silent, true, faults));
        }
        if (silent >= 0) {
            all.add(with(outriders, liars, -1, true, faults));
        }
        if (byAddress || alias || unlisted || isolation > 0) {
            all.add(with(outriders, liars, silent, false, faults));
        }
        return all;
    }

    Optional<java.time.Duration> isolationTime() {
        return isolation == 0 ? Optional.empty() : Optional.of(java.time.Duration.ofMillis(isolation));
    }

    boolean lies(int sentinel) {
        return (liars >> sentinel & 1) == 1;
    }

    @Override
    public String toString() {
        return ("seed %d: %d sentinels (%d configured), %d Redis, %d Outriders, from epoch %d, liars %s, never heard: %d"
                                + "%s%s%s, isolation %d ms%n")
                        .formatted(
                                seed,
                                sentinels,
                                configured,
                                redis,
                                outriders,
                                epoch,
                                Integer.toBinaryString(liars),
                                silent,
                                byAddress ? ", known by address" : "",
                                alias ? ", one under two names" : "",
                                unlisted ? ", one Redis not listed" : "",
                                isolation)
                + faults.stream().map(Fault::toString).collect(Collectors.joining(System.lineSeparator()));
    }
}
