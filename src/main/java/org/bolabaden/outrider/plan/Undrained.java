package org.bolabaden.outrider.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Service;

/** When the backends of a service that had been drained were given sessions again, for as long as slow start asks. Pure. */
final class Undrained {
    private Undrained() {}

    /**
     * Those of them that still start slowly; empty without slow start.
     *
     * @param drained who is away now
     */
    static Map<BackendId, Instant> of(Service service, Circumstances circumstances, Set<BackendId> drained) {
        Memory before = circumstances.before();
        Optional<Duration> slowStart = circumstances.rules().slowStart();
        if (slowStart.isEmpty()
                || (before.drained().isEmpty() && before.undrained().isEmpty())) {
            return Map.of();
        }
        Map<BackendId, Instant> back = new HashMap<>();
        for (Backend backend : service.backends()) {
            BackendId id = backend.id();
            Instant since = before.drained().contains(id)
                    ? circumstances.now()
                    : before.undrained().get(id);
            boolean ramps = since != null && circumstances.now().isBefore(since.plus(slowStart.get()));
            if (ramps && !drained.contains(id)) {
                back.put(id, since);
            }
        }
        return back;
    }
}
