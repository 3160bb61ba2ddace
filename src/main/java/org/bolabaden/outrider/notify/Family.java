package org.bolabaden.outrider.notify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.observe.Event;

/**
 * A kind of problem, which begins with one event and ends with its counterpart. {@link #ALL} is the only table of them;
 * docs/NOTIFICATIONS.md shows it. An event that is in no row has no end, and is news.
 *
 * @param name what tells it from the others
 * @param scope what tells two problems of the kind apart
 * @param opens the events that begin one
 * @param closes the events that end one
 */
record Family(String name, Scope scope, List<String> opens, List<String> closes) {
    static final Family RECEIVER =
            new Family("receiver", Scope.BACKEND, List.of("notification_failed"), List.of("notification_recovered"));

    // Released from being held, a backend is up, or down all the same.
    private static final String RELEASED = "backend_released";
    private static final Family BACKEND = new Family(
            "backend", Scope.BACKEND, List.of("backend_down", "backend_held"), List.of("backend_up", RELEASED));
    private static final Family PRIMARY = new Family(
            "primary",
            Scope.SERVICE,
            List.of("primary_withheld", "primary_unknown", "primary_contested"),
            List.of("primary_offered"));
    private static final Family REGISTRY = new Family(
            "registry",
            Scope.NODE,
            List.of(
                    "registry_rejected",
                    "registry_held",
                    "registry_last_good",
                    "registry_rolled_back",
                    "registry_reload_failed"),
            List.of("registry_loaded"));
    static final Family OUTPUT = new Family(
            "output",
            Scope.OUTPUT,
            List.of(
                    "output_rejected",
                    "output_not_adopted",
                    "output_edited",
                    "output_not_written",
                    "output_pending",
                    "output_not_run",
                    "reload_failed"),
            List.of("output_recovered", "output_written", "output_adopted"));

    /** All of them. */
    static final List<Family> ALL = List.of(
            BACKEND,
            new Family("panic", Scope.SERVICE, List.of("panic"), List.of("panic_ended")),
            new Family("isolation", Scope.NODE, List.of("isolated"), List.of("isolation_ended")),
            PRIMARY,
            new Family("sessions", Scope.BACKEND, List.of("sessions_not_cut"), List.of("sessions_cut")),
            new Family("sentinel", Scope.BACKEND, List.of("sentinel_lost"), List.of("sentinel_found")),
            new Family("quorum", Scope.SERVICE, List.of("sentinel_no_quorum"), List.of("sentinel_quorum")),
            new Family("haproxy", Scope.NODE, List.of("haproxy_down"), List.of("haproxy_up")),
            new Family("old_workers", Scope.NODE, List.of("old_workers_unreachable"), List.of("old_workers_reachable")),
            new Family("check", Scope.BACKEND, List.of("haproxy_check_disagrees"), List.of("haproxy_check_agrees")),
            REGISTRY,
            new Family("distribution", Scope.NODE, List.of("registry_fetch_failed"), List.of("registry_fetched")),
            new Family("conflict", Scope.NODE, List.of("registry_conflict"), List.of("registry_conflict_ended")),
            OUTPUT,
            new Family("dns", Scope.NODE, List.of("dns_failed"), List.of("dns_recovered")),
            new Family("edge", Scope.NODE, List.of("edge_unhealthy"), List.of("edge_healthy")),
            RECEIVER);

    private static final Map<String, Family> BY_EVENT = byEvent();

    /** What tells two problems of a family apart. */
    enum Scope {
        NODE,
        SERVICE,
        /** The backend; a sentinel or a receiver, where it is one of those. */
        BACKEND,
        /** The file, with which the reason begins. */
        OUTPUT
    }

    Family {
        opens = List.copyOf(opens);
        closes = List.copyOf(closes);
    }

    private static Map<String, Family> byEvent() {
        Map<String, Family> map = new HashMap<>();
        ALL.forEach(family -> {
            family.opens.forEach(event -> map.put(event, family));
            family.closes.forEach(event -> map.put(event, family));
        });
        return Map.copyOf(map);
    }

    /** The family of an event; empty: it is news. */
    static Optional<Family> of(Event event) {
        return Optional.ofNullable(BY_EVENT.get(event.name()));
    }

    /** What the event, which is one of this family, means. */
    Role role(Event event) {
        boolean releasedDown = event.name().equals(RELEASED) && !event.to().equals(Optional.of("up"));
        if (releasedDown || opens.contains(event.name())) {
            return Role.OPENS;
        }
        return equals(PRIMARY) || equals(REGISTRY) ? Role.CLOSES_WITH_NEWS : Role.CLOSES;
    }

    /** The problem that the event, which is one of this family, is about. */
    Subject subject(Event event) {
        return switch (scope) {
            case NODE -> new Subject(name, Optional.empty(), Optional.empty());
            case SERVICE -> new Subject(name, event.service(), Optional.empty());
            case BACKEND -> new Subject(name, event.service(), event.backend());
            case OUTPUT -> new Subject(name, Optional.empty(), event.reason().map(Family::file));
        };
    }

    private static String file(String reason) {
        int end = reason.indexOf(": ");
        return end < 0 ? reason : reason.substring(0, end);
    }
}
