package org.bolabaden.outrider.sentinel;

import java.util.Random;

/** Between any two nodes, each direction apart: open or cut, and how slow and how lossy. */
final class Wires {
    private final VirtualTime time;
    private final Random random;
    private final boolean[][] cut;
    private final boolean[][] silent;
    private final int[][] lag;
    private final int[][] loss;

    Wires(VirtualTime time, Random random, int nodes) {
        this.time = time;
        this.random = random;
        cut = new boolean[nodes][nodes];
        silent = new boolean[nodes][nodes];
        lag = new int[nodes][nodes];
        loss = new int[nodes][nodes];
    }

    boolean open(int from, int to) {
        return !cut[from][to] && !silent[from][to];
    }

    boolean open(int from, int over, int to) {
        return open(from, over) && open(over, to);
    }

    void cut(int from, int to, boolean off) {
        cut[from][to] = off;
    }

    /** For good: {@link #heal} does not mend it. */
    void silence(int from, int to) {
        silent[from][to] = true;
    }

    /**
     * Makes one worse.
     *
     * @param millis the longest that a message takes
     * @param percent how many are lost
     */
    void worsen(int from, int to, int millis, int percent) {
        lag[from][to] = millis;
        loss[from][to] = percent;
    }

    void heal() {
        for (int a = 0; a < cut.length; a++) {
            for (int b = 0; b < cut.length; b++) {
                cut[a][b] = false;
                worsen(a, b, 0, 0);
            }
        }
    }

    /** A message on a connection of its own: it may be lost, and it may overtake another. */
    void send(int from, int to, Runnable delivery) {
        if (open(from, to) && random.nextInt(100) >= loss[from][to]) {
            time.in(delay(from, to), delivery);
        }
    }

    private int delay(int from, int to) {
        return 1 + random.nextInt(3) + random.nextInt(lag[from][to] + 1);
    }

    /** One connection: what is sent on it arrives in order, or not at all. */
    final class Connection {
        private long last;

        void send(int from, int to, Runnable delivery) {
            if (open(from, to) && random.nextInt(100) >= loss[from][to]) {
                last = Math.max(last, time.now() + delay(from, to));
                time.in(last - time.now(), delivery);
            }
        }
    }
}
