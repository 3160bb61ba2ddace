package org.bolabaden.outrider.sentinel;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.Endpoint;

/** What must hold after every step of every Outrider, whatever the schedule. */
final class Invariants implements SimulatedOutrider.Witness {
    /** Which one was broken, and how. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1;

        Violation(String message) {
            super(message, null, false, false);
        }
    }

    /** What must happen in some of the schedules, or they try nothing. */
    enum Seen {
        OFFERED_BY_VOTES,
        OFFERED_BY_NAMES,
        GAVE_WAY,
        DEPOSED,
        ISOLATED
    }

    // An answer of ROLE counts for 1.5 s, and has a second at the most to arrive here.
    private static final long FRESH = 1_500;

    // Whoever has said nothing for that long will not say anything soon.
    private static final long GONE = 10_000;

    private final World world;
    private final Map<Long, Integer> offeredAt = new HashMap<>();
    private final Map<Integer, Long> floors = new HashMap<>();
    private final Set<Seen> seen = EnumSet.noneOf(Seen.class);

    Invariants(World world) {
        this.world = world;
    }

    /** That one starts without a memory. */
    void forget(int outrider) {
        floors.remove(outrider);
    }

    Set<Seen> seen() {
        return seen;
    }

    private void note(Follower before, Follower after) {
        if (after.isolated()) {
            seen.add(Seen.ISOLATED);
        }
        if (after.ruling() instanceof Ruling.Depose && before.standing() != after.standing()) {
            seen.add(Seen.DEPOSED);
        }
        if (after.ruling() instanceof Ruling.Offer offer) {
            boolean later = offer.epoch().after(before.standing().epoch());
            boolean gaveWay = !later && before.standing().primary().isPresent();
            seen.add(gaveWay ? Seen.GAVE_WAY : offer.byVotes() ? Seen.OFFERED_BY_VOTES : Seen.OFFERED_BY_NAMES);
        }
    }

    @Override
    public void stepped(SimulatedOutrider outrider, Signal signal, Follower before, Follower after) {
        note(before, after);
        offersOnlyWhatIsListed(outrider, after);
        neverStepsBackInEpoch(before, after);
        after.standing()
                .primary()
                .filter(primary -> !before.standing().is(primary))
                .ifPresent(primary -> {
                    boolean gaveWay = gaveWay(before, primary) || givenUp(outrider, before, primary);
                    isProven(before, after, primary, gaveWay);
                    isNotStale(outrider, after, primary, gaveWay);
                });
        if (before.standing() != after.standing()) {
            isTheSameForAll(after);
            raiseFloor(outrider, after);
        }
    }

    private static void require(boolean holds, String what, Follower after) {
        if (!holds) {
            throw new Violation(what + ": " + after.standing() + "; " + after.ruling());
        }
    }

    private static void offersOnlyWhatIsListed(SimulatedOutrider outrider, Follower after) {
        after.primary()
                .offered()
                .ifPresent(backend ->
                        require(outrider.listed().containsValue(backend), "1 offers who is not listed", after));
    }

    private static void neverStepsBackInEpoch(Follower before, Follower after) {
        Standing then = before.standing();
        Standing now = after.standing();
        boolean setUpAnew =
                after.ruling() instanceof Ruling.Confirm && then.primary().equals(now.primary());
        require(!then.epoch().after(now.epoch()) || setUpAnew, "2 steps back from epoch " + then.epoch(), after);
    }

    /** The rule of succession, in truth: the last one followed this one, which a majority names. */
    private boolean gaveWay(Follower before, Endpoint primary) {
        Optional<Integer> last = before.standing().primary().map(World::redisOf);
        int next = World.redisOf(primary);
        return last.filter(old -> world.redis().get(old).followedSince(next, world.now() - FRESH))
                        .isPresent()
                && world.truth().isNamedAtAll(next);
    }

    /** What was voted for came to nothing: the one that it promoted has not answered for long, and a majority names this one. */
    private boolean givenUp(SimulatedOutrider outrider, Follower before, Endpoint primary) {
        return before.standing().byVotes()
                && before.standing()
                        .primary()
                        .map(World::redisOf)
                        .filter(promoted -> !outrider.heardSince(promoted, world.now() - GONE))
                        .isPresent()
                && world.truth().isNamedAtAll(World.redisOf(primary));
    }

    private void isProven(Follower before, Follower after, Endpoint primary, boolean gaveWay) {
        int chosen = World.redisOf(primary);
        long epoch = after.standing().epoch().value();
        boolean elected = world.truth().isNamed(chosen, epoch) || world.truth().isVoted(chosen, epoch);
        require(elected || gaveWay, "3 no majority stands behind " + primary + " after " + before.standing(), after);
        require(
                world.redis().get(chosen).saidMasterSince(world.now() - FRESH),
                "3 " + primary + " is no master",
                after);
    }

    private void isNotStale(SimulatedOutrider outrider, Follower after, Endpoint primary, boolean gaveWay) {
        long floor = floors.getOrDefault(outrider.id, -1L);
        long elected = world.truth()
                .elected(World.redisOf(primary), after.standing().epoch().value());
        require(elected >= floor || gaveWay, "4 " + primary + " is stale: one was confirmed at epoch " + floor, after);
    }

    private void raiseFloor(SimulatedOutrider outrider, Follower after) {
        after.standing()
                .primary()
                .map(World::redisOf)
                .map(world.truth()::confirmed)
                .filter(confirmed -> confirmed <= after.standing().epoch().value())
                .ifPresent(confirmed -> floors.merge(outrider.id, confirmed, Math::max));
    }

    private void isTheSameForAll(Follower after) {
        Standing standing = after.standing();
        long epoch = standing.epoch().value();
        boolean settled =
                world.truth().isNamed(standing.primary().map(World::redisOf).orElse(-1), epoch)
                        || standing.byVotes()
                                && standing.primary()
                                        .filter(one -> world.truth().isVotedForAnHonestOne(World.redisOf(one), epoch))
                                        .isPresent();
        if (standing.primary().isPresent() && settled && !world.truth().contested(epoch)) {
            int primary = World.redisOf(standing.primary().get());
            int first = offeredAt.computeIfAbsent(epoch, none -> primary);
            require(first == primary, "5 two in one epoch: redis" + first + " too", after);
        }
    }
}
