package org.bolabaden.outrider.sentinel;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * Finds the primary by asking every backend for its ROLE, where there are no sentinels. That proves less than a majority
 * does, so it changes less: the present primary stays while it says master, and while it is silent for a moment. Another one
 * follows only when it alone says master, and the present one says that it is a replica, or has been silent for 3 s. While
 * two say master, nothing changes. Pure.
 *
 * @param roles what each said last
 * @param serving what HAProxy had ready when we first met it
 */
record RoleElection(Followed followed, Standing standing, Roles roles, Set<BackendId> serving, Timeline timeline)
        implements Finder {
    // Three questions at the slow pace: a restart of Redis that loads nothing takes less.
    static final Duration SILENT = Duration.ofSeconds(3);

    RoleElection {
        serving = Set.copyOf(serving);
    }

    static RoleElection begin(Followed followed, Standing standing, Timeline timeline, Instant now) {
        return new RoleElection(followed, standing, Roles.none(now), Set.of(), timeline);
    }

    @Override
    public RoleElection adopting(Set<BackendId> ready) {
        return new RoleElection(followed, standing, roles, ready, timeline);
    }

    RoleElection following(Followed other) {
        return new RoleElection(other, standing, roles, serving, timeline);
    }

    @Override
    public RoleElection next(Signal signal) {
        RoleElection heard = new RoleElection(
                followed, standing, roles.after(signal), serving, timeline.after(signal, followed, standing));
        return heard.candidate().map(heard::offering).orElse(heard);
    }

    private Optional<Endpoint> candidate() {
        List<Endpoint> masters = masters();
        return masters.size() == 1 && !standing.is(masters.getFirst()) && vacant()
                ? Optional.of(masters.getFirst())
                : Optional.empty();
    }

    private List<Endpoint> masters() {
        return followed.listed().keySet().stream()
                .filter(backend -> role(backend) instanceof RedisRole.Master)
                .sorted()
                .toList();
    }

    /** Whether there is no present one, or it has given way. */
    private boolean vacant() {
        Optional<Endpoint> present =
                standing.primary().filter(address -> followed.listed().containsKey(address));
        return present.map(address -> role(address) instanceof RedisRole.Replica || roles.silent(address, SILENT))
                .orElseGet(() -> followed.listed().keySet().stream()
                        .allMatch(backend -> roles.fresh(backend).isPresent() || roles.silent(backend, SILENT)));
    }

    private @org.jspecify.annotations.Nullable RedisRole role(Endpoint backend) {
        return roles.fresh(backend).orElse(null);
    }

    private RoleElection offering(Endpoint next) {
        String proof = next + " alone says master; "
                + standing.primary()
                        .map(before ->
                                before + (role(before) instanceof RedisRole.Replica ? " says replica" : " is silent"))
                        .orElse("nobody was offered before");
        Ruling ruling = new Ruling.Offer(next, Epoch.ZERO, false, proof);
        return new RoleElection(
                followed,
                Standing.offering(next, Epoch.ZERO, roles.at(), false, proof),
                roles,
                serving,
                timeline.ruled(ruling, standing, followed, roles.at()));
    }

    @Override
    public Primary primary() {
        Optional<Endpoint> present = standing.primary();
        if (present.isEmpty()) {
            return new Primary.Unknown(serving, contested().orElse("no backend alone says master"));
        }
        BackendId backend = followed.listed().get(present.get());
        return backend == null
                ? new Primary.Withheld(standing.since(), present.get() + " was the primary, and is listed no more")
                : new Primary.Offered(backend, standing.since(), Optional.empty(), standing.proof());
    }

    @Override
    public boolean urgent() {
        return standing.primary()
                .map(present -> !(role(present) instanceof RedisRole.Master))
                .orElse(true);
    }

    @Override
    public Optional<String> contested() {
        List<Endpoint> masters = masters();
        return masters.size() > 1 ? Optional.of("several say master: " + masters) : Optional.empty();
    }
}
