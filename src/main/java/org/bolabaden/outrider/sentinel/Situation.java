package org.bolabaden.outrider.sentinel;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * All that a decision depends on, as one value.
 *
 * @param roster whose word counts
 * @param heard the sentinels that are connected
 * @param roles what each backend said of itself last
 * @param standing what was decided before
 * @param now when it is decided
 */
record Situation(Roster roster, Map<SentinelId, Sentinel> heard, Roles roles, Standing standing, Instant now) {
    // Sentinels tell each other their configuration every 2 s: what none took over in five of those is no news.
    static final Duration OUTLIER = Duration.ofSeconds(10);

    /** Named as the primary by so many, at one epoch. */
    record Named(Endpoint address, Epoch epoch, int by) {}

    /** Chosen by a leader that so many voted for, in one epoch. */
    record Voted(SentinelId leader, Epoch epoch, Optional<Endpoint> replica, int by) {}

    private Stream<Map.Entry<SentinelId, Sentinel>> members() {
        return heard.entrySet().stream()
                .filter(entry -> roster.members().contains(entry.getKey()))
                .filter(entry -> !entry.getValue().tilted(now));
    }

    Collection<Sentinel> voices() {
        return members().map(Map.Entry::getValue).toList();
    }

    /** Whether a majority of those that count is heard, and trusts itself. */
    boolean quorate() {
        return members().count() >= roster.majority();
    }

    /**
     * Whom a majority names, all at the same epoch; there is one at the most. The leader of a failover is no witness: while
     * it tells the replicas it still gives the old address, at the new epoch already.
     */
    Optional<Named> named() {
        Map<Map.Entry<Endpoint, Epoch>, Long> counts = members()
                .map(entry -> entry.getValue().view())
                .filter(view -> !view.flags().contains(MasterView.Flag.FAILOVER_IN_PROGRESS))
                .collect(Collectors.groupingBy(view -> Map.entry(view.address(), view.epoch()), Collectors.counting()));
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= roster.majority())
                .map(entry -> new Named(
                        entry.getKey().getKey(),
                        entry.getKey().getValue(),
                        entry.getValue().intValue()))
                .findFirst();
    }

    /** Whether all that count are heard, and have said for a while what the majority says. */
    boolean unanimous(Named named) {
        return named.by() == roster.size()
                && voices().stream().allMatch(voice -> voice.since().isBefore(now.minus(OUTLIER)));
    }

    /**
     * The latest epoch of a configuration that anybody names, but for those who have been ahead of the majority for a
     * while: what is true spreads among sentinels within seconds.
     */
    Epoch latest() {
        return members()
                .map(Map.Entry::getValue)
                .filter(voice -> voice.ahead()
                        .filter(begun -> begun.isBefore(now.minus(OUTLIER)))
                        .isEmpty())
                .map(voice -> voice.view().epoch())
                .reduce(Epoch.ZERO, Epoch::max);
    }

    /** The failover of the latest epoch that a majority has voted for and that its leader has not given up. */
    Optional<Voted> voted() {
        Map<Sentinel.Vote, Long> counts = new HashMap<>(members()
                .flatMap(entry -> entry.getValue().votes().stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
        counts.values().removeIf(count -> count < roster.majority());
        return counts.entrySet().stream()
                .flatMap(entry -> led(entry.getKey(), entry.getValue().intValue()).stream())
                .max(java.util.Comparator.comparing(Voted::epoch));
    }

    /** Votes name no master: it is ours only when the leader itself said that it began one of ours in that epoch. */
    private Optional<Voted> led(Sentinel.Vote vote, int by) {
        return Optional.ofNullable(heard.get(vote.leader()))
                .filter(leader -> roster.members().contains(vote.leader()))
                .flatMap(Sentinel::attempt)
                .filter(attempt -> attempt.epoch().equals(vote.epoch()) && !attempt.given())
                .map(attempt -> new Voted(vote.leader(), vote.epoch(), attempt.replica(), by));
    }

    /** Whether the backend said a moment ago that it takes writes. */
    boolean saysMaster(Endpoint backend) {
        return roles.fresh(backend)
                .filter(role -> role instanceof RedisRole.Master)
                .isPresent();
    }

    /** Whether the backend said a moment ago that it follows that one. */
    boolean saysReplicaOf(Endpoint backend, Endpoint other) {
        return roles.fresh(backend)
                .filter(role -> role instanceof RedisRole.Replica replica
                        && replica.of().equals(other))
                .isPresent();
    }

    /** Whether anything points at a change that is coming, so that answers are wanted soon. */
    boolean troubled() {
        return voices().stream().anyMatch(voice -> !voice.view().calm()) || failingOver();
    }

    /** Whether a majority says that a change is coming. */
    boolean failing() {
        return voices().stream().filter(voice -> !voice.view().calm()).count() >= roster.majority()
                || (failingOver() && !settled());
    }

    /** Whether the backend has said nothing for so long that it will not say anything soon. */
    boolean gone(Endpoint backend) {
        return roles.silent(backend, OUTLIER);
    }

    /** Whether a majority has named the same for so long that what was voted for is not coming any more. */
    boolean settled() {
        return named().filter(named -> voices().stream()
                                .filter(voice -> voice.view().names(named.address())
                                        && voice.view().epoch().equals(named.epoch())
                                        && voice.since().isBefore(now.minus(OUTLIER)))
                                .count()
                        >= roster.majority())
                .isPresent();
    }

    private boolean failingOver() {
        Epoch settled = named().map(Named::epoch).orElse(Epoch.ZERO).max(standing.epoch());
        return voted().filter(voted -> voted.epoch().after(settled)).isPresent();
    }
}
