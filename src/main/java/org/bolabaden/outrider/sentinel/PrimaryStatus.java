package org.bolabaden.outrider.sentinel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * All that is known about one service's primary, at one moment.
 *
 * @param service which
 * @param source by whose word: that of sentinels, of the backends themselves (ROLE), or of the registry (by hand)
 * @param master the name among the sentinels; empty: there are none
 * @param primary who is offered
 * @param sentinels how each stands
 * @param servers what each backend says of itself
 * @param minReplicas what the offered one wants before it takes a write; empty: it does not say
 * @param failovers the last ones, the newest last
 */
public record PrimaryStatus(
        ServiceName service,
        String source,
        Optional<String> master,
        Primary primary,
        List<OfSentinel> sentinels,
        List<OfServer> servers,
        Optional<MinReplicas> minReplicas,
        List<Failover> failovers) {
    public PrimaryStatus {
        sentinels = List.copyOf(sentinels);
        servers = List.copyOf(servers);
        failovers = List.copyOf(failovers);
    }

    /**
     * One sentinel.
     *
     * @param address where it is reached
     * @param id which one it is; empty: not known
     * @param up whether it is heard
     * @param since since when it is up or not
     * @param names whom it names; empty: it has said nothing about this master
     * @param epoch at which
     * @param tilt whether it does not trust itself
     * @param reason what is wrong; empty: nothing
     */
    public record OfSentinel(
            Endpoint address,
            Optional<SentinelId> id,
            boolean up,
            Instant since,
            Optional<Endpoint> names,
            Optional<Epoch> epoch,
            boolean tilt,
            Optional<String> reason) {}

    /**
     * One backend.
     *
     * @param up whether it answers
     * @param role what it said last: {@code master}, {@code replica}, or {@code unknown}
     * @param of whom it follows, as a replica
     * @param reason what is wrong; empty: nothing
     */
    public record OfServer(
            BackendId backend, boolean up, String role, Optional<Endpoint> of, Optional<String> reason) {}

    static PrimaryStatus of(
            Finder finder,
            List<Reach> sentinels,
            List<Reach> servers,
            Map<Endpoint, Optional<MinReplicas>> minReplicas) {
        Followed followed = finder.followed();
        return new PrimaryStatus(
                followed.service(),
                switch (finder) {
                    case Follower follower -> "sentinel";
                    case RoleElection byRole -> "role";
                    case ByHand byHand -> "by hand";
                },
                Optional.of(followed.master()).filter(name -> !name.isEmpty()),
                finder.primary(),
                finder instanceof Follower follower ? sentinels(follower, sentinels) : List.of(),
                servers(finder, servers),
                Primaries.offered(finder).flatMap(address -> minReplicas.getOrDefault(address, Optional.empty())),
                finder.timeline().all());
    }

    private static List<OfSentinel> sentinels(Follower follower, List<Reach> reached) {
        List<OfSentinel> all = new ArrayList<>();
        reached.stream()
                .filter(one -> one.services().contains(follower.followed().service()))
                .sorted(Comparator.comparing(Reach::address))
                .forEach(one -> all.add(
                        sentinel(one, one.id().map(id -> follower.heard().get(id)))));
        return all;
    }

    private static OfSentinel sentinel(Reach reach, Optional<Sentinel> known) {
        // One that is reached at two addresses is heard at one of them.
        Optional<Sentinel> heard = known.filter(one -> one.address().equals(reach.address()));
        return new OfSentinel(
                reach.address(),
                reach.id(),
                reach.up(),
                reach.since(),
                heard.map(one -> one.view().address()),
                heard.map(one -> one.view().epoch()),
                heard.flatMap(Sentinel::tilt).isPresent(),
                reach.reason());
    }

    private static List<OfServer> servers(Finder finder, List<Reach> reached) {
        Set<Endpoint> asked = new HashSet<>();
        List<OfServer> all = new ArrayList<>();
        Optional<Roles> roles =
                switch (finder) {
                    case Follower follower -> Optional.of(follower.reports().roles());
                    case RoleElection byRole -> Optional.of(byRole.roles());
                    case ByHand byHand -> Optional.empty();
                };
        reached.stream()
                .filter(one -> one.services().contains(finder.followed().service()))
                .filter(one -> asked.add(one.address()))
                .sorted(Comparator.comparing(Reach::address))
                .forEach(one -> Optional.ofNullable(finder.followed().listed().get(one.address()))
                        .ifPresent(backend ->
                                all.add(server(backend, one, roles.flatMap(said -> said.last(one.address()))))));
        return all;
    }

    private static OfServer server(BackendId backend, Reach reach, Optional<RedisRole> said) {
        String role =
                switch (said.orElse(null)) {
                    case null -> "unknown";
                    case RedisRole.Master master -> "master";
                    case RedisRole.Replica replica -> "replica";
                };
        Optional<Endpoint> of = said.flatMap(
                one -> one instanceof RedisRole.Replica replica ? Optional.of(replica.of()) : Optional.empty());
        return new OfServer(backend, reach.up(), role, of, reach.reason());
    }
}
