package org.bolabaden.outrider.probe;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;

/**
 * Remembers how long the last {@value #REMEMBERED} checks of each listed backend took, for whoever wants to see a course
 * and not a value.
 *
 * <p>A listener around the next one. Two stores and a look-up a check, and some 200 bytes a backend; readers never wait,
 * and see a check that ends meanwhile or do not.
 */
public final class RecentChecks implements ProbeListener {
    /** How many checks of a backend are remembered. */
    public static final int REMEMBERED = 30;

    /** Stands for a check that failed. */
    public static final int FAILED = -1;

    private final ProbeListener next;
    private final Map<BackendId, Ring> rings = new ConcurrentHashMap<>();

    /** The last checks of one backend. Written by the probe loop alone. */
    private static final class Ring {
        private final int[] micros = new int[REMEMBERED];
        // Written after the slot: who reads it sees what is in the slots.
        private volatile int ended;

        private void add(int took) {
            int at = ended;
            micros[at % REMEMBERED] = took;
            // Stays in the second round for ever, where every slot is full.
            ended = at + 1 == 2 * REMEMBERED ? REMEMBERED : at + 1;
        }

        private int[] oldestFirst() {
            int end = ended;
            if (end <= REMEMBERED) {
                return Arrays.copyOf(micros, end);
            }
            int[] copy = new int[REMEMBERED];
            int oldest = end % REMEMBERED;
            System.arraycopy(micros, oldest, copy, 0, REMEMBERED - oldest);
            System.arraycopy(micros, 0, copy, REMEMBERED - oldest, oldest);
            return copy;
        }
    }

    /**
     * Remembers, and passes on.
     *
     * @param next who decides when the next check is due
     */
    public RecentChecks(ProbeListener next) {
        this.next = next;
    }

    /** Makes these the backends that are remembered. What is known of those that stay is kept. */
    public void replace(List<Backend> listed) {
        listed.forEach(backend -> rings.computeIfAbsent(backend.id(), id -> new Ring()));
        rings.keySet().retainAll(listed.stream().map(Backend::id).collect(Collectors.toSet()));
    }

    @Override
    public Duration onResult(Backend backend, ProbeResult result) {
        Ring ring = rings.get(backend.id());
        if (ring != null) {
            long micros = result.timings().total() / 1_000;
            ring.add(result.passed() ? (int) Math.min(micros, Integer.MAX_VALUE) : FAILED);
        }
        return next.onResult(backend, result);
    }

    @Override
    public void onStart(Backend backend, long lateNanos) {
        next.onStart(backend, lateNanos);
    }

    /** How long its last checks took in microseconds, the oldest first; {@value #FAILED}: failed. A copy. */
    public int[] micros(BackendId backend) {
        Ring ring = rings.get(backend);
        return ring == null ? new int[0] : ring.oldestFirst();
    }
}
