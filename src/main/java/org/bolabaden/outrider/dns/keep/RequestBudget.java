package org.bolabaden.outrider.dns.keep;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * So many requests in any window of time, and the next waits. Cloudflare takes 1,200 in five minutes of a user, with all
 * nodes and tools together: a node keeps to a quarter of that.
 */
final class RequestBudget {
    static final int CLOUDFLARE_MOST = 300;
    static final Duration CLOUDFLARE_WINDOW = Duration.ofMinutes(5);

    private final int most;
    private final long window;
    private final Deque<Long> spent = new ArrayDeque<>();

    RequestBudget(int most, Duration window) {
        this.most = most;
        this.window = window.toNanos();
    }

    /** Waits until a request may be made, and counts it. */
    void take() throws InterruptedException {
        for (long wait = reserve(System.nanoTime()); wait > 0; wait = reserve(System.nanoTime())) {
            Thread.sleep(Duration.ofNanos(wait));
        }
    }

    /** Counts a request if it may be made at that nano clock: 0; else how long to wait. */
    long reserve(long now) {
        while (!spent.isEmpty() && now - spent.peekFirst() >= window) {
            spent.removeFirst();
        }
        if (spent.size() < most) {
            spent.addLast(now);
            return 0;
        }
        return window - (now - spent.peekFirst());
    }
}
