package org.bolabaden.outrider.registry;

import java.util.List;
import java.util.Optional;

/**
 * An entry of {@code nodes:}.
 *
 * @param name what backends call it
 * @param address where it is reached; empty: by its name
 * @param maintenance when trouble with its backends is expected
 */
public record Node(NodeName name, Optional<String> address, List<MaintenanceWindow> maintenance) {
    public Node {
        maintenance = List.copyOf(maintenance);
        address.ifPresent(HostName::requireValid);
    }
}
