package org.bolabaden.outrider.dns;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one node wants of a zone.
 *
 * @param node its name, with which its records are marked
 * @param wishes for each set of records
 * @param ttl of its records, in seconds
 * @param proxied whether its records are proxied
 * @param adopt whether an unmarked record with its address becomes its own
 * @param dead peers that a majority has seen dead for long enough: their records may go
 */
public record Wanted(
        String node, Map<RecordKey, Wish> wishes, int ttl, boolean proxied, boolean adopt, Set<String> dead) {
    public Wanted {
        wishes = Map.copyOf(new TreeMap<>(wishes));
        dead = Set.copyOf(dead);
    }
}
