package org.bolabaden.outrider.plan;

import java.util.List;
import org.bolabaden.outrider.registry.Service;

/**
 * What the servers of one service shall be.
 *
 * @param service which
 * @param servers one for each backend, in the registry's order
 */
public record ServicePlan(Service service, List<ServerPlan> servers) {
    public ServicePlan {
        servers = List.copyOf(servers);
    }
}
