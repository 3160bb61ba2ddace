package org.bolabaden.outrider.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.bolabaden.outrider.simulation.disk.ProcessEnded;

/**
 * What is to happen when, in nanoseconds. Whoever has to wait in the middle of what he does is spawned: he has a {@link Strand}
 * of his own, and others go on while he waits. One of all runs at any moment, so that chance and order are the seed's alone.
 */
final class Time implements AutoCloseable {
    private record Due(long at, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final Runnable after;
    private final Deque<Strand> idle = new ArrayDeque<>();
    private final List<Strand> all = new ArrayList<>();
    private Strand running;
    private long now = 1_000_000_000L;
    private long order;
    private long steps;
    private boolean over;

    /**
     * A time in which nothing is to happen yet.
     *
     * @param after is called after each step
     */
    Time(Runnable after) {
        this.after = after;
    }

    long now() {
        return now;
    }

    long steps() {
        return steps;
    }

    void in(long delay, Runnable what) {
        queue.add(new Due(now + Math.max(0, delay), order++, what));
    }

    /** The same for something that has to wait now and then. */
    void spawn(long delay, Runnable what) {
        in(delay, () -> {
            Strand strand = idle.isEmpty() ? made() : idle.pop();
            strand.give(what);
            go(strand);
        });
    }

    private Strand made() {
        Strand strand = new Strand();
        all.add(strand);
        return strand;
    }

    private void go(Strand strand) {
        running = strand;
        boolean done = strand.go();
        running = null;
        if (done) {
            idle.push(strand);
        }
        strand.rethrow();
    }

    /** Nothing happens any more. */
    void end() {
        over = true;
    }

    boolean over() {
        return over;
    }

    /** Waits, while others go on. */
    void rest(long nanos) {
        if (over) {
            throw new ProcessEnded();
        }
        long until = now + Math.max(0, nanos);
        if (queue.isEmpty() || queue.peek().at() > until) {
            now = until;
            return;
        }
        Strand me = running;
        if (me == null) {
            throw new IllegalStateException("who waits has to be spawned");
        }
        in(nanos, () -> go(me));
        me.pause();
        if (over) {
            throw new ProcessEnded();
        }
    }

    void runUntil(long end) {
        while (!over && !queue.isEmpty() && queue.peek().at() <= end) {
            Due due = queue.remove();
            now = Math.max(now, due.at());
            steps++;
            try {
                due.what().run();
            } catch (ProcessEnded ended) {
                // Whoever it was, he does nothing more.
            }
            if (!over) {
                after.run();
            }
        }
        now = Math.max(now, end);
    }

    /** Ends everybody who still waits. */
    @Override
    public void close() {
        over = true;
        all.forEach(Strand::end);
    }
}
