package org.bolabaden.outrider.sentinel;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * Whose primary is followed, and by whose word.
 *
 * @param service the service
 * @param master its name among the sentinels
 * @param sentinels where they listen, as configured
 * @param listed the service's backends, by their address
 * @param isolation how long the present primary stays while no majority is heard; empty: for good
 */
record Followed(
        ServiceName service,
        String master,
        List<Endpoint> sentinels,
        Map<Endpoint, BackendId> listed,
        Optional<Duration> isolation) {
    Followed {
        sentinels = List.copyOf(sentinels);
        listed = Map.copyOf(listed);
    }
}
