package org.bolabaden.outrider.probe;

import java.time.Duration;
import org.bolabaden.outrider.registry.Backend;

/** Takes the results. Called on the loop's thread, so it must be quick and must not block. */
@FunctionalInterface
public interface ProbeListener {
    /**
     * A check has ended.
     *
     * @param backend as the registry has it
     * @return from the start of that check to the start of the next; less than 10 ms counts as 10 ms. When that time has
     *     passed already, the next check starts at once
     */
    Duration onResult(Backend backend, ProbeResult result);

    /**
     * A check starts, so many nanoseconds after it was due: what our own limits cost.
     *
     * @param lateNanos 0 or more
     */
    default void onStart(Backend backend, long lateNanos) {}
}
