package org.bolabaden.outrider.peers;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.NodeName;

/**
 * Which nodes check which backend at its interval: the observers, the same in the eyes of all that know the same nodes to be
 * alive. Immutable and pure.
 *
 * <p>They are found by rendezvous hashing (Thaler and Ravishankar, "Using name-based mappings to increase hit rates", 1998):
 * each node has a weight for each backend, and the heaviest observe it. A node that goes or comes moves no duty but its own.
 *
 * <p>Those who do not observe check as seldom as makes all of them together about as busy with a backend as its observers
 * are, but at least every five minutes, and not more often than every five intervals. What runs on this node is checked
 * closely beside, for that crosses no network.
 */
public final class Duties {
    /** Everybody checks everything. */
    public static final Duties ALL = new Duties(new NodeName("everybody"), Map.of(), Map.of());

    static final Duration SELDOM_AT_MOST = Duration.ofMinutes(5);
    static final int SELDOM_AT_LEAST = 5;

    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final NodeName self;
    private final Map<BackendId, List<NodeName>> observers;
    private final Map<BackendId, Duration> seldom;

    private Duties(NodeName self, Map<BackendId, List<NodeName>> observers, Map<BackendId, Duration> seldom) {
        this.self = self;
        this.observers = observers;
        this.seldom = seldom;
    }

    /**
     * Shares them out.
     *
     * @param others the other nodes that are alive
     * @param count how many observe each backend, 1 or more; with no more nodes than that, all do
     */
    public static Duties of(NodeName self, Set<NodeName> others, Collection<Backend> backends, int count) {
        List<NodeName> nodes = new ArrayList<>(new TreeSet<>(names(self, others)));
        if (nodes.size() <= count) {
            return ALL;
        }
        long[] hashes = nodes.stream().mapToLong(node -> hash(node.value())).toArray();
        Map<BackendId, List<NodeName>> observers = HashMap.newHashMap(backends.size());
        Map<BackendId, Duration> seldom = HashMap.newHashMap(backends.size());
        for (Backend backend : backends) {
            List<NodeName> chosen = heaviest(nodes, hashes, hash(backend.id().toString()), count);
            observers.put(backend.id(), chosen);
            if (!chosen.contains(self) && !backend.local()) {
                seldom.put(backend.id(), pace(backend.check().schedule().interval(), nodes.size(), count));
            }
        }
        return new Duties(self, observers, seldom);
    }

    private static Set<NodeName> names(NodeName self, Set<NodeName> others) {
        Set<NodeName> all = new HashSet<>(others);
        all.add(self);
        return all;
    }

    private static Duration pace(Duration interval, int nodes, int count) {
        Duration fair = interval.multipliedBy(nodes - count).dividedBy(count);
        Duration least = interval.multipliedBy(SELDOM_AT_LEAST);
        Duration most = SELDOM_AT_MOST.compareTo(least) < 0 ? least : SELDOM_AT_MOST;
        return Collections.min(List.of(most, Collections.max(List.of(least, fair))));
    }

    private static List<NodeName> heaviest(List<NodeName> nodes, long[] hashes, long backend, int count) {
        int[] best = new int[count];
        long[] weights = new long[count];
        int found = 0;
        for (int i = 0; i < hashes.length; i++) {
            long weight = mixed(hashes[i] ^ backend);
            if (found == count && weight <= weights[count - 1]) {
                continue;
            }
            int at = found < count ? found++ : count - 1;
            while (at > 0 && weights[at - 1] < weight) {
                weights[at] = weights[at - 1];
                best[at] = best[at - 1];
                at--;
            }
            weights[at] = weight;
            best[at] = i;
        }
        List<NodeName> chosen = new ArrayList<>(count);
        for (int i : best) {
            chosen.add(nodes.get(i));
        }
        return List.copyOf(chosen);
    }

    // FNV-1a, 64 bits: it must come out alike on every node, whatever the version.
    private static long hash(String text) {
        long hash = FNV_BASIS;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * FNV_PRIME;
        }
        return mixed(hash);
    }

    // The finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Whether duties are shared out at all. */
    public boolean areShared() {
        return !observers.isEmpty();
    }

    /** Who observes the backend; empty: everybody. */
    public List<NodeName> observers(BackendId backend) {
        return observers.getOrDefault(backend, List.of());
    }

    /** Whether the node observes the backend. */
    public boolean observes(NodeName node, BackendId backend) {
        List<NodeName> chosen = observers(backend);
        return chosen.isEmpty() || chosen.contains(node);
    }

    /** Whether this node observes the backend. */
    public boolean observes(BackendId backend) {
        return observes(self, backend);
    }

    /** From one check to the next where this node does not watch closely; empty: it does. */
    public Optional<Duration> seldom(BackendId backend) {
        return Optional.ofNullable(seldom.get(backend));
    }

    /** The backends that this node watches closely and did not before. */
    public Set<BackendId> newSince(Duties before) {
        Set<BackendId> more = new HashSet<>(before.seldom.keySet());
        more.removeAll(seldom.keySet());
        return more;
    }
}
