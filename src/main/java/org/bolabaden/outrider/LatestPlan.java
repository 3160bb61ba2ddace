package org.bolabaden.outrider;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.bolabaden.outrider.plan.Plan;
import org.jspecify.annotations.Nullable;

/** The plan that went to the appliers last, and a way to wait for one. Safe for use by several threads. */
final class LatestPlan {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile @Nullable PlannedChange latest;

    /** Empty: there was none yet. */
    Optional<PlannedChange> get() {
        return Optional.ofNullable(latest);
    }

    /** The plan of it; empty when there was none yet. */
    Plan plan() {
        return get().map(PlannedChange::plan).orElse(Plan.EMPTY);
    }

    void set(PlannedChange next) {
        lock.lock();
        try {
            latest = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for one that fits.
     *
     * @return whether it came within that time
     */
    boolean await(Predicate<PlannedChange> fits, Duration within) throws InterruptedException {
        long left = within.toNanos();
        lock.lockInterruptibly();
        try {
            while (get().filter(fits).isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
