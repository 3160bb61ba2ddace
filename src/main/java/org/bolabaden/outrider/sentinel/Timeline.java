package org.bolabaden.outrider.sentinel;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.sentinel.Failover.Kind;

/**
 * The failovers of one service: the one that goes on, and the last ones. Pure. It only records; no decision depends on it.
 *
 * @param past those that are over, the newest last
 * @param current the one that goes on, or went on last and may still get its last steps
 */
record Timeline(List<Failover> past, Optional<Failover> current) {
    /** Nothing has happened. */
    static final Timeline NONE = new Timeline(List.of(), Optional.empty());

    private static final int KEPT = 20;
    // Sentinel's own failover-timeout is 3 minutes by default; what begins later than this after an offer is another
    // one.
    private static final Duration SETTLED = Duration.ofSeconds(5);

    Timeline {
        past = List.copyOf(past);
    }

    /** All of them, the newest last. A first offer to nobody's place, as at every start, is none. */
    List<Failover> all() {
        List<Failover> all = new ArrayList<>(past);
        current.filter(now -> !firstOffer(now)).ifPresent(all::add);
        return all;
    }

    private static boolean firstOffer(Failover one) {
        return one.from().isEmpty()
                && !one.steps().isEmpty()
                && one.steps().getFirst().kind() == Kind.OFFERED;
    }

    /** Whether one has begun and nobody is offered yet. */
    boolean awaits() {
        return current.filter(now ->
                        now.at(Kind.OFFERED).isEmpty() && now.at(Kind.ABANDONED).isEmpty())
                .isPresent();
    }

    Timeline after(Signal signal, Followed followed, Standing standing) {
        return switch (signal) {
            case Signal.Heard heard ->
                heard.event() instanceof SentinelEvent.OfMaster event
                                && event.master().equals(followed.master())
                        ? heard(heard, event, followed, standing)
                        : this;
            case Signal.Answered answered -> answered.role() instanceof RedisRole.Master ? promoted(answered) : this;
            case Signal.Noted noted -> step(noted.kind(), noted.at(), noted.detail());
            case Signal.Viewed viewed -> this;
            case Signal.Lost lost -> this;
            case Signal.Ticked ticked -> this;
        };
    }

    private Timeline heard(Signal.Heard heard, SentinelEvent.OfMaster event, Followed followed, Standing standing) {
        String by = heard.sentinel().toString();
        Instant at = heard.at();
        return switch (event) {
            case SentinelEvent.SubjectivelyDown down ->
                down.down() ? begun(at, followed, standing).step(Kind.SDOWN, at, by) : recovered();
            case SentinelEvent.ObjectivelyDown down ->
                down.down() ? begun(at, followed, standing).step(Kind.ODOWN, at, by) : this;
            case SentinelEvent.ElectedLeader elected ->
                begun(at, followed, standing).step(Kind.ELECTED, at, by);
            case SentinelEvent.SelectedReplica chosen ->
                begun(at, followed, standing, chosen.replica())
                        .choosing(chosen.replica())
                        .step(Kind.SELECTED, at, chosen.replica() + " by " + by);
            case SentinelEvent.FailoverAborted given -> awaits() ? step(Kind.ABANDONED, at, given.why()) : this;
            case SentinelEvent.TryFailover begun -> this;
            case SentinelEvent.PromotedReplica promoted -> this;
            case SentinelEvent.FailoverEnded ended -> this;
            case SentinelEvent.SwitchMaster switched -> this;
            case SentinelEvent.Other other -> this;
        };
    }

    /** It came back before anybody did anything about it. */
    private Timeline recovered() {
        return current.filter(now ->
                        now.at(Kind.ELECTED).isEmpty() && now.at(Kind.OFFERED).isEmpty())
                .map(now -> new Timeline(past, Optional.empty()))
                .orElse(this);
    }

    private Timeline promoted(Signal.Answered answered) {
        return current.flatMap(Failover::to).filter(answered.redis()::equals).isPresent()
                ? step(Kind.PROMOTED, answered.at(), answered.redis().toString())
                : this;
    }

    /** A majority is content with the present one: what has not gone on for a while has come to nothing. A leader that dies says nothing. */
    Timeline settled(Instant now, String why) {
        return current.filter(one -> awaits() && quiet(one, now)).isPresent() ? step(Kind.ABANDONED, now, why) : this;
    }

    private static boolean quiet(Failover one, Instant now) {
        return one.steps().isEmpty()
                || one.steps().getLast().at().plus(Situation.OUTLIER).isBefore(now);
    }

    Timeline ruled(Ruling ruling, Standing before, Followed followed, Instant now) {
        return switch (ruling) {
            case Ruling.Offer offer ->
                begun(now, followed, before, offer.primary())
                        .choosing(offer.primary())
                        .at(offer.epoch())
                        .step(Kind.OFFERED, now, offer.reason());
            case Ruling.Confirm confirm ->
                current.filter(one -> one.at(Kind.OFFERED).isPresent()
                                        && one.epoch()
                                                .filter(confirm.epoch()::equals)
                                                .isPresent())
                                .isPresent()
                        ? step(Kind.CONFIRMED, now, confirm.reason())
                        : this;
            case Ruling.Keep keep -> this;
            case Ruling.Depose depose -> this;
        };
    }

    /** One that was offered already, and now it is another: the next failover came at once. */
    private Timeline begun(Instant now, Followed followed, Standing standing, Endpoint to) {
        boolean another = current.filter(one -> one.at(Kind.OFFERED).isPresent()
                        && one.to().filter(to::equals).isEmpty())
                .isPresent();
        return another ? beginning(followed, standing) : begun(now, followed, standing);
    }

    private Timeline begun(Instant now, Followed followed, Standing standing) {
        return current.isPresent() && !over(current.get(), now) ? this : beginning(followed, standing);
    }

    private Timeline beginning(Followed followed, Standing standing) {
        return new Timeline(
                recent(),
                Optional.of(new Failover(
                        followed.service(), standing.primary(), Optional.empty(), Optional.empty(), List.of())));
    }

    private static boolean over(Failover one, Instant now) {
        // Nobody was offered before: that was no failover, and the next one begins whenever it does.
        return one.at(Kind.ABANDONED).isPresent()
                || one.at(Kind.OFFERED)
                        .filter(offered ->
                                one.from().isEmpty() || offered.plus(SETTLED).isBefore(now))
                        .isPresent();
    }

    private List<Failover> recent() {
        List<Failover> all = all();
        return all.subList(Math.max(0, all.size() - KEPT), all.size());
    }

    private Timeline choosing(Endpoint replica) {
        return new Timeline(
                past,
                current.map(now ->
                        new Failover(now.service(), now.from(), Optional.of(replica), now.epoch(), now.steps())));
    }

    private Timeline at(Epoch epoch) {
        return new Timeline(
                past,
                current.map(now -> new Failover(now.service(), now.from(), now.to(), Optional.of(epoch), now.steps())));
    }

    private Timeline step(Kind kind, Instant at, String detail) {
        return new Timeline(past, current.map(now -> now.with(kind, at, detail)));
    }
}
