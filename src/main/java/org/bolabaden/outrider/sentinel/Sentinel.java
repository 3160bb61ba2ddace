package org.bolabaden.outrider.sentinel;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * What is known of one sentinel that is connected.
 *
 * @param address where it is reached
 * @param others whom it knows
 * @param view what it holds of the master
 * @param since since when it has named that address at that epoch
 * @param ahead since when it has named later epochs than the majority; empty: it does not
 * @param clock the epoch that it announced last
 * @param votes those of the latest epoch in which it voted: one for each master that fails over
 * @param attempt the failover that it leads, or led last; empty: none was heard
 * @param tilt since when it does not trust itself; empty: it does
 */
record Sentinel(
        Endpoint address,
        Map<SentinelId, Endpoint> others,
        MasterView view,
        Instant since,
        Optional<Instant> ahead,
        Epoch clock,
        Set<Vote> votes,
        Optional<Attempt> attempt,
        Optional<Instant> tilt) {
    // Sentinel's own is 30 s, from the last +tilt on: an end that was not heard does not silence it for good.
    private static final Duration LONGEST_TILT = Duration.ofSeconds(35);
    // As many masters as may fail over in one epoch; a rogue names no more.
    private static final int MOST_VOTES = 64;

    Sentinel {
        others = Map.copyOf(others);
        votes = Set.copyOf(votes);
    }

    /** It stands behind that leader in that epoch; a sentinel votes once an epoch for each master. */
    record Vote(SentinelId leader, Epoch epoch) {}

    /**
     * A failover that this sentinel began.
     *
     * @param epoch which: no two failovers that one sentinel begins share an epoch
     * @param replica whom it chose; empty: nobody yet
     * @param given whether it gave up
     */
    record Attempt(Epoch epoch, Optional<Endpoint> replica, boolean given) {
        private Attempt choosing(Endpoint chosen) {
            return new Attempt(epoch, Optional.of(chosen), given);
        }

        private Attempt over() {
            return new Attempt(epoch, replica, true);
        }

        /** Whoever takes over another configuration drops its own failover without a word. */
        private Attempt switching(Endpoint to) {
            return replica.filter(to::equals).isPresent() ? this : over();
        }

        private Attempt after(MasterView view) {
            return view.epoch().equals(epoch) ? this : over();
        }
    }

    static Sentinel first(Signal.Viewed seen) {
        return new Sentinel(
                seen.address(),
                seen.others(),
                seen.view(),
                seen.at(),
                Optional.empty(),
                Epoch.ZERO,
                Set.of(),
                Optional.empty(),
                Optional.empty());
    }

    Sentinel viewed(Signal.Viewed seen) {
        boolean same = seen.view().names(view.address()) && seen.view().epoch().equals(view.epoch());
        return new Sentinel(
                seen.address(),
                seen.others(),
                seen.view(),
                same ? since : seen.at(),
                ahead,
                clock,
                votes,
                attempt.map(now -> same ? now : now.after(seen.view())),
                tilt);
    }

    /** Whether it does not trust itself. */
    boolean tilted(Instant now) {
        return tilt.filter(begun -> begun.plus(LONGEST_TILT).isAfter(now)).isPresent();
    }

    /** The same, with all times moved by so much. */
    Sentinel shifted(Duration step) {
        return new Sentinel(
                address,
                others,
                view,
                since.plus(step),
                ahead.map(begun -> begun.plus(step)),
                clock,
                votes,
                attempt,
                tilt.map(begun -> begun.plus(step)));
    }

    /** The same, knowing since when it is ahead of the majority. */
    Sentinel compared(Epoch agreed, Instant now) {
        Optional<Instant> begun =
                view.epoch().after(agreed) ? ahead.or(() -> Optional.of(now)) : Optional.<Instant>empty();
        return new Sentinel(address, others, view, since, begun, clock, votes, attempt, tilt);
    }

    /**
     * After an event that it published.
     *
     * @param master the one that is followed
     */
    Sentinel heard(SentinelEvent event, String master, Instant at) {
        return switch (event) {
            case SentinelEvent.NewEpoch next -> with(next.epoch(), votes, attempt, tilt);
            case SentinelEvent.VoteForLeader voted ->
                with(clock.max(voted.epoch()), voting(new Vote(voted.leader(), voted.epoch())), attempt, tilt);
            case SentinelEvent.Tilt now -> with(clock, votes, attempt, now.on() ? Optional.of(at) : Optional.empty());
            case SentinelEvent.OfMaster own -> own.master().equals(master) ? ofMaster(own) : this;
        };
    }

    private Sentinel ofMaster(SentinelEvent.OfMaster event) {
        return switch (event) {
            case SentinelEvent.TryFailover begun ->
                with(clock, votes, Optional.of(new Attempt(clock, Optional.empty(), false)), tilt);
            case SentinelEvent.SelectedReplica chosen ->
                with(clock, votes, attempt.map(now -> now.choosing(chosen.replica())), tilt);
            case SentinelEvent.FailoverAborted given -> with(clock, votes, attempt.map(Attempt::over), tilt);
            case SentinelEvent.SubjectivelyDown down -> this;
            case SentinelEvent.ObjectivelyDown down -> this;
            case SentinelEvent.ElectedLeader elected -> this;
            case SentinelEvent.PromotedReplica promoted -> this;
            case SentinelEvent.FailoverEnded ended -> this;
            case SentinelEvent.SwitchMaster switched ->
                with(clock, votes, attempt.map(now -> now.switching(switched.to())), tilt);
            case SentinelEvent.Other other -> this;
        };
    }

    private Set<Vote> voting(Vote vote) {
        Set<Vote> same = votes.stream()
                .filter(other -> other.epoch().equals(vote.epoch()))
                .limit(MOST_VOTES - 1)
                .collect(Collectors.toSet());
        same.add(vote);
        return same;
    }

    private Sentinel with(Epoch newClock, Set<Vote> newVotes, Optional<Attempt> newAttempt, Optional<Instant> newTilt) {
        return new Sentinel(address, others, view, since, ahead, newClock, newVotes, newAttempt, newTilt);
    }
}
