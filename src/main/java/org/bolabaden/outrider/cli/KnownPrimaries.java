package org.bolabaden.outrider.cli;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.PrimarySource;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.sentinel.Primary;

/** What a command that plans knows of primaries by the registry alone: those that are named in it. */
final class KnownPrimaries {
    private KnownPrimaries() {}

    static Map<ServiceName, Primary> of(Registry registry) {
        Map<ServiceName, Primary> named = new HashMap<>();
        registry.services()
                .forEach((name, service) -> service.primary().ifPresent(source -> {
                    if (source instanceof PrimarySource.Named known) {
                        // Offered for ever, so that whatever is held of it is newer.
                        named.put(
                                name,
                                new Primary.Offered(
                                        known.backend(), Instant.EPOCH, Optional.empty(), "named in services.yaml"));
                    }
                }));
        return named;
    }
}
