package org.bolabaden.outrider;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.bolabaden.outrider.drain.DrainId;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.drain.Left;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.haproxy.SessionCount;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Registry;

/** What is left of each drain in this node's HAProxy. */
final class SessionsLeft {
    private SessionsLeft() {}

    /**
     * Counts it.
     *
     * @param busy asks HAProxy; not called while nothing is drained
     */
    static Map<DrainId, Left> of(Drains drains, Registry registry, Supplier<Map<BackendId, SessionCount.Busy>> busy) {
        if (drains.isEmpty()) {
            return Map.of();
        }
        Map<BackendId, SessionCount.Busy> asked = busy.get();
        Map<DrainId, Left> left = new HashMap<>();
        drains.all().forEach(drain -> left.put(drain.id(), of(drain.target(), registry, asked)));
        return left;
    }

    private static Left of(Target target, Registry registry, Map<BackendId, SessionCount.Busy> busy) {
        List<SessionCount.Busy> servers = target.among(registry).stream()
                .map(busy::get)
                .filter(Objects::nonNull)
                .toList();
        return new Left(
                servers.isEmpty()
                        ? Optional.empty()
                        : Optional.of(servers.stream()
                                .mapToLong(SessionCount.Busy::sessions)
                                .sum()),
                servers.stream().anyMatch(SessionCount.Busy::serving));
    }
}
