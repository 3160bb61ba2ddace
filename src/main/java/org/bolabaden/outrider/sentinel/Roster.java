package org.bolabaden.outrider.sentinel;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * Whose word counts, and how many make a majority. The configured sentinels count whether they are heard or not. One that
 * others named counts when more than half of the configured ones know it, and is heard only where they know it to be: a
 * single rogue cannot invent allies, and cannot speak for others from places of its own.
 *
 * <p>What more than half of the configured ones knew stays known until more than half of them do not know it: that few of
 * them are heard makes nobody's majority smaller.
 *
 * @param members the ids of those that are heard and whose word counts
 * @param size how many count, those included that nobody has heard yet
 * @param named those that more than half of the configured ones know
 * @param reported where more than half of the configured ones know another to be
 * @param places where the registry says that sentinels listen
 */
record Roster(Set<SentinelId> members, int size, Set<SentinelId> named, Set<Report> reported, Set<Endpoint> places) {
    /** That one is known to be there. */
    record Report(SentinelId sentinel, Endpoint address) {}

    /** Before anybody is heard. */
    static final Roster NONE = new Roster(Set.of(), 0, Set.of(), Set.of(), Set.of());

    Roster {
        members = Set.copyOf(members);
        named = Set.copyOf(named);
        reported = Set.copyOf(reported);
        places = Set.copyOf(places);
    }

    /**
     * Who counts now.
     *
     * @param configured where the registry says that sentinels listen
     * @param heard those that are connected now
     * @param met which sentinel was met last at which of the configured places
     * @param before who counted until now
     */
    static Roster of(
            List<Endpoint> configured, Map<SentinelId, Sentinel> heard, Map<Endpoint, SentinelId> met, Roster before) {
        Set<Endpoint> places = Set.copyOf(configured);
        Map<Endpoint, SentinelId> known = new HashMap<>(met);
        known.keySet().retainAll(places);
        List<Map.Entry<SentinelId, Sentinel>> witnesses = heard.entrySet().stream()
                .filter(entry -> places.contains(entry.getValue().address()))
                .toList();
        witnesses.forEach(entry -> known.put(entry.getValue().address(), entry.getKey()));
        // Two names of one sentinel are one: more than half of the names might never know anybody.
        int half = (Set.copyOf(known.values()).size() + places.size() - known.size()) / 2;
        Set<SentinelId> named = moreThan(half, witnesses, Roster::knownTo, before.named());
        Set<Report> reported = moreThan(half, witnesses, Roster::reports, before.reported());
        Set<SentinelId> members = heard.entrySet().stream()
                .filter(entry -> places.contains(entry.getValue().address())
                        || reported.contains(
                                new Report(entry.getKey(), entry.getValue().address())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return new Roster(members, size(places, known, named), named, reported, places);
    }

    /**
     * Sentinels are configured by name and know each other by address: one that was never heard may be both at a place where
     * nobody was met and among those that the others know. It counts once.
     */
    private static int size(Set<Endpoint> places, Map<Endpoint, SentinelId> known, Set<SentinelId> named) {
        Set<SentinelId> met = Set.copyOf(known.values());
        int elsewhere = (int) named.stream().filter(id -> !met.contains(id)).count();
        int unmet = places.size() - known.size();
        return met.size() + Math.max(elsewhere, unmet);
    }

    private static Set<SentinelId> knownTo(Map.Entry<SentinelId, Sentinel> witness) {
        Set<SentinelId> all = new HashSet<>(witness.getValue().others().keySet());
        all.add(witness.getKey());
        return all;
    }

    private static Set<Report> reports(Map.Entry<SentinelId, Sentinel> witness) {
        return witness.getValue().others().entrySet().stream()
                .map(other -> new Report(other.getKey(), other.getValue()))
                .collect(Collectors.toSet());
    }

    private static <W, T> Set<T> moreThan(int half, List<W> witnesses, Function<W, Set<T>> said, Set<T> before) {
        Map<T, Integer> counts = new HashMap<>();
        witnesses.forEach(witness -> said.apply(witness).forEach(one -> counts.merge(one, 1, Integer::sum)));
        Set<T> all = new HashSet<>(before);
        all.removeIf(one -> witnesses.size() - counts.getOrDefault(one, 0) > half);
        counts.forEach((one, count) -> {
            if (count > half) {
                all.add(one);
            }
        });
        return all;
    }

    /** Whether that one may be heard there: at a configured place, or where more than half of the configured ones know it. */
    boolean places(SentinelId id, Endpoint address) {
        return places.contains(address) || reported.contains(new Report(id, address));
    }

    /** How many make a majority of those that count. */
    int majority() {
        return size / 2 + 1;
    }
}
