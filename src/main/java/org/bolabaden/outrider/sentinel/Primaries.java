package org.bolabaden.outrider.sentinel;

import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;

/** Where primaries are reached. */
final class Primaries {
    private Primaries() {}

    /** The address of the one that is offered. */
    static Optional<Endpoint> offered(Finder finder) {
        return finder.primary().offered().flatMap(backend -> address(finder.followed(), backend));
    }

    private static Optional<Endpoint> address(Followed followed, BackendId backend) {
        return followed.listed().entrySet().stream()
                .filter(entry -> entry.getValue().equals(backend))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
