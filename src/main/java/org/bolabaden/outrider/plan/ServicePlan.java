package org.bolabaden.outrider.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.observe.LabelSet;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Service;

/**
 * What the servers of one service shall be.
 *
 * @param service which
 * @param servers one for each backend, in the registry's order
 * @param panic why its verdicts are not believed; empty: they are
 * @param muted why the events of a backend are muted; one that is missing is not
 * @param exclusive whether one of its servers may have sessions at the most: those of every other one are cut
 */
public record ServicePlan(
        Service service,
        List<ServerPlan> servers,
        Optional<String> panic,
        Map<BackendId, String> muted,
        boolean exclusive) {
    public ServicePlan {
        servers = List.copyOf(servers);
        muted = Map.copyOf(muted);
    }

    /** One whose servers may all have sessions. */
    public ServicePlan(
            Service service, List<ServerPlan> servers, Optional<String> panic, Map<BackendId, String> muted) {
        this(service, servers, panic, muted, false);
    }

    /** One of which there is nothing special to say. */
    public ServicePlan(Service service, List<ServerPlan> servers) {
        this(service, servers, Optional.empty(), Map.of());
    }

    /** The same with these servers. */
    public ServicePlan with(List<ServerPlan> others) {
        return new ServicePlan(service, others, panic, muted, exclusive);
    }

    /** Why the backend's events are muted; empty: they are not. */
    public Optional<String> muted(BackendId backend) {
        return Optional.ofNullable(muted.get(backend));
    }

    /** Why the events of all its backends are muted; empty: those of one at least are not. */
    public Optional<String> allMuted() {
        return !servers.isEmpty() && muted.size() == servers.size()
                ? muted(servers.getFirst().backend().id())
                : Optional.empty();
    }

    /** The labels of its series. */
    public LabelSet labels() {
        return LabelSet.ofService(service.name().value());
    }
}
