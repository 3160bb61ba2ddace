package org.bolabaden.outrider.haproxy;

import java.time.Duration;

/**
 * Is told what the {@link RuntimeApplier} does, on its thread: for metrics. Must not block; what it throws is reported
 * as a fault of the applier's loop.
 */
public interface ApplierListener {
    /** Tells nobody. */
    ApplierListener NONE = new ApplierListener() {};

    /** This one, and then the other. */
    default ApplierListener and(ApplierListener other) {
        return new ApplierListeners(this, other);
    }

    /** HAProxy answers, and was made to match the plan if there is one. */
    default void up(WorkerInfo worker) {}

    /** HAProxy no longer answers. */
    default void down(String reason) {}

    /** Another worker answers: a reload or a restart. */
    default void workerChanged(long before, WorkerInfo now) {}

    /**
     * Commands were sent.
     *
     * @param accepted how many HAProxy carried out
     * @param refused how many it did not
     */
    default void commands(int accepted, int refused) {}

    /** That many settings were no longer as they had been proven to be, though nothing was planned anew. */
    default void drift(int settings) {}

    /**
     * A plan is proven to be in force.
     *
     * @param sequence the plan's number
     * @param sinceCause from what caused the plan (of several that were overtaken, the first) to the proof
     * @param commands how many it took; 0: it was so already
     */
    default void applied(long sequence, Duration sinceCause, int commands) {}
}
