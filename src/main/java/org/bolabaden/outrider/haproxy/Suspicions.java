package org.bolabaden.outrider.haproxy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.bolabaden.outrider.registry.BackendId;

/**
 * Which signs are worth a check. The first of a backend always is. A backend that keeps giving them although it stays in
 * rotation (long polls look like stalls, a client may provoke errors) is asked ever more rarely, at most every ten
 * seconds in the end; half a minute without a sign, and it has a clean standing. Pure: the time is an argument.
 */
final class Suspicions {
    private static final long FIRST_PAUSE = Duration.ofMillis(500).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(10).toNanos();
    private static final long FORGOTTEN = Duration.ofSeconds(30).toNanos();

    private final Map<BackendId, Standing> standings = new HashMap<>();

    private record Standing(long admittedAt, long seenAt, long pause) {}

    /** Whether a sign of that backend, seen now, calls for a check. */
    boolean admits(BackendId backend, long now) {
        Standing known = standings.get(backend);
        if (known == null || now - known.seenAt > FORGOTTEN) {
            standings.put(backend, new Standing(now, now, FIRST_PAUSE));
            return true;
        }
        if (now - known.admittedAt < known.pause) {
            standings.put(backend, new Standing(known.admittedAt, now, known.pause));
            return false;
        }
        standings.put(backend, new Standing(now, now, Math.min(LONGEST_PAUSE, known.pause * 2)));
        return true;
    }

    /** Drops what is no longer of interest, so that backends that are gone cost nothing. */
    void forget(long now) {
        standings.values().removeIf(standing -> now - standing.seenAt > FORGOTTEN);
    }
}
