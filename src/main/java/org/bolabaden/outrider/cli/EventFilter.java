package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which events somebody wants to see, as the HTTP interface shows them.
 *
 * @param level the least level: {@code info}, {@code warn} or {@code error}
 * @param services empty: all
 * @param events names; empty: all
 * @param since the first moment that counts; empty: all that are remembered
 */
record EventFilter(String level, Set<String> services, Set<String> events, Optional<Instant> since) {
    private static final List<String> LEVELS = List.of("info", "warn", "error");

    EventFilter {
        services = Set.copyOf(services);
        events = Set.copyOf(events);
    }

    boolean shows(JsonNode event) {
        return LEVELS.indexOf(event.path("level").asText()) >= LEVELS.indexOf(level)
                && (services.isEmpty()
                        || services.contains(event.path("service").asText()))
                && (events.isEmpty() || events.contains(event.path("event").asText()))
                && since.filter(first ->
                                Instant.parse(event.path("ts").asText()).isBefore(first))
                        .isEmpty();
    }

    /** Whether it leaves anything out. */
    boolean isNarrow() {
        return LEVELS.indexOf(level) > 0 || !services.isEmpty() || !events.isEmpty() || since.isPresent();
    }
}
