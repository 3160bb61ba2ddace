package org.bolabaden.outrider.dns;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How this node's public records stand.
 *
 * @param provider where the zone lives, for people
 * @param sets what was planned when the zone was last read
 * @param looked when that was; empty: it was not read yet
 * @param lastChange the last change that was made; empty: none since the start
 * @param trouble why the zone cannot be kept; empty: it can
 * @param edge why our own proxies are held for dead; empty: they are not
 */
public record DnsStatus(
        String provider,
        List<OfSet> sets,
        Optional<Instant> looked,
        Optional<Made> lastChange,
        Optional<Trouble> trouble,
        Optional<String> edge) {
    public DnsStatus {
        sets = List.copyOf(sets);
    }

    /**
     * One set.
     *
     * @param wanted the address that this node's record shall have; empty: it shall have none, or nobody knows
     * @param observed all of its records
     */
    public record OfSet(SetPlan plan, Optional<InetAddress> wanted, List<ZoneRecord> observed) {
        public OfSet {
            observed = List.copyOf(observed);
        }
    }

    /** A change that was made. */
    public record Made(Instant at, String words, String reason) {}

    /** What is wrong, since when. */
    public record Trouble(Instant since, String words) {}

    /** Whether everything is as it should be. */
    public boolean isRight() {
        return trouble.isEmpty()
                && looked.isPresent()
                && sets.stream().allMatch(set -> set.plan().standing().isRight());
    }

    /** What is wrong, in one line; empty: nothing. */
    public Optional<String> complaint() {
        return trouble.map(Trouble::words)
                .or(() -> sets.stream()
                        .map(OfSet::plan)
                        .filter(plan -> !plan.standing().isRight())
                        .map(plan -> plan.key() + ": " + plan.reason())
                        .findFirst());
    }

    /** One word: {@code ok}, {@code failing}, {@code starting} or {@code degraded}. */
    public String word() {
        if (trouble.isPresent()) {
            return "failing";
        }
        return looked.isEmpty() ? "starting" : isRight() ? "ok" : "degraded";
    }
}
