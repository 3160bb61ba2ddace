package org.bolabaden.outrider.probe;

import java.time.Duration;
import org.bolabaden.outrider.registry.Backend;

/** Hears of every check's end. */
@FunctionalInterface
public interface ProbeListener {
    /**
     * A check ended. Called on the probe loop's thread: must be quick, must not throw.
     *
     * @return from this check's start to the next one's; a time that has passed already means at once
     */
    Duration onResult(Backend backend, ProbeResult result);
}
