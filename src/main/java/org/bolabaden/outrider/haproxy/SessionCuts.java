package org.bolabaden.outrider.haproxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.registry.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * When to look next for sessions to servers that must have none, and what to tell of those that were cut. Pure: the time
 * is an argument; confined to one thread.
 *
 * <p>Established sessions end at once. One that is still connecting ends late by version, and in an old worker it tries
 * again, so after each disturbance (a switch, a reload) the looks follow each other, densely first and ever more sparsely,
 * for as long as a session can go on trying; after that every two seconds, for what was lost or has come another way.
 * A server's cut is told once it has settled: a look that began after the longest connect found nobody left anywhere.
 */
final class SessionCuts {
    /** HAProxy's {@code timeout connect} in the files that we render, and half of it. It cannot be read at run time. */
    static final Duration SETTLED = Duration.ofMillis(750);
    /** Four attempts of 500 ms each, and as long between them: {@code retries 3}. */
    static final Duration LIVELY = Duration.ofSeconds(4);

    static final Duration SWEEP = Duration.ofSeconds(2);
    /** When an operator is told that sessions are still there. */
    static final Duration PATIENCE = Duration.ofSeconds(10);
    /** What is found again and again without a switch is told once in that time. */
    static final Duration QUIET = Duration.ofMinutes(1);

    private static final long SHORTEST_GAP = Duration.ofMillis(5).toNanos();
    private static final long LONGEST_GAP = Duration.ofMillis(250).toNanos();
    // The gaps grow with the time since the disturbance: 5 ms, then a quarter of it.
    private static final int GROWTH = 4;
    // A look costs HAProxy time that grows with its sessions: a tenth of a worker's time while it matters, else a
    // hundredth.
    private static final int LIVELY_SHARE = 10;
    private static final int SWEEP_SHARE = 100;
    // A look takes long, too, when somebody does not answer: that must not put off the others.
    private static final long LONGEST_LIVELY_GAP = Duration.ofMillis(500).toNanos();
    private static final long LONGEST_SWEEP_GAP = Duration.ofSeconds(10).toNanos();

    private final Map<ServerRef, Episode> episodes = new LinkedHashMap<>();
    private final Map<ServerRef, Long> toldAt = new HashMap<>();
    private ExclusivePools pools = ExclusivePools.NONE;
    private boolean lively;
    private long disturbedAt;
    private long nextAt;

    /**
     * What one look at all workers found, and had shut.
     *
     * @param current sessions in the current worker by server; none is left out
     * @param old sessions in old workers by server, by names that are never used again
     * @param whole whether every worker that could have some was asked
     */
    record Look(Map<ServerRef, Integer> current, Map<ServerRef, Set<String>> old, boolean whole) {
        int left(ServerRef server) {
            return current.getOrDefault(server, 0)
                    + old.getOrDefault(server, Set.of()).size();
        }
    }

    /** Something to tell. */
    sealed interface Report {
        /**
         * No session is left.
         *
         * @param took since the server left, or since its first session was found
         */
        record Done(ServiceName service, String endpoint, int inCurrent, int inOld, Duration took) implements Report {}

        /** Sessions are left, though they have been cut for a while, or nobody can tell. */
        record Late(ServiceName service, String endpoint, int left, boolean whole, Duration since) implements Report {}
    }

    private static final class Episode {
        private final ServiceName service;
        private final String endpoint;
        private final Set<String> old = new HashSet<>();
        private long since;
        private int current;
        private boolean expected;
        private boolean late;

        Episode(ServiceName service, String endpoint, long since) {
            this.service = service;
            this.endpoint = endpoint;
            this.since = since;
        }

        boolean idle() {
            return !expected && current == 0 && old.isEmpty();
        }
    }

    ExclusivePools pools() {
        return pools;
    }

    /** From now on these are offered, and no others. */
    void want(ExclusivePools next, long now) {
        if (next.equals(pools)) {
            return;
        }
        Set<ServerRef> left = next.left(pools);
        pools = next;
        episodes.keySet().removeIf(ref -> !pools.stale(ref));
        left.forEach(ref -> episode(ref, now));
        disturb(now);
    }

    /**
     * That server has left, as the current worker was read.
     *
     * @param sessions how many it had there
     * @param expected whether its cut is to be told even if there was nothing to cut
     */
    void left(ServerRef server, int sessions, boolean expected, long now) {
        if (pools.stale(server)) {
            Episode episode = episode(server, now);
            episode.expected |= expected;
            episode.since = now;
            episode.current = Math.max(episode.current, sessions);
            disturb(now);
        }
    }

    /** Something happened that may have left sessions behind: a reload. */
    void disturb(long now) {
        lively = true;
        disturbedAt = now;
        nextAt = now;
    }

    /** Whether there is anything to look for at all. */
    boolean idle() {
        return pools.isEmpty();
    }

    /** How long until the next look, in nanoseconds; 0 or less: it is due. Without meaning while {@link #idle}. */
    long dueIn(long now) {
        return nextAt - now;
    }

    /**
     * A look is over.
     *
     * @param began when it began
     * @param now when it ended
     */
    List<Report> looked(Look look, long began, long now) {
        look.current().forEach((ref, count) -> note(ref, now, count, Set.of()));
        look.old().forEach((ref, names) -> note(ref, now, 0, names));
        List<Report> reports = new ArrayList<>();
        episodes.entrySet().removeIf(entry -> {
            Report report = report(entry.getKey(), entry.getValue(), look, began, now);
            if (report != null && worthTelling(entry.getKey(), entry.getValue(), now)) {
                reports.add(report);
            }
            return report instanceof Report.Done;
        });
        toldAt.values().removeIf(at -> now - at >= QUIET.toNanos());
        schedule(now, now - began);
        return reports;
    }

    private void note(ServerRef server, long now, int current, Set<String> old) {
        if (pools.stale(server) && (current > 0 || !old.isEmpty())) {
            Episode episode = episode(server, now);
            // Nobody comes to a server that has left, so the most that was seen at once is how many there were.
            episode.current = Math.max(episode.current, current);
            episode.old.addAll(old);
        }
    }

    private Episode episode(ServerRef server, long now) {
        ExclusivePools.@Nullable Pool pool = pools.pools().get(server.backend());
        if (pool == null) {
            throw new IllegalStateException("not of an exclusive pool: " + server);
        }
        return episodes.computeIfAbsent(server, ref -> new Episode(pool.service(), pool.endpoint(ref.server()), now));
    }

    private static @Nullable Report report(ServerRef server, Episode episode, Look look, long began, long now) {
        int left = look.left(server);
        Duration since = Duration.ofNanos(now - episode.since);
        if (left == 0 && look.whole() && began - episode.since >= SETTLED.toNanos()) {
            return new Report.Done(episode.service, episode.endpoint, episode.current, episode.old.size(), since);
        }
        if (!episode.late && since.compareTo(PATIENCE) >= 0) {
            episode.late = true;
            return new Report.Late(episode.service, episode.endpoint, left, look.whole(), since);
        }
        return null;
    }

    private boolean worthTelling(ServerRef server, Episode episode, long now) {
        if (episode.expected) {
            return true;
        }
        return !episode.idle() && toldAt.putIfAbsent(server, now) == null;
    }

    private void schedule(long now, long took) {
        long elapsed = now - disturbedAt;
        lively = lively && elapsed < LIVELY.toNanos();
        long gap = lively
                ? Math.max(
                        Math.clamp(elapsed / GROWTH, SHORTEST_GAP, LONGEST_GAP),
                        Math.min(took * LIVELY_SHARE, LONGEST_LIVELY_GAP))
                : Math.clamp(took * SWEEP_SHARE, SWEEP.toNanos(), LONGEST_SWEEP_GAP);
        // Whoever disturbed this look is looked for at once.
        nextAt = disturbedAt - (now - took) > 0 ? now : now + gap;
    }
}
