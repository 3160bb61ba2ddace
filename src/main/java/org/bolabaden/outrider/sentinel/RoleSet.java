package org.bolabaden.outrider.sentinel;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.names.Names;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.PrimarySource;
import org.bolabaden.outrider.registry.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * The sessions to all Redis servers that the registry lists under a service with a primary; to nobody else. To be used on
 * its event loop alone; the snapshots are for any thread.
 */
final class RoleSet implements RoleSession.Listener {
    private final Dialer dialer;
    private final Names names;
    private final SignalBuffer out;
    private final InstantSource clock;
    private final Map<Place, Member> members = new HashMap<>();
    private volatile List<Reach> reached = List.of();
    private volatile Map<Endpoint, Optional<MinReplicas>> minReplicas = Map.of();

    /** One server, as it is reached in one way. */
    private static final class Member {
        private final RoleSession session;
        private final Map<ServiceName, Watch> watches = new HashMap<>();
        private Instant since;
        private boolean up;
        private @Nullable String reason;

        private Member(RoleSession session, Instant now) {
            this.session = session;
            this.since = now;
        }
    }

    RoleSet(Dialer dialer, Names names, SignalBuffer out, InstantSource clock) {
        this.dialer = dialer;
        this.names = names;
        this.out = out;
        this.clock = clock;
    }

    /**
     * Asks the backends of these services from now on.
     *
     * @param urgent those whose backends are asked often
     * @param offered the addresses of those that are offered
     */
    void follow(Collection<Watch> watches, Set<ServiceName> urgent, Set<Endpoint> offered) {
        Instant now = clock.instant();
        Map<Place, Map<ServiceName, Watch>> wanted = wanted(watches);
        wanted.forEach((place, services) -> {
            Member member = members.get(place);
            if (member == null) {
                member = new Member(new RoleSession(place, dialer, clock, this), now);
                members.put(place, member);
                member.session.connect();
            }
            member.watches.clear();
            member.watches.putAll(services);
            member.session.attend(
                    services.keySet().stream().anyMatch(urgent::contains), offered.contains(place.address()));
        });
        for (Member member : List.copyOf(members.values())) {
            if (!wanted.containsKey(member.session.place())) {
                members.remove(member.session.place());
                member.session.close();
            }
        }
        Map<Endpoint, Optional<MinReplicas>> kept = new HashMap<>(minReplicas);
        kept.keySet().retainAll(offered);
        minReplicas = Map.copyOf(kept);
        told();
    }

    private static Map<Place, Map<ServiceName, Watch>> wanted(Collection<Watch> watches) {
        Map<Place, Map<ServiceName, Watch>> wanted = new HashMap<>();
        for (Watch watch : watches) {
            for (Endpoint address : watch.listed().keySet()) {
                place(watch.source(), address)
                        .ifPresent(place -> wanted.computeIfAbsent(place, fresh -> new HashMap<>())
                                .put(watch.service(), watch));
            }
        }
        return wanted;
    }

    private static Optional<Place> place(PrimarySource source, Endpoint address) {
        return switch (source) {
            case PrimarySource.Sentinels sentinels ->
                Optional.of(new Place(
                        address,
                        sentinels.settings().redis(),
                        sentinels.settings().redisTls()));
            case PrimarySource.ByRole byRole -> Optional.of(new Place(address, byRole.login(), byRole.tls()));
            case PrimarySource.Named named -> Optional.empty();
        };
    }

    @Override
    public void answered(RoleSession session, RedisRole role, Instant asked) {
        of(session).ifPresent(member -> {
            Instant now = clock.instant();
            member.watches.forEach((service, watch) -> {
                RedisRole said = role instanceof RedisRole.Replica replica
                        ? new RedisRole.Replica(
                                names.canonical(replica.of(), watch.listed().keySet()), replica.linked())
                        : role;
                // One that finds no room is followed by the next in a second at the latest.
                out.offer(new ServiceSignal(
                        service, new Signal.Answered(now, session.place().address(), said, asked)));
            });
            if (!member.up) {
                become(member, true, null);
            }
        });
    }

    @Override
    public void minReplicas(RoleSession session, Optional<MinReplicas> found) {
        Map<Endpoint, Optional<MinReplicas>> next = new HashMap<>(minReplicas);
        next.put(session.place().address(), found);
        minReplicas = Map.copyOf(next);
    }

    @Override
    public void down(RoleSession session, String why) {
        of(session)
                .filter(member -> member.up || !why.equals(member.reason))
                .ifPresent(member -> become(member, false, why));
    }

    private void become(Member member, boolean up, @Nullable String reason) {
        if (member.up != up) {
            member.up = up;
            member.since = clock.instant();
        }
        member.reason = reason;
        told();
    }

    private Optional<Member> of(RoleSession session) {
        return Optional.ofNullable(members.get(session.place())).filter(member -> member.session == session);
    }

    private void told() {
        List<Reach> all = new ArrayList<>();
        members.values()
                .forEach(member -> all.add(new Reach(
                        member.session.place().address(),
                        new HashSet<>(member.watches.keySet()),
                        member.up,
                        member.since,
                        Optional.empty(),
                        Optional.ofNullable(member.reason))));
        reached = List.copyOf(all);
    }

    /** How each is reached now. Any thread. */
    List<Reach> reached() {
        return reached;
    }

    /** What the offered ones want before they take a write; empty: they do not say. Any thread. */
    Map<Endpoint, Optional<MinReplicas>> minReplicas() {
        return minReplicas;
    }

    void close() {
        members.values().forEach(member -> member.session.close());
        members.clear();
    }
}
