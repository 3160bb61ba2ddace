package org.bolabaden.outrider.haproxy;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Service;

/**
 * What the running HAProxy served when we started, so that nothing is taken out merely because we were restarted. Pure.
 *
 * @param worker who told
 * @param serving for each backend that HAProxy has: whether it is ready, has a weight, and has served sessions or
 *     was ready by the last Outrider's word
 */
public record Adoption(WorkerInfo worker, Map<BackendId, Boolean> serving) {
    public Adoption {
        serving = Map.copyOf(serving);
    }

    /**
     * Finds the registry's backends in what HAProxy is; no name is looked up.
     *
     * @param served what the last Outrider left; it counts only for the worker that it was written for
     */
    public static Adoption of(ActualState actual, Collection<Service> services, Optional<ServedFile.Served> served) {
        Set<String> remembered = served.filter(
                        last -> last.workerPid() == actual.worker().pid())
                .map(ServedFile.Served::ready)
                .orElse(Set.of());
        Binding binding = Binder.bind(services, Binder::literal, actual, Binding.NONE);
        Map<BackendId, Boolean> serving = new LinkedHashMap<>();
        binding.servers()
                .forEach((backend, ref) -> serving.put(
                        backend,
                        actual.server(ref).map(ServerState::serving).orElse(false)
                                && (actual.sessionsTotal(ref) > 0 || remembered.contains(backend.toString()))));
        return new Adoption(actual.worker(), serving);
    }

    /** Whether HAProxy sends sessions to it now, and somebody vouches for it. */
    public boolean serves(BackendId backend) {
        return serving.getOrDefault(backend, false);
    }
}
