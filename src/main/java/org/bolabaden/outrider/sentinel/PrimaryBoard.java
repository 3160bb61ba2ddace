package org.bolabaden.outrider.sentinel;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.PrimarySource;
import org.bolabaden.outrider.registry.ServiceName;

/** Who is the primary of every service that has one: one {@link Finder} each. Safe for use by several threads. */
public final class PrimaryBoard {
    private final Map<ServiceName, Remembered> remembered;
    private volatile Map<ServiceName, Finder> finders = Map.of();

    /**
     * An empty one.
     *
     * @param memory what was decided before a restart
     */
    public PrimaryBoard(PrimaryMemory memory) {
        this.remembered = new HashMap<>(memory.services());
    }

    /** Follows these from now on. What was decided is kept while service and source stay the same. */
    public synchronized void follow(Collection<Watch> watches, Instant now) {
        Map<ServiceName, Finder> next = new HashMap<>();
        for (Watch watch : watches) {
            next.put(watch.service(), follow(watch, Optional.ofNullable(finders.get(watch.service())), now));
        }
        finders = Map.copyOf(next);
        remembered.clear();
    }

    private Finder follow(Watch watch, Optional<Finder> before, Instant now) {
        return switch (watch.source()) {
            case PrimarySource.Sentinels sentinels -> {
                Followed followed = Followed.of(watch, sentinels.settings());
                if (before.orElse(null) instanceof Follower known) {
                    yield known.following(followed);
                }
                Follower begun = Follower.begin(followed, Standing.NONE, Timeline.NONE, now);
                yield memory(begun)
                        .map(old -> Follower.begin(followed, old.standing(), timeline(old), now))
                        .orElse(begun);
            }
            case PrimarySource.ByRole byRole -> {
                Followed followed = withoutSentinels(watch);
                if (before.orElse(null) instanceof RoleElection known) {
                    yield known.following(followed);
                }
                RoleElection begun = RoleElection.begin(followed, Standing.NONE, Timeline.NONE, now);
                yield memory(begun)
                        .map(old -> RoleElection.begin(followed, old.standing(), timeline(old), now))
                        .orElse(begun);
            }
            case PrimarySource.Named named ->
                before.orElse(null) instanceof ByHand known && known.backend().equals(named.backend())
                        ? new ByHand(withoutSentinels(watch), named.backend(), known.since())
                        : new ByHand(withoutSentinels(watch), named.backend(), now);
        };
    }

    private static Followed withoutSentinels(Watch watch) {
        return new Followed(watch.service(), "", List.of(), watch.listed(), Optional.empty());
    }

    private Optional<Remembered> memory(Finder begun) {
        return Optional.ofNullable(remembered.get(begun.followed().service()))
                .filter(old -> old.source().equals(Remembered.source(begun)));
    }

    private static Timeline timeline(Remembered old) {
        return new Timeline(old.failovers(), Optional.empty());
    }

    /**
     * One more signal; of a service that is not followed it is nothing.
     *
     * @return the finders of the service before and after; empty: it is not followed
     */
    public Optional<Step> accept(ServiceSignal signal) {
        return change(signal.service(), finder -> finder.next(signal.signal()));
    }

    /** What HAProxy has ready of it. */
    public void adopt(ServiceName service, Set<BackendId> ready) {
        change(service, finder -> finder.adopting(ready));
    }

    private synchronized Optional<Step> change(ServiceName service, UnaryOperator<Finder> change) {
        Finder before = finders.get(service);
        if (before == null) {
            return Optional.empty();
        }
        Finder after = change.apply(before);
        Map<ServiceName, Finder> next = new HashMap<>(finders);
        next.put(service, after);
        finders = Map.copyOf(next);
        return Optional.of(new Step(before, after));
    }

    /** All of them as they are now. */
    public Snapshot snapshot() {
        return new Snapshot(finders);
    }

    /** What one signal did to one service. */
    public record Step(Finder before, Finder after) {
        /** Whether anything changed that others are to act on: soon, or at all. */
        public boolean matters() {
            return !before.standing().equals(after.standing())
                    || before.urgent() != after.urgent()
                    || !before.primary().equals(after.primary());
        }
    }

    /** All services with a primary at one moment. */
    public record Snapshot(Map<ServiceName, Finder> finders) {
        public Snapshot {
            finders = Map.copyOf(finders);
        }

        /** Which services have one. */
        public Set<ServiceName> services() {
            return finders.keySet();
        }

        /** What of this is news to somebody who knows the one before. */
        public List<Event> since(Snapshot before) {
            return finders.entrySet().stream()
                    .flatMap(entry ->
                            PrimaryEvents.published(before.finders().get(entry.getKey()), entry.getValue()).stream())
                    .toList();
        }

        /** Who is the primary of each. */
        public Map<ServiceName, Primary> primaries() {
            Map<ServiceName, Primary> all = new HashMap<>();
            finders.forEach((service, finder) -> all.put(service, finder.primary()));
            return Map.copyOf(all);
        }

        /** Those of which a change is near. */
        public Set<ServiceName> urgent() {
            return finders.entrySet().stream()
                    .filter(entry -> entry.getValue().urgent())
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toUnmodifiableSet());
        }

        /** The addresses of those that are offered. */
        public Set<Endpoint> offered() {
            return finders.values().stream()
                    .flatMap(finder -> Primaries.offered(finder).stream())
                    .collect(Collectors.toUnmodifiableSet());
        }

        /**
         * All that is known about each.
         *
         * @param connector tells who is reached
         */
        public Map<ServiceName, PrimaryStatus> statuses(SentinelConnector connector) {
            List<Reach> sentinels = connector.sentinels();
            List<Reach> servers = connector.servers();
            Map<Endpoint, Optional<MinReplicas>> minReplicas = connector.minReplicas();
            Map<ServiceName, PrimaryStatus> all = new HashMap<>();
            finders.forEach(
                    (service, finder) -> all.put(service, PrimaryStatus.of(finder, sentinels, servers, minReplicas)));
            return Map.copyOf(all);
        }

        /** What must not be forgotten. */
        public PrimaryMemory memory() {
            Map<ServiceName, Remembered> all = new HashMap<>();
            finders.forEach((service, finder) -> {
                if (!(finder instanceof ByHand)) {
                    all.put(service, Remembered.of(finder));
                }
            });
            return new PrimaryMemory(all);
        }
    }
}
