package org.bolabaden.outrider.sentinel;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * Follows one master: takes one signal after the other and always knows whom to offer. Immutable and pure; {@link #next} is
 * all there is to it.
 *
 * @param followed whose primary it is about
 * @param standing what was decided; to be on disk before {@link #primary()} is in force
 * @param heard the sentinels that are connected
 * @param roles what each backend said of itself last
 * @param ruling the last one
 * @param majorityAt when a majority was heard last
 * @param isolated whether none has been heard for longer than the isolation time
 * @param serving what HAProxy had ready when we first met it
 * @param timeline the failovers
 */
record Follower(
        Followed followed,
        Standing standing,
        Map<SentinelId, Sentinel> heard,
        Map<Endpoint, Situation.Role> roles,
        Ruling ruling,
        Instant majorityAt,
        boolean isolated,
        Set<BackendId> serving,
        Timeline timeline)
        implements Finder {
    Follower {
        heard = Map.copyOf(heard);
        roles = Map.copyOf(roles);
        serving = Set.copyOf(serving);
    }

    /**
     * Begins.
     *
     * @param standing what was decided before a restart; {@link Standing#NONE}: nothing
     */
    static Follower begin(Followed followed, Standing standing, Timeline timeline, Instant now) {
        return new Follower(
                followed,
                standing,
                Map.of(),
                Map.of(),
                new Ruling.Keep("no sentinel has been heard yet"),
                now,
                false,
                Set.of(),
                timeline);
    }

    /** The same, knowing what HAProxy has ready; it matters only while nothing was ever decided. */
    @Override
    public Follower adopting(Set<BackendId> ready) {
        return new Follower(followed, standing, heard, roles, ruling, majorityAt, isolated, ready, timeline);
    }

    /** The same after the registry changed; what was decided and heard is kept. */
    Follower following(Followed other) {
        return new Follower(other, standing, heard, roles, ruling, majorityAt, isolated, serving, timeline);
    }

    /** Who was decided on: one at the most. */
    @Override
    public Primary primary() {
        if (standing.isNew()) {
            return new Primary.Unknown(serving, ruling.reason());
        }
        if (isolated) {
            return new Primary.Withheld(majorityAt, "isolated since " + majorityAt + ": " + ruling.reason());
        }
        if (standing.primary().isEmpty()) {
            return new Primary.Withheld(standing.since(), standing.proof());
        }
        BackendId backend = followed.listed().get(standing.primary().get());
        return backend == null
                ? new Primary.Withheld(
                        standing.since(), standing.primary().get() + " is the primary, but no backend of the service")
                : new Primary.Offered(backend, standing.since(), Optional.of(standing.epoch()), standing.proof());
    }

    /** Whether answers are wanted much sooner than in peace: a change may be near. */
    @Override
    public boolean urgent() {
        Situation now = situation(majorityAt);
        return now.troubled()
                || standing.primary().isEmpty()
                || isolated
                || now.named().filter(named -> !standing.is(named.address())).isPresent()
                || timeline.awaits();
    }

    /** Who counts. */
    Roster roster() {
        return Roster.of(followed.sentinels(), heard);
    }

    private Situation situation(Instant now) {
        return new Situation(roster(), heard, roles, standing, now);
    }

    /** After one more signal. */
    @Override
    public Follower next(Signal signal) {
        return with(sentinels(signal), answers(signal), timeline.after(signal, followed, standing))
                .decided(signal.at());
    }

    private Follower with(Map<SentinelId, Sentinel> sentinels, Map<Endpoint, Situation.Role> answers, Timeline steps) {
        return new Follower(followed, standing, sentinels, answers, ruling, majorityAt, isolated, serving, steps);
    }

    private Map<SentinelId, Sentinel> sentinels(Signal signal) {
        Map<SentinelId, Sentinel> next = new HashMap<>(heard);
        switch (signal) {
            case Signal.Viewed seen ->
                next.merge(seen.sentinel(), Sentinel.first(seen), (known, first) -> known.viewed(seen));
            case Signal.Heard told ->
                next.computeIfPresent(told.sentinel(), (id, known) -> known.heard(told.event(), followed.master()));
            case Signal.Lost lost -> next.remove(lost.sentinel());
            case Signal.Answered answered -> {}
            case Signal.Noted noted -> {}
            case Signal.Ticked ticked -> {}
        }
        return next;
    }

    private Map<Endpoint, Situation.Role> answers(Signal signal) {
        if (!(signal instanceof Signal.Answered answered)) {
            return roles;
        }
        Map<Endpoint, Situation.Role> next = new HashMap<>(roles);
        Situation.Role news = new Situation.Role(answered.role(), answered.asked());
        // Connections are made anew: an answer that was long under way must not overtake a later one.
        next.merge(answered.redis(), news, (old, now) -> now.asked().isBefore(old.asked()) ? old : now);
        return next;
    }

    private Follower decided(Instant now) {
        Situation situation = situation(now);
        Ruling next = Election.decide(situation, followed.listed().keySet());
        boolean majority = situation.quorate();
        Instant last = majority ? now : majorityAt;
        boolean out = followed.isolation()
                .filter(limit -> !last.plus(limit).isAfter(now))
                .isPresent();
        boolean back = majority && (!isolated || proven(situation, next));
        Standing after = standing(next, now);
        return new Follower(
                followed,
                after,
                heard,
                roles,
                next,
                last,
                out || (isolated && !back),
                serving,
                timeline.ruled(next, standing, followed, now));
    }

    /** Whom we stopped offering is offered again only on the proof that a new one needs. */
    private boolean proven(Situation situation, Ruling next) {
        return switch (next) {
            case Ruling.Offer offer -> true;
            case Ruling.Confirm confirm ->
                standing.primary().filter(situation::saysMaster).isPresent();
            case Ruling.Depose depose -> true;
            case Ruling.Keep keep -> false;
        };
    }

    private Standing standing(Ruling next, Instant now) {
        return switch (next) {
            case Ruling.Keep keep -> standing;
            case Ruling.Confirm confirm ->
                standing.byVotes() || !confirm.epoch().equals(standing.epoch())
                        ? standing.confirmed(confirm.epoch(), confirm.reason())
                        : standing;
            case Ruling.Offer offer ->
                Standing.offering(offer.primary(), offer.epoch(), now, offer.byVotes(), offer.reason());
            case Ruling.Depose depose ->
                standing.primary().isEmpty() && depose.epoch().equals(standing.epoch())
                        ? standing
                        : standing.deposed(depose.epoch(), now, depose.reason());
        };
    }
}
