package org.bolabaden.outrider.sentinel;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bolabaden.outrider.names.Names;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.PrimarySource;
import org.bolabaden.outrider.registry.SentinelSettings;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * The sessions to all sentinels: those that the registry names, and those that these know. Each has one session for all the
 * services that it is asked about in the same way. To be used on its event loop alone; the snapshot is for any thread.
 */
final class SentinelSet implements SentinelSession.Listener {
    /** Of those that are found out, of one service. */
    static final int MOST_DISCOVERED = 32;

    // One that is met again and again must not be dropped each time that another is silent for a moment.
    private static final Duration KEPT = Duration.ofSeconds(30);
    // At the start everybody is silent for a moment.
    private static final Duration START = Duration.ofSeconds(3);

    private final Dialer dialer;
    private final Names names;
    private final SignalBuffer out;
    private final InstantSource clock;
    private final EventSink events;
    private final Map<Place, Member> members = new HashMap<>();
    private Map<ServiceName, Followed> followed = Map.of();
    private Map<ServiceName, SentinelSettings> settings = Map.of();
    private Set<ServiceName> urgent = Set.of();
    private boolean looksAgain;
    private volatile List<Reach> reached = List.of();

    /** One sentinel, as it is reached in one way. */
    private static final class Member {
        private final SentinelSession session;
        private final Map<ServiceName, Relay> relays = new HashMap<>();
        private final Map<ServiceName, Map<SentinelId, Endpoint>> others = new HashMap<>();
        private final Map<ServiceName, String> silent = new HashMap<>();
        private Instant wantedAt;
        private Instant since;
        private boolean up;
        private boolean toldLost;
        private String reason = "not reached yet";

        private Member(SentinelSession session, Instant now) {
            this.session = session;
            this.wantedAt = now;
            this.since = now;
        }
    }

    SentinelSet(Dialer dialer, Names names, SignalBuffer out, InstantSource clock, EventSink events) {
        this.dialer = dialer;
        this.names = names;
        this.out = out;
        this.clock = clock;
        this.events = events;
    }

    /**
     * Asks about these services from now on.
     *
     * @param soon those of which a change is near
     */
    void follow(Collection<Watch> watches, Set<ServiceName> soon) {
        Map<ServiceName, Followed> next = new HashMap<>();
        Map<ServiceName, SentinelSettings> how = new HashMap<>();
        for (Watch watch : watches) {
            if (watch.source() instanceof PrimarySource.Sentinels sentinels) {
                next.put(watch.service(), Followed.of(watch, sentinels.settings()));
                how.put(watch.service(), sentinels.settings());
            }
        }
        followed = next;
        settings = how;
        urgent = Set.copyOf(soon);
        arrange();
    }

    /** Brings the sessions to what is wanted now. */
    private void arrange() {
        Instant now = clock.instant();
        Map<Place, Set<ServiceName>> wanted = wanted();
        wanted.forEach((place, services) -> {
            Member member = members.get(place);
            if (member == null) {
                member = new Member(new SentinelSession(place, dialer, this), now);
                members.put(place, member);
                member.session.connect();
            }
            member.wantedAt = now;
        });
        for (Member member : List.copyOf(members.values())) {
            Set<ServiceName> services = wanted.get(member.session.place());
            if (services != null) {
                concern(member, services);
            } else if (now.isAfter(member.wantedAt.plus(KEPT)) || !stillFollowed(member)) {
                members.remove(member.session.place());
                member.relays.values().forEach(relay -> relay.lost(now));
                member.session.close();
            } else {
                later();
            }
        }
        told();
    }

    /** Looks again when one that is not wanted now has not been for long. */
    private void later() {
        if (!looksAgain) {
            looksAgain = true;
            dialer.loop().owner().setTimer(KEPT.toMillis() + 1, fired -> {
                looksAgain = false;
                arrange();
            });
        }
    }

    private boolean stillFollowed(Member member) {
        return member.relays.keySet().stream().anyMatch(settings::containsKey);
    }

    private void concern(Member member, Set<ServiceName> services) {
        Instant now = clock.instant();
        member.relays.keySet().stream()
                .filter(service -> !services.contains(service))
                .toList()
                .forEach(service -> {
                    Optional.ofNullable(member.relays.remove(service)).ifPresent(relay -> relay.lost(now));
                    member.others.remove(service);
                    member.silent.remove(service);
                });
        services.forEach(service -> member.relays.computeIfAbsent(
                service,
                name -> new Relay(
                        member.session.place().address(), signal -> out.offer(new ServiceSignal(name, signal)))));
        member.session.about(
                services.stream()
                        .map(followed::get)
                        .flatMap(Stream::ofNullable)
                        .map(Followed::master)
                        .collect(Collectors.toSet()),
                services.stream().anyMatch(urgent::contains));
        member.relays.values().forEach(Relay::settled);
    }

    private Map<Place, Set<ServiceName>> wanted() {
        Map<Place, Set<ServiceName>> wanted = new LinkedHashMap<>();
        settings.forEach((service, how) -> Stream.concat(how.sentinels().stream(), discovered(service, how).stream())
                .map(address -> new Place(address, how.login(), how.sentinelTls()))
                .forEach(place -> wanted.computeIfAbsent(place, fresh -> new LinkedHashSet<>())
                        .add(service)));
        return wanted;
    }

    /** Those that more than half of the configured ones know: a single rogue makes us connect to nobody. */
    private Set<Endpoint> discovered(ServiceName service, SentinelSettings how) {
        Map<Map.Entry<SentinelId, Endpoint>, Integer> reports = new HashMap<>();
        for (Member member : members.values()) {
            if (how.sentinels().contains(member.session.place().address())) {
                member.others
                        .getOrDefault(service, Map.of())
                        .forEach((id, address) -> reports.merge(Map.entry(id, address), 1, Integer::sum));
            }
        }
        Set<SentinelId> configured = heard(how);
        Set<Endpoint> found = new LinkedHashSet<>();
        reports.forEach((other, count) -> {
            boolean confirmed = count > how.sentinels().size() / 2;
            boolean ours = how.sentinels().contains(other.getValue()) || configured.contains(other.getKey());
            if (confirmed && !ours && found.size() < MOST_DISCOVERED) {
                found.add(other.getValue());
            }
        });
        return found;
    }

    private Set<SentinelId> heard(SentinelSettings how) {
        Set<SentinelId> ids = new HashSet<>();
        for (Member member : members.values()) {
            if (how.sentinels().contains(member.session.place().address())) {
                member.session.id().ifPresent(ids::add);
            }
        }
        return ids;
    }

    @Override
    public void up(SentinelSession session, SentinelId id) {
        of(session).ifPresent(member -> {
            Instant now = clock.instant();
            member.up = true;
            member.since = now;
            member.reason = "";
            if (member.toldLost) {
                member.toldLost = false;
                events.emit(Event.info("sentinel_found")
                        .backend(session.place().address())
                        .change("lost", "up")
                        .reason("it answers again"));
            }
            told();
        });
    }

    @Override
    public void viewed(SentinelSession session, String master, MasterView view, Map<SentinelId, Endpoint> others) {
        of(session).ifPresent(member -> {
            boolean room = true;
            for (ServiceName service : concerned(member, master)) {
                room &= viewed(member, service, view, others);
            }
            if (!room) {
                session.ask();
            }
        });
    }

    private boolean viewed(Member member, ServiceName service, MasterView view, Map<SentinelId, Endpoint> others) {
        Optional<SentinelId> id = member.session.id();
        Followed about = followed.get(service);
        Relay relay = member.relays.get(service);
        if (id.isEmpty() || about == null || relay == null) {
            return true;
        }
        Map<SentinelId, Endpoint> known = new HashMap<>();
        others.forEach((other, address) -> known.put(other, names.canonical(address, about.sentinels())));
        member.silent.remove(service);
        if (!known.equals(member.others.put(service, known))) {
            // Whom it knows decides whom we connect to.
            dialer.loop().runOnContext(later -> arrange());
        }
        return relay.viewed(clock.instant(), id.get(), about.canonical(view, names), known);
    }

    @Override
    public void unknown(SentinelSession session, String master) {
        of(session).ifPresent(member -> {
            for (ServiceName service : concerned(member, master)) {
                member.silent.put(service, "it monitors no master called " + master);
                Optional.ofNullable(member.relays.get(service)).ifPresent(relay -> relay.lost(clock.instant()));
                member.others.remove(service);
            }
        });
    }

    @Override
    public void heard(SentinelSession session, SentinelEvent event) {
        Optional<SentinelId> id = session.id();
        if (id.isEmpty()) {
            return;
        }
        of(session)
                .ifPresent(member -> member.relays.forEach((service, relay) -> {
                    Followed about = followed.get(service);
                    if (about != null && !member.silent.containsKey(service) && about.concerns(event)) {
                        relay.heard(clock.instant(), id.get(), about.canonical(event, names));
                    }
                }));
    }

    @Override
    public void down(SentinelSession session, String why) {
        of(session).ifPresent(member -> {
            Instant now = clock.instant();
            if (member.up) {
                member.up = false;
                member.since = now;
            }
            boolean toTell = !member.toldLost
                    && (!member.reason.equals("not reached yet") || now.isAfter(member.since.plus(START)));
            if (toTell) {
                member.toldLost = true;
                events.emit(Event.warn("sentinel_lost")
                        .backend(session.place().address())
                        .change("up", "lost")
                        .reason(why));
            }
            if (member.toldLost) {
                member.reason = why;
            }
            member.others.clear();
            member.relays.values().forEach(relay -> relay.lost(now));
            told();
        });
    }

    private Optional<Member> of(SentinelSession session) {
        return Optional.ofNullable(members.get(session.place())).filter(member -> member.session == session);
    }

    private List<ServiceName> concerned(Member member, String master) {
        return member.relays.keySet().stream()
                .filter(service -> Optional.ofNullable(followed.get(service))
                        .filter(about -> about.master().equals(master))
                        .isPresent())
                .toList();
    }

    private void told() {
        List<Reach> all = new ArrayList<>();
        members.values().forEach(member -> {
            Optional<String> wrong =
                    member.up ? member.silent.values().stream().findFirst() : Optional.of(member.reason);
            all.add(new Reach(
                    member.session.place().address(),
                    member.relays.keySet(),
                    member.up,
                    member.since,
                    member.session.id(),
                    wrong));
        });
        reached = List.copyOf(all);
    }

    /** Has one after the other begin a failover of the service's master until one does; fails with the last one's words. */
    Future<Void> failover(ServiceName service) {
        Followed about = followed.get(service);
        if (about == null) {
            return Future.failedFuture("no sentinels follow " + service);
        }
        Future<Void> done = Future.failedFuture("no sentinel of " + service + " is connected");
        for (Member member : members.values()) {
            if (member.up && member.relays.containsKey(service)) {
                done = done.recover(refused -> member.session.failover(about.master()));
            }
        }
        return done;
    }

    /** How each is reached now. Any thread. */
    List<Reach> reached() {
        return reached;
    }

    void close() {
        members.values().forEach(member -> member.session.close());
        members.clear();
    }
}
