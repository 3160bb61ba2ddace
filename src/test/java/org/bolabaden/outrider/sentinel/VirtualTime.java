package org.bolabaden.outrider.sentinel;

import java.util.PriorityQueue;

/** What is to happen when, in milliseconds from 0; nothing waits. */
final class VirtualTime {
    private record Due(long at, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private long now;
    private long order;
    private long steps;

    long now() {
        return now;
    }

    /** How many have happened. */
    long steps() {
        return steps;
    }

    void in(long delay, Runnable what) {
        queue.add(new Due(now + delay, order++, what));
    }

    void every(long period, Runnable what) {
        in(period, () -> {
            what.run();
            every(period, what);
        });
    }

    void runUntil(long end) {
        while (!queue.isEmpty() && queue.peek().at() <= end) {
            Due due = queue.remove();
            now = due.at();
            steps++;
            due.what().run();
        }
        now = end;
    }
}
