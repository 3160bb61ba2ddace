package org.bolabaden.outrider.sentinel;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * All that was heard: of the sentinels, and of the backends themselves. Immutable and pure; decides nothing.
 *
 * @param sentinels those that are connected
 * @param places which sentinel was met last at which configured place; it is still that one when it is not heard
 * @param roles what each backend said of itself last
 * @param at when the last signal arrived
 * @param roster whose word counts
 */
record Reports(
        Map<SentinelId, Sentinel> sentinels,
        Map<Endpoint, SentinelId> places,
        Map<Endpoint, Situation.Role> roles,
        Instant at,
        Roster roster) {
    // Signals whose times were taken by several threads: no step of the clock.
    private static final Duration OUT_OF_ORDER = Duration.ofMillis(10);

    Reports {
        sentinels = Map.copyOf(sentinels);
        places = Map.copyOf(places);
        roles = Map.copyOf(roles);
    }

    static Reports none(Followed followed, Instant now) {
        return new Reports(
                Map.of(), Map.of(), Map.of(), now, Roster.of(followed.sentinels(), Map.of(), Map.of(), Roster.NONE));
    }

    /** The same, counted anew. */
    Reports counted(Followed followed) {
        return new Reports(sentinels, places, roles, at, Roster.of(followed.sentinels(), sentinels, places, roster));
    }

    /** After one more signal. */
    Reports after(Signal signal, Followed followed) {
        return signal.at().isBefore(at)
                ? shifted(Duration.between(at, signal.at())).added(signal, followed)
                : added(signal, followed);
    }

    /**
     * The clock was set back: what is as old as it was stays as old as it was, and nothing is of the future. How long ago an
     * answer was asked for cannot be told any more, so all are asked for again.
     */
    private Reports shifted(Duration step) {
        Map<SentinelId, Sentinel> voices = new HashMap<>(sentinels);
        voices.replaceAll((id, sentinel) -> sentinel.shifted(step));
        Map<Endpoint, Situation.Role> answers = new HashMap<>();
        if (step.negated().compareTo(OUT_OF_ORDER) < 0) {
            roles.forEach((backend, role) -> answers.put(
                    backend, new Situation.Role(role.role(), role.asked().plus(step))));
        }
        return new Reports(voices, places, answers, at.plus(step), roster);
    }

    private Reports added(Signal signal, Followed followed) {
        return switch (signal) {
            case Signal.Viewed seen -> viewed(seen, followed);
            case Signal.Heard told -> heard(told, followed.master());
            case Signal.Lost lost -> lost(lost, followed);
            case Signal.Answered answered -> answered(answered);
            case Signal.Noted noted -> at(noted.at());
            case Signal.Ticked ticked -> at(ticked.at());
        };
    }

    private Reports at(Instant now) {
        return new Reports(sentinels, places, roles, now, roster);
    }

    private Reports with(Instant now, SentinelId id, Optional<Sentinel> news) {
        Map<SentinelId, Sentinel> next = new HashMap<>(sentinels);
        news.ifPresentOrElse(sentinel -> next.put(id, sentinel), () -> next.remove(id));
        return new Reports(next, places, roles, now, roster);
    }

    private Reports viewed(Signal.Viewed seen, Followed followed) {
        Reports met = followed.sentinels().contains(seen.address()) ? meeting(seen, followed) : this;
        Optional<Sentinel> known = known(seen.sentinel());
        if (known.isEmpty()) {
            return met.first(seen, followed);
        }
        if (known.get().address().equals(seen.address())) {
            Reports next =
                    met.with(seen.at(), seen.sentinel(), Optional.of(known.get().viewed(seen)));
            return known.get().others().equals(seen.others()) ? next : next.counted(followed);
        }
        // Reached under two names, or somebody says that it is this one: it goes on where it was heard first, unless
        // that is a place where it is not known to be.
        boolean better = met.roster().places(seen.sentinel(), seen.address())
                && !met.roster().places(seen.sentinel(), known.get().address());
        return better ? met.first(seen, followed) : met.at(seen.at());
    }

    private Reports first(Signal.Viewed seen, Followed followed) {
        return with(seen.at(), seen.sentinel(), Optional.of(Sentinel.first(seen)))
                .counted(followed);
    }

    private Reports meeting(Signal.Viewed seen, Followed followed) {
        if (seen.sentinel().equals(places.get(seen.address()))) {
            return this;
        }
        Map<Endpoint, SentinelId> next = new HashMap<>(places);
        next.put(seen.address(), seen.sentinel());
        return new Reports(sentinels, next, roles, at, roster).counted(followed);
    }

    private Optional<Sentinel> known(SentinelId id) {
        return Optional.ofNullable(sentinels.get(id));
    }

    private Optional<Sentinel> known(SentinelId id, Endpoint address) {
        return known(id).filter(sentinel -> sentinel.address().equals(address));
    }

    private Reports heard(Signal.Heard told, String master) {
        return known(told.sentinel(), told.address())
                .map(known ->
                        with(told.at(), told.sentinel(), Optional.of(known.heard(told.event(), master, told.at()))))
                .orElseGet(() -> at(told.at()));
    }

    private Reports lost(Signal.Lost lost, Followed followed) {
        return known(lost.sentinel(), lost.address()).isPresent()
                ? with(lost.at(), lost.sentinel(), Optional.empty()).counted(followed)
                : at(lost.at());
    }

    private Reports answered(Signal.Answered answered) {
        // Connections are made anew: an answer that was long under way must not overtake a later one. One that was
        // asked
        // for before the clock was set back is of unknown age.
        boolean late = answered.asked().isAfter(answered.at())
                || Optional.ofNullable(roles.get(answered.redis()))
                        .filter(known -> answered.asked().isBefore(known.asked()))
                        .isPresent();
        if (late) {
            return at(answered.at());
        }
        Map<Endpoint, Situation.Role> next = new HashMap<>(roles);
        next.put(answered.redis(), new Situation.Role(answered.role(), answered.asked()));
        return new Reports(sentinels, places, next, answered.at(), roster);
    }

    /** The same, knowing since when each sentinel has been ahead of what the majority names. */
    Reports compared(Epoch agreed) {
        if (sentinels.values().stream()
                .allMatch(one -> one.view().epoch().after(agreed) == one.ahead().isPresent())) {
            return this;
        }
        Map<SentinelId, Sentinel> next = new HashMap<>(sentinels);
        next.replaceAll((id, sentinel) -> sentinel.compared(agreed, at));
        return new Reports(next, places, roles, at, roster);
    }
}
