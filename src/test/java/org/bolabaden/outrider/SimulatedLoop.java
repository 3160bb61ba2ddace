package org.bolabaden.outrider;

import java.util.function.LongSupplier;

/** What is a thread's loop in the product: turns, one at a time, each as soon as the last one allows or somebody asks. */
final class SimulatedLoop {
    private static final long SHORTEST = 1_000;

    private final SimulatedMachine machine;
    private final LongSupplier turn;
    private boolean busy;
    private boolean again;
    private long next;

    /**
     * A loop that has not begun.
     *
     * @param turn one turn; returns how long the next may wait, in nanoseconds
     */
    SimulatedLoop(SimulatedMachine machine, LongSupplier turn) {
        this.machine = machine;
        this.turn = turn;
    }

    /** Whether a turn is under way. */
    boolean busy() {
        return busy;
    }

    /** Takes the next turn at once, or after the one under way. */
    void wake() {
        if (busy) {
            again = true;
        } else {
            in(SHORTEST);
        }
    }

    private void in(long wait) {
        long mine = ++next;
        machine.spawn(wait, () -> {
            if (mine == next && !busy) {
                run();
            }
        });
    }

    private void run() {
        busy = true;
        again = false;
        long wait;
        try {
            wait = turn.getAsLong();
        } finally {
            busy = false;
        }
        in(again ? SHORTEST : Math.max(SHORTEST, wait));
    }
}
