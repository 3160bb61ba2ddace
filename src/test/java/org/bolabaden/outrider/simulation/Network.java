package org.bolabaden.outrider.simulation;

import java.util.Random;

/** The links between hosts, each direction by itself: open or cut, fast or slow. */
final class Network {
    private static final long MICRO = 1_000;

    private final Time time;
    private final Random random;
    private final int hosts;
    private final int[][] cuts;
    private final long[][] slow;
    private final long[] lastCut;
    private final long[] wholeCutSince;

    Network(Time time, Random random, int hosts) {
        this.time = time;
        this.random = random;
        this.hosts = hosts;
        cuts = new int[hosts][hosts];
        slow = new long[hosts][hosts];
        lastCut = new long[hosts];
        wholeCutSince = new long[hosts];
    }

    boolean open(int from, int to) {
        return from == to || cuts[from][to] == 0;
    }

    /** Both ways. */
    boolean reaches(int one, int other) {
        return open(one, other) && open(other, one);
    }

    long delay(int from, int to) {
        return from == to ? 30 * MICRO : (200 + random.nextInt(1_500)) * MICRO + slow[from][to];
    }

    void cut(int from, int to, boolean bothWays, long nanos) {
        change(from, to, 1);
        time.in(nanos, () -> change(from, to, -1));
        if (bothWays) {
            change(to, from, 1);
            time.in(nanos, () -> change(to, from, -1));
        }
    }

    /** Cuts a host off from all others. */
    void isolate(int host, long nanos) {
        for (int other = 0; other < hosts; other++) {
            if (other != host) {
                cut(host, other, true, nanos);
            }
        }
    }

    void slow(int from, int to, long by, long nanos) {
        slow[from][to] = by;
        time.in(nanos, () -> slow[from][to] = 0);
    }

    private void change(int from, int to, int by) {
        if (from == to) {
            return;
        }
        cuts[from][to] = Math.max(0, cuts[from][to] + by);
        note(from, to, by);
        note(to, from, by);
    }

    private void note(int host, int other, int by) {
        boolean whole = true;
        for (int any = 0; any < hosts; any++) {
            whole &= any == host || (cuts[host][any] > 0 && cuts[any][host] > 0);
        }
        if (!whole) {
            lastCut[host] = time.now();
            wholeCutSince[host] = 0;
        } else if (wholeCutSince[host] == 0) {
            wholeCutSince[host] = time.now();
        }
    }

    /** Since when a host reaches nobody and nobody reaches it; 0: it does. */
    long cutOffSince(int host) {
        return wholeCutSince[host];
    }

    /** Whether some of its links, and not all of them, were cut in that time. */
    boolean wasCut(int host, long from, long to) {
        return lastCut[host] >= from && lastCut[host] < to;
    }

    /** All links are whole. */
    void mend() {
        for (int a = 0; a < hosts; a++) {
            for (int b = 0; b < hosts; b++) {
                cuts[a][b] = 0;
                slow[a][b] = 0;
            }
            wholeCutSince[a] = 0;
        }
    }
}
