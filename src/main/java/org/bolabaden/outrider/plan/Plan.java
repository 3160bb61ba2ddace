package org.bolabaden.outrider.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * What the world shall be: the desired state of every server, as one immutable and consistent value.
 *
 * @param sequence counts up with each plan of this process; drawn before what the plan is made of was looked at
 * @param services by name, in the registry's order
 */
public record Plan(long sequence, Map<ServiceName, ServicePlan> services) {
    /** Before anything is known. */
    public static final Plan EMPTY = new Plan(0, Map.of());

    public Plan {
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    }

    /** The servers that take sessions, of those services that have one primary at the most. */
    public Set<BackendId> primaries() {
        return services.values().stream()
                .filter(ServicePlan::exclusive)
                .flatMap(service -> service.servers().stream())
                .filter(server -> server.admin() == Admin.READY)
                .map(server -> server.backend().id())
                .collect(Collectors.toUnmodifiableSet());
    }
}
