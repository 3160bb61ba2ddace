package org.bolabaden.outrider.sentinel;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * What is worth a warning when it has lasted for a while: nothing proven, no majority, a sentinel that says something else.
 * Each is told once when it begins to last. To be used by one thread.
 */
public final class PrimaryWarnings {
    // Connecting and the first answers take a fraction of a second.
    static final Duration UNKNOWN = Duration.ofSeconds(3);
    static final Duration NO_QUORUM = Duration.ofSeconds(3);
    // Sentinels tell each other their configuration every 2 s.
    static final Duration DISAGREES = Duration.ofSeconds(10);

    private final Map<ServiceName, Instant> unknownSince = new HashMap<>();
    private final Map<Dissent, Instant> disagreeing = new HashMap<>();
    private final Set<Object> told = new HashSet<>();
    private final Set<ServiceName> minReplicasTold = new HashSet<>();

    private record Dissent(ServiceName service, SentinelId sentinel, Endpoint address) {}

    private record Unknown(ServiceName service) {}

    private record NoQuorum(ServiceName service) {}

    /** Nothing told yet. */
    public PrimaryWarnings() {}

    /**
     * What is to be told now.
     *
     * @param minReplicas what the offered primaries want before they take a write, by address
     */
    public List<Event> look(
            PrimaryBoard.Snapshot snapshot, Map<Endpoint, Optional<MinReplicas>> minReplicas, Instant now) {
        List<Event> events = new ArrayList<>();
        unknownSince.keySet().retainAll(snapshot.services());
        minReplicasTold.retainAll(snapshot.services());
        Set<Dissent> dissents = new HashSet<>();
        snapshot.finders().forEach((service, finder) -> {
            unknown(service, finder, now).ifPresent(events::add);
            minReplicas(service, finder, minReplicas).ifPresent(events::add);
            if (finder instanceof Follower follower) {
                quorum(service, follower, now).ifPresent(events::add);
                dissents.addAll(dissents(service, follower));
            }
        });
        events.addAll(disagreements(dissents, now));
        return events;
    }

    private Optional<Event> unknown(ServiceName service, Finder finder, Instant now) {
        if (!(finder.primary() instanceof Primary.Unknown unknown)) {
            unknownSince.remove(service);
            told.remove(new Unknown(service));
            return Optional.empty();
        }
        Instant since = unknownSince.computeIfAbsent(service, first -> now);
        return lasts(since, UNKNOWN, now) && told.add(new Unknown(service))
                ? Optional.of(Event.warn("primary_unknown").service(service).reason(unknown.reason()))
                : Optional.empty();
    }

    private Optional<Event> quorum(ServiceName service, Follower follower, Instant now) {
        NoQuorum key = new NoQuorum(service);
        if (!lasts(follower.majorityAt(), NO_QUORUM, now)) {
            return told.remove(key)
                    ? Optional.of(Event.info("sentinel_quorum")
                            .service(service)
                            .reason("a majority of the sentinels is heard again"))
                    : Optional.empty();
        }
        return told.add(key)
                ? Optional.of(Event.warn("sentinel_no_quorum")
                        .service(service)
                        .reason(follower.ruling().reason()))
                : Optional.empty();
    }

    /** Those whose word counts and who name another primary, or a later epoch, than the majority does. */
    private static Set<Dissent> dissents(ServiceName service, Follower follower) {
        Map<SentinelId, Sentinel> voices = new HashMap<>(follower.heard());
        voices.keySet().retainAll(follower.roster().members());
        Map<Map.Entry<Endpoint, Epoch>, Long> counts = voices.values().stream()
                .map(Sentinel::view)
                .collect(Collectors.groupingBy(view -> Map.entry(view.address(), view.epoch()), Collectors.counting()));
        Set<Dissent> dissents = new HashSet<>();
        counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= follower.roster().majority())
                .map(Map.Entry::getKey)
                .forEach(agreed -> voices.forEach((id, voice) -> {
                    if (!voice.view().names(agreed.getKey())
                            || voice.view().epoch().after(agreed.getValue())) {
                        dissents.add(new Dissent(service, id, voice.address()));
                    }
                }));
        return dissents;
    }

    private List<Event> disagreements(Set<Dissent> now, Instant at) {
        disagreeing.keySet().retainAll(now);
        told.removeIf(key -> key instanceof Dissent dissent && !now.contains(dissent));
        List<Event> events = new ArrayList<>();
        for (Dissent dissent : now) {
            Instant since = disagreeing.computeIfAbsent(dissent, first -> at);
            if (lasts(since, DISAGREES, at) && told.add(dissent)) {
                events.add(Event.warn("sentinel_disagrees")
                        .service(dissent.service())
                        .backend(dissent.address())
                        .reason("sentinel " + dissent.sentinel()
                                + " names another primary or a later epoch than the majority does"));
            }
        }
        return events;
    }

    private Optional<Event> minReplicas(
            ServiceName service, Finder finder, Map<Endpoint, Optional<MinReplicas>> known) {
        Optional<MinReplicas> found =
                Primaries.offered(finder).flatMap(address -> known.getOrDefault(address, Optional.empty()));
        if (found.isEmpty() || found.get().set() || !minReplicasTold.add(service)) {
            return Optional.empty();
        }
        return Optional.of(Event.info("min_replicas_unset")
                .service(service)
                .backend(Primaries.offered(finder).orElseThrow())
                .reason("a primary that is cut off takes writes that will be lost: set min-replicas-to-write 1 and"
                        + " min-replicas-max-lag 2 on every Redis of " + service));
    }

    private static boolean lasts(Instant since, Duration limit, Instant now) {
        return !since.plus(limit).isAfter(now);
    }
}
