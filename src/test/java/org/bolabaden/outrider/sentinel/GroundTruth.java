package org.bolabaden.outrider.sentinel;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the sentinels really did, whoever heard of it. Sets of sentinels are bits. */
final class GroundTruth {
    private record Failover(int leader, long epoch) {}

    private record Configuration(int primary, long epoch) {}

    private final int sentinels;
    private final int liars;
    private final Map<Failover, Integer> voters = new HashMap<>();
    private final Map<Failover, Integer> chosen = new HashMap<>();
    private final Map<Configuration, Integer> namers = new HashMap<>();

    GroundTruth(int sentinels, int liars) {
        this.sentinels = sentinels;
        this.liars = liars;
    }

    void voted(int voter, int leader, long epoch) {
        voters.merge(new Failover(leader, epoch), 1 << voter, (a, b) -> a | b);
    }

    void chose(int leader, long epoch, int primary) {
        chosen.put(new Failover(leader, epoch), primary);
    }

    void named(int sentinel, int primary, long epoch) {
        namers.merge(new Configuration(primary, epoch), 1 << sentinel, (a, b) -> a | b);
    }

    private boolean liar(int sentinel) {
        return (liars >> sentinel & 1) == 1;
    }

    /** Whether the honest ones among them, and all liars, are a majority: liars say what they like, so no more can be asked. */
    private boolean majority(int these) {
        return Integer.bitCount(these | liars) > sentinels / 2;
    }

    private boolean honestMajority(int these) {
        return Integer.bitCount(these & ~liars) > sentinels / 2;
    }

    boolean isNamed(int primary, long epoch) {
        return majority(namers.getOrDefault(new Configuration(primary, epoch), 0));
    }

    boolean isNamedAtAll(int primary) {
        return namers.entrySet().stream()
                .anyMatch(entry -> entry.getKey().primary() == primary && majority(entry.getValue()));
    }

    /** Chosen by a leader that a majority voted for. A leader that lies is followed wherever it goes, by sentinels too. */
    boolean isVoted(int primary, long epoch) {
        return isVoted(primary, epoch, true);
    }

    boolean isVotedForAnHonestOne(int primary, long epoch) {
        return isVoted(primary, epoch, false);
    }

    private boolean isVoted(int primary, long epoch, boolean lying) {
        return voters.entrySet().stream()
                .anyMatch(entry -> entry.getKey().epoch() == epoch
                        && majority(entry.getValue())
                        && (lying && liar(entry.getKey().leader())
                                || Optional.ofNullable(chosen.get(entry.getKey()))
                                        .filter(one -> one == primary)
                                        .isPresent()));
    }

    /** The latest epoch at which a majority, none of them a liar, named it; -1: never. */
    long confirmed(int primary) {
        return namers.entrySet().stream()
                .filter(entry -> entry.getKey().primary() == primary && honestMajority(entry.getValue()))
                .mapToLong(entry -> entry.getKey().epoch())
                .max()
                .orElse(-1);
    }

    /** The latest epoch that made it primary, by names or by votes; -1: none. */
    long elected(int primary, long upTo) {
        for (long epoch = upTo; epoch >= 0; epoch--) {
            if (isNamed(primary, epoch) || isVoted(primary, epoch)) {
                return epoch;
            }
        }
        return -1;
    }

    /** Whether two failovers share that epoch. */
    boolean contested(long epoch) {
        long primaries = java.util.stream.Stream.concat(
                        chosen.entrySet().stream()
                                .filter(entry -> entry.getKey().epoch() == epoch)
                                .map(Map.Entry::getValue),
                        namers.keySet().stream()
                                .filter(one -> one.epoch() == epoch)
                                .map(Configuration::primary))
                .distinct()
                .count();
        return primaries > 1;
    }
}
