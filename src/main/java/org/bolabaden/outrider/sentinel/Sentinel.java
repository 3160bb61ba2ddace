package org.bolabaden.outrider.sentinel;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * What is known of one sentinel that is connected.
 *
 * @param address where it is reached
 * @param others whom it knows
 * @param view what it holds of the master
 * @param since since when it has named that address at that epoch
 * @param clock the epoch that it announced last
 * @param vote its last vote; empty: none was heard
 * @param attempt the failover that it leads, or led last; empty: none was heard
 * @param tilt whether it does not trust itself
 */
record Sentinel(
        Endpoint address,
        Map<SentinelId, Endpoint> others,
        MasterView view,
        Instant since,
        Epoch clock,
        Optional<Vote> vote,
        Optional<Attempt> attempt,
        boolean tilt) {
    Sentinel {
        others = Map.copyOf(others);
    }

    /** It stands behind that leader in that epoch; a sentinel votes once an epoch. */
    record Vote(SentinelId leader, Epoch epoch) {}

    /**
     * A failover that this sentinel began.
     *
     * @param epoch which: no two failovers that one sentinel begins share an epoch
     * @param replica whom it chose; empty: nobody yet
     * @param given whether it gave up
     */
    record Attempt(Epoch epoch, Optional<Endpoint> replica, boolean given) {}

    static Sentinel first(Signal.Viewed seen) {
        return new Sentinel(
                seen.address(),
                seen.others(),
                seen.view(),
                seen.at(),
                Epoch.ZERO,
                Optional.empty(),
                Optional.empty(),
                false);
    }

    Sentinel viewed(Signal.Viewed seen) {
        boolean same = seen.view().names(view.address()) && seen.view().epoch().equals(view.epoch());
        return new Sentinel(
                seen.address(), seen.others(), seen.view(), same ? since : seen.at(), clock, vote, attempt, tilt);
    }

    /**
     * After an event that it published.
     *
     * @param master the one that is followed
     */
    Sentinel heard(SentinelEvent event, String master) {
        return switch (event) {
            case SentinelEvent.NewEpoch next -> with(next.epoch(), vote, attempt, tilt);
            case SentinelEvent.VoteForLeader voted ->
                with(clock.max(voted.epoch()), Optional.of(new Vote(voted.leader(), voted.epoch())), attempt, tilt);
            case SentinelEvent.Tilt now -> with(clock, vote, attempt, now.on());
            case SentinelEvent.OfMaster own -> own.master().equals(master) ? ofMaster(own) : this;
        };
    }

    private Sentinel ofMaster(SentinelEvent.OfMaster event) {
        return switch (event) {
            case SentinelEvent.TryFailover begun ->
                with(clock, vote, Optional.of(new Attempt(clock, Optional.empty(), false)), tilt);
            case SentinelEvent.SelectedReplica chosen ->
                with(
                        clock,
                        vote,
                        attempt.map(now -> new Attempt(now.epoch(), Optional.of(chosen.replica()), now.given())),
                        tilt);
            case SentinelEvent.FailoverAborted given ->
                with(clock, vote, attempt.map(now -> new Attempt(now.epoch(), now.replica(), true)), tilt);
            case SentinelEvent.SubjectivelyDown down -> this;
            case SentinelEvent.ObjectivelyDown down -> this;
            case SentinelEvent.ElectedLeader elected -> this;
            case SentinelEvent.PromotedReplica promoted -> this;
            case SentinelEvent.FailoverEnded ended -> this;
            case SentinelEvent.SwitchMaster switched -> this;
            case SentinelEvent.Other other -> this;
        };
    }

    private Sentinel with(Epoch newClock, Optional<Vote> newVote, Optional<Attempt> newAttempt, boolean newTilt) {
        return new Sentinel(address, others, view, since, newClock, newVote, newAttempt, newTilt);
    }
}
