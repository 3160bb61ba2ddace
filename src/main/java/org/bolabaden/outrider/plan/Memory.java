package org.bolabaden.outrider.plan;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Percent;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * What one plan leaves for the next, so that decisions have inertia.
 *
 * @param latency the share of its weight that each backend was given for its latency
 * @param panic the services whose verdicts are not believed
 * @param drained the backends that took no new sessions because of a drain
 * @param undrained those that had been drained and were given sessions again, and when
 */
public record Memory(
        Map<BackendId, Applied> latency,
        Set<ServiceName> panic,
        Set<BackendId> drained,
        Map<BackendId, Instant> undrained) {
    /** Nothing was planned before. */
    public static final Memory NONE = new Memory(Map.of(), Set.of(), Set.of(), Map.of());

    public Memory {
        latency = Map.copyOf(latency);
        panic = Set.copyOf(panic);
        drained = Set.copyOf(drained);
        undrained = Map.copyOf(undrained);
    }

    /**
     * A share that is in force.
     *
     * @param share of the weight
     * @param since when it was last changed
     * @param evidence what it was made of, for people
     */
    public record Applied(Percent share, Instant since, String evidence) {}
}
