package org.bolabaden.outrider.registry;

import java.util.Optional;

/**
 * An entry of {@code nodes:}.
 *
 * @param name what backends call it
 * @param address where it is reached; empty: by its name
 */
public record Node(NodeName name, Optional<String> address) {
    public Node {
        address.ifPresent(HostName::requireValid);
    }
}
