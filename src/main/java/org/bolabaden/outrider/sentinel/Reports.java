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
 * @param roster whose word counts
 */
record Reports(Map<SentinelId, Sentinel> sentinels, Map<Endpoint, SentinelId> places, Roles roles, Roster roster) {
    Reports {
        sentinels = Map.copyOf(sentinels);
        places = Map.copyOf(places);
    }

    static Reports none(Followed followed, Instant now) {
        return new Reports(
                Map.of(), Map.of(), Roles.none(now), Roster.of(followed.sentinels(), Map.of(), Map.of(), Roster.NONE));
    }

    /** The same, counted anew. */
    Reports counted(Followed followed) {
        return new Reports(sentinels, places, roles, Roster.of(followed.sentinels(), sentinels, places, roster));
    }

    /** When the last signal arrived. */
    Instant at() {
        return roles.at();
    }

    /** After one more signal. */
    Reports after(Signal signal, Followed followed) {
        Reports inTime = shifted(roles.step(signal), roles.after(signal));
        return switch (signal) {
            case Signal.Viewed seen -> inTime.viewed(seen, followed);
            case Signal.Heard told -> inTime.heard(told, followed.master());
            case Signal.Lost lost -> inTime.lost(lost, followed);
            case Signal.Answered answered -> inTime;
            case Signal.Noted noted -> inTime;
            case Signal.Ticked ticked -> inTime;
        };
    }

    /** What is as old as it was stays as old as it was when the clock is set, and nothing is of the future. */
    private Reports shifted(Duration step, Roles news) {
        if (step.isZero()) {
            return new Reports(sentinels, places, news, roster);
        }
        Map<SentinelId, Sentinel> voices = new HashMap<>(sentinels);
        voices.replaceAll((id, sentinel) -> sentinel.shifted(step));
        return new Reports(voices, places, news, roster);
    }

    private Reports with(SentinelId id, Optional<Sentinel> news) {
        Map<SentinelId, Sentinel> next = new HashMap<>(sentinels);
        news.ifPresentOrElse(sentinel -> next.put(id, sentinel), () -> next.remove(id));
        return new Reports(next, places, roles, roster);
    }

    private Reports viewed(Signal.Viewed seen, Followed followed) {
        Reports met = followed.sentinels().contains(seen.address()) ? meeting(seen, followed) : this;
        Optional<Sentinel> known = known(seen.sentinel());
        if (known.isEmpty()) {
            return met.first(seen, followed);
        }
        if (known.get().address().equals(seen.address())) {
            Reports next = met.with(seen.sentinel(), Optional.of(known.get().viewed(seen)));
            return known.get().others().equals(seen.others()) ? next : next.counted(followed);
        }
        // Reached under two names, or somebody says that it is this one: it goes on where it was heard first, unless
        // that is a place where it is not known to be.
        boolean better = met.roster().places(seen.sentinel(), seen.address())
                && !met.roster().places(seen.sentinel(), known.get().address());
        return better ? met.first(seen, followed) : met;
    }

    private Reports first(Signal.Viewed seen, Followed followed) {
        return with(seen.sentinel(), Optional.of(Sentinel.first(seen))).counted(followed);
    }

    private Reports meeting(Signal.Viewed seen, Followed followed) {
        if (seen.sentinel().equals(places.get(seen.address()))) {
            return this;
        }
        Map<Endpoint, SentinelId> next = new HashMap<>(places);
        next.put(seen.address(), seen.sentinel());
        return new Reports(sentinels, next, roles, roster).counted(followed);
    }

    private Optional<Sentinel> known(SentinelId id) {
        return Optional.ofNullable(sentinels.get(id));
    }

    private Optional<Sentinel> known(SentinelId id, Endpoint address) {
        return known(id).filter(sentinel -> sentinel.address().equals(address));
    }

    private Reports heard(Signal.Heard told, String master) {
        return known(told.sentinel(), told.address())
                .map(known -> with(told.sentinel(), Optional.of(known.heard(told.event(), master, told.at()))))
                .orElse(this);
    }

    private Reports lost(Signal.Lost lost, Followed followed) {
        return known(lost.sentinel(), lost.address()).isPresent()
                ? with(lost.sentinel(), Optional.empty()).counted(followed)
                : this;
    }

    /** The same, knowing since when each sentinel has been ahead of what the majority names. */
    Reports compared(Epoch agreed) {
        if (sentinels.values().stream()
                .allMatch(one -> one.view().epoch().after(agreed) == one.ahead().isPresent())) {
            return this;
        }
        Map<SentinelId, Sentinel> next = new HashMap<>(sentinels);
        next.replaceAll((id, sentinel) -> sentinel.compared(agreed, at()));
        return new Reports(next, places, roles, roster);
    }
}
