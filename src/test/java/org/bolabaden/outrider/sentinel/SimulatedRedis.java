package org.bolabaden.outrider.sentinel;

import java.util.Arrays;

/** A Redis, as far as its role goes. */
final class SimulatedRedis {
    static final int MASTER = -1;
    private static final long NEVER = Long.MIN_VALUE / 2;

    final int id;
    private final VirtualTime time;
    private final long[] followedUntil;
    private long masterUntil = NEVER;
    private int role;
    private boolean up = true;

    SimulatedRedis(int id, int role, int count, VirtualTime time) {
        this.id = id;
        this.role = role;
        this.time = time;
        followedUntil = new long[count];
        Arrays.fill(followedUntil, NEVER);
    }

    boolean up() {
        return up;
    }

    /** {@link #MASTER}, or whom it follows. */
    int role() {
        return role;
    }

    /** Starts or stops it, or stops it for a while; its role is on disk. */
    void up(boolean now) {
        note();
        up = now;
    }

    /** {@code REPLICAOF}. */
    void follow(int other) {
        if (up && other != id) {
            note();
            role = other;
        }
    }

    private void note() {
        if (up && role == MASTER) {
            masterUntil = time.now();
        } else if (up) {
            followedUntil[role] = time.now();
        }
    }

    boolean saidMasterSince(long then) {
        note();
        return masterUntil >= then;
    }

    boolean followedSince(int other, long then) {
        note();
        return followedUntil[other] >= then;
    }
}
