package org.bolabaden.outrider.sentinel;

import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.sentinel.Situation.Named;
import org.bolabaden.outrider.sentinel.Situation.Voted;

/**
 * Decides whom a service's sessions may go to. Pure: the same situation gives the same ruling.
 *
 * <p>A new primary needs three things: a majority of the sentinels that count stands behind it, at an epoch later than all
 * that we have decided at and than all that anybody names; it says itself that it is master; and the registry lists it.
 * The majority stands behind it when it <em>names</em> it, or, some 0.9 s sooner, when it has <em>voted</em> for the leader
 * that chose it: in one epoch there is one such leader, and its promoted replica is what all will name (Redis'
 * documentation of Sentinel, "Configuration epochs"; Raft's election in one term).
 *
 * <p>Whoever a majority has replaced at a later epoch is deposed at once, even while the new one does not answer us: what is
 * written to a deposed primary is lost. Without a majority nothing changes.
 *
 * <p>There is one way to another primary without a later epoch: the present one itself says that it follows the other, and a
 * majority names the other. So end a failover that was voted for and then given up, and two at once in one epoch. Names
 * weigh more than votes: when a majority names another one at the very epoch of the votes, it is enough that the present
 * one does not say master. And when it died before it could say that it follows, a majority that has been content with
 * another one for ten seconds is enough.
 */
final class Election {
    private final Situation situation;
    private final Standing standing;
    private final Set<Endpoint> listed;

    private Election(Situation situation, Set<Endpoint> listed) {
        this.situation = situation;
        this.standing = situation.standing();
        this.listed = listed;
    }

    /**
     * The ruling.
     *
     * @param listed the addresses of the service's backends
     */
    static Ruling decide(Situation situation, Set<Endpoint> listed) {
        return new Election(situation, listed).decide();
    }

    private Ruling decide() {
        if (!situation.quorate()) {
            return new Ruling.Keep("no majority of the sentinels is heard: "
                    + situation.voices().size() + " of " + situation.roster().size());
        }
        return byVotes()
                .or(() -> situation.named().map(this::byNames))
                .orElseGet(() -> new Ruling.Keep("no majority of the sentinels names the same primary"));
    }

    private Optional<Ruling> byVotes() {
        return situation
                .voted()
                .filter(voted ->
                        voted.epoch().after(standing.epoch()) && voted.epoch().after(situation.latest()))
                .flatMap(voted -> voted.replica()
                        .filter(replica -> listed.contains(replica) && situation.saysMaster(replica))
                        .map(replica -> new Ruling.Offer(replica, voted.epoch(), true, proof(voted, replica))));
    }

    private String proof(Voted voted, Endpoint replica) {
        return replica + " says master; " + voted.by() + " of "
                + situation.roster().size() + " sentinels voted for " + voted.leader() + ", which chose it, in epoch "
                + voted.epoch();
    }

    private Ruling byNames(Named named) {
        if (situation.latest().after(named.epoch())) {
            return new Ruling.Keep("a sentinel names a primary at epoch " + situation.latest()
                    + ", later than the majority's " + named.epoch());
        }
        if (standing.is(named.address())) {
            return confirmed(named);
        }
        boolean later = named.epoch().after(standing.epoch());
        boolean vacant = standing.primary().isEmpty() && !standing.epoch().after(named.epoch());
        if (later || vacant || succeeds(named) || overruled(named) || givenUp(named)) {
            return next(named, later);
        }
        return new Ruling.Keep(named.address() + " is named at epoch " + named.epoch() + ", but epoch "
                + standing.epoch() + " was seen");
    }

    private Ruling confirmed(Named named) {
        // Sentinels that were set up anew count from 0 again: who is primary stays, and what comes next is not missed.
        if (standing.epoch().after(named.epoch()) && !situation.unanimous(named)) {
            return new Ruling.Keep("named at epoch " + named.epoch() + ", offered at " + standing.epoch());
        }
        return new Ruling.Confirm(named.epoch(), names(named));
    }

    /** The present one has given way by itself. */
    private boolean succeeds(Named named) {
        boolean mayStepBack =
                named.epoch().equals(standing.epoch()) || standing.byVotes() || situation.unanimous(named);
        return mayStepBack
                && standing.primary()
                        .filter(present -> situation.saysReplicaOf(present, named.address()))
                        .isPresent();
    }

    /** Two failovers in one epoch: we went by votes for the one, and the sentinels took over the other. */
    private boolean overruled(Named named) {
        return standing.byVotes()
                && named.epoch().equals(standing.epoch())
                && standing.primary()
                        .filter(present -> !situation.saysMaster(present))
                        .isPresent();
    }

    /** A failover that was voted for and came to nothing, and whose primary died before it could say so. */
    private boolean givenUp(Named named) {
        return standing.byVotes()
                && standing.primary().filter(situation::gone).isPresent()
                && situation.settled()
                && !situation.failing()
                && situation.saysMaster(named.address());
    }

    private Ruling next(Named named, boolean later) {
        Epoch epoch = named.epoch().max(standing.epoch());
        if (!listed.contains(named.address())) {
            return new Ruling.Depose(epoch, names(named) + ", which is no backend of the service");
        }
        if (situation.saysMaster(named.address())) {
            if (standing.isNew() && situation.failing()) {
                return new Ruling.Keep("a failover is under way");
            }
            return new Ruling.Offer(
                    named.address(),
                    epoch,
                    epoch.after(named.epoch()),
                    named.address() + " says master; " + names(named));
        }
        String silent = names(named) + ", which does not say master";
        return later && standing.primary().isPresent() ? new Ruling.Depose(epoch, silent) : new Ruling.Keep(silent);
    }

    private String names(Named named) {
        return named.by() + " of " + situation.roster().size() + " sentinels name " + named.address() + " at epoch "
                + named.epoch();
    }
}
