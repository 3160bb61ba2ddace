package org.bolabaden.outrider.sentinel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * Whose word counts, and how many make a majority. The configured sentinels count whether they are heard or not. One that
 * others named counts when more than half of the configured ones know it: a single rogue cannot invent allies, only raise
 * nobody's count.
 *
 * @param members the ids of those that count and are known by id
 * @param size how many count, those included that nobody has heard yet
 */
record Roster(Set<SentinelId> members, int size) {
    Roster {
        members = Set.copyOf(members);
    }

    /**
     * Who counts.
     *
     * @param configured where the registry says that sentinels listen
     * @param heard those that are connected now
     */
    static Roster of(List<Endpoint> configured, Map<SentinelId, Sentinel> heard) {
        Set<Endpoint> places = Set.copyOf(configured);
        Map<SentinelId, Endpoint> confirmed = confirmed(places, heard);
        Set<SentinelId> members = new HashSet<>(confirmed.keySet());
        List<Endpoint> met = new ArrayList<>(confirmed.values());
        heard.forEach((id, sentinel) -> {
            if (places.contains(sentinel.address())) {
                members.add(id);
                met.add(sentinel.address());
            }
        });
        long unmet = places.stream().filter(place -> !met.contains(place)).count();
        return new Roster(members, members.size() + (int) unmet);
    }

    private static Map<SentinelId, Endpoint> confirmed(Set<Endpoint> places, Map<SentinelId, Sentinel> heard) {
        Map<SentinelId, Integer> reports = new HashMap<>();
        Map<SentinelId, Endpoint> where = new HashMap<>();
        heard.forEach((id, sentinel) -> {
            if (places.contains(sentinel.address())) {
                reports.merge(id, 1, Integer::sum);
                where.put(id, sentinel.address());
                sentinel.others().forEach((other, address) -> {
                    reports.merge(other, 1, Integer::sum);
                    where.putIfAbsent(other, address);
                });
            }
        });
        Map<SentinelId, Endpoint> confirmed = new HashMap<>();
        reports.forEach((id, count) -> {
            if (count > places.size() / 2) {
                confirmed.put(id, where.get(id));
            }
        });
        return confirmed;
    }

    /** How many make a majority of those that count. */
    int majority() {
        return size / 2 + 1;
    }
}
