package org.bolabaden.outrider.hostile;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A thread to try something on that may never end. What it takes is measured in time of a processor, so that a busy machine
 * makes no hang of a pause; who waits without working is given up after a long while all the same.
 */
final class Bench implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int PATIENCE = 12;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Duration limit;
    private ExecutorService executor = executor();
    private volatile long thread;

    /**
     * Makes one.
     *
     * @param limit of processor time for each attempt
     */
    Bench(Duration limit) {
        this.limit = limit;
    }

    /** What somebody wants to have tried. */
    @FunctionalInterface
    interface Attempt {
        Reading run() throws Exception;
    }

    /**
     * How an attempt ended.
     *
     * @param reading empty: it threw
     * @param thrown empty: it ended, or it never did
     * @param nanos of a processor
     * @param bytes that it had allocated, kept or not
     */
    record Ended(Optional<Reading> reading, Optional<Throwable> thrown, long nanos, long bytes) {
        boolean never() {
            return reading.isEmpty() && thrown.isEmpty();
        }
    }

    Ended attempt(Attempt attempt) {
        Future<Ended> future = executor.submit(() -> measured(attempt));
        long before = -1;
        for (int look = 0; ; look++) {
            try {
                return future.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException goesOn) {
                long used = threads.getThreadCpuTime(thread);
                before = before < 0 ? used : before;
                if (used - before > limit.toNanos() || look > limit.dividedBy(LOOK) * PATIENCE) {
                    return giveUp(used - before);
                }
            } catch (InterruptedException | ExecutionException impossible) {
                throw new IllegalStateException("the bench itself failed", impossible);
            }
        }
    }

    private Ended giveUp(long nanos) {
        executor.shutdownNow();
        executor = executor();
        return new Ended(Optional.empty(), Optional.empty(), nanos, 0);
    }

    private Ended measured(Attempt attempt) {
        thread = Thread.currentThread().threadId();
        long nanos = threads.getCurrentThreadCpuTime();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        Optional<Reading> reading = Optional.empty();
        Optional<Throwable> thrown = Optional.empty();
        try {
            reading = Optional.of(attempt.run());
        } catch (Throwable any) {
            thrown = Optional.of(any);
        }
        return new Ended(
                reading,
                thrown,
                threads.getCurrentThreadCpuTime() - nanos,
                threads.getCurrentThreadAllocatedBytes() - bytes);
    }

    private static ExecutorService executor() {
        return Executors.newSingleThreadExecutor(
                work -> Thread.ofPlatform().daemon().name("hostile").unstarted(work));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
