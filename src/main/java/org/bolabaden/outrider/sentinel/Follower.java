package org.bolabaden.outrider.sentinel;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * Follows one master: takes one signal after the other and always knows whom to offer. Immutable and pure; {@link #next} is
 * all there is to it.
 *
 * @param followed whose primary it is about
 * @param standing what was decided; to be on disk before {@link #primary()} is in force
 * @param reports what was heard
 * @param ruling the last one
 * @param majorityAt when a majority was heard last
 * @param isolated whether none has been heard for longer than the isolation time
 * @param serving what HAProxy had ready when we first met it
 * @param timeline the failovers
 */
record Follower(
        Followed followed,
        Standing standing,
        Reports reports,
        Ruling ruling,
        Instant majorityAt,
        boolean isolated,
        Set<BackendId> serving,
        Timeline timeline)
        implements Finder {
    Follower {
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
                Reports.none(followed, now),
                new Ruling.Keep("no sentinel has been heard yet"),
                now,
                false,
                Set.of(),
                timeline);
    }

    /** The same, knowing what HAProxy has ready; it matters only while nothing was ever decided. */
    @Override
    public Follower adopting(Set<BackendId> ready) {
        return new Follower(followed, standing, reports, ruling, majorityAt, isolated, ready, timeline);
    }

    /**
     * The same after the registry changed; what was decided and heard is kept, unless it was about another master: then
     * whom we offer goes on until something is proven about the new one.
     */
    Follower following(Followed other) {
        if (!other.master().equals(followed.master())) {
            Set<BackendId> ready = standing.isNew()
                    ? serving
                    : primary().offered().map(Set::of).orElse(Set.of());
            return begin(other, Standing.NONE, timeline, reports.at()).adopting(ready);
        }
        return new Follower(other, standing, reports.counted(other), ruling, majorityAt, isolated, serving, timeline);
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
        Situation now = situation(reports);
        // Without a majority nothing changes, however long that lasts.
        return now.quorate()
                && (now.troubled()
                        || standing.primary().isEmpty()
                        || isolated
                        || now.named()
                                .filter(named -> !standing.is(named.address()))
                                .isPresent()
                        || timeline.awaits());
    }

    /** The sentinels that are connected. */
    Map<SentinelId, Sentinel> heard() {
        return reports.sentinels();
    }

    /** Who counts. */
    Roster roster() {
        return reports.roster();
    }

    private Situation situation(Reports news) {
        return new Situation(news.roster(), news.sentinels(), news.roles(), standing, news.at());
    }

    /** After one more signal. */
    @Override
    public Follower next(Signal signal) {
        return next(signal, Election::decide);
    }

    /** The same, decided in another way. */
    Follower next(Signal signal, BiFunction<Situation, Set<Endpoint>, Ruling> election) {
        Reports news = reports.after(signal, followed);
        Reports compared = situation(news)
                .named()
                .map(named -> news.compared(named.epoch()))
                .orElse(news);
        Situation situation = situation(compared);
        return decided(
                situation,
                compared,
                election.apply(situation, followed.listed().keySet()),
                timeline.after(signal, followed, standing));
    }

    private Follower decided(Situation situation, Reports news, Ruling next, Timeline steps) {
        Instant now = news.at();
        boolean majority = situation.quorate();
        Instant last = majority || majorityAt.isAfter(now) ? now : majorityAt;
        Instant silent = news.roles().listening().isAfter(last) ? news.roles().listening() : last;
        boolean out = followed.isolation()
                .filter(limit -> !silent.plus(limit).isAfter(now))
                .isPresent();
        boolean back = majority && (!isolated || proven(situation, next));
        return new Follower(
                followed,
                standing(next, now),
                news,
                next,
                last,
                out || (isolated && !back),
                serving,
                told(situation, next, steps).ruled(next, standing, followed, now));
    }

    private static Timeline told(Situation situation, Ruling next, Timeline steps) {
        return next instanceof Ruling.Confirm confirm && !situation.failing()
                ? steps.settled(situation.now(), confirm.reason())
                : steps;
    }

    /** Whom we stopped offering is offered again only on the proof that a new one needs. */
    private boolean proven(Situation situation, Ruling next) {
        return switch (next) {
            case Ruling.Offer offer -> true;
            case Ruling.Confirm confirm ->
                standing.primary().filter(situation::saysMaster).isPresent();
            case Ruling.Depose depose -> true;
            case Ruling.Keep keep -> upheld(situation);
        };
    }

    /** It is named still, at an epoch before the one that we count from. */
    private boolean upheld(Situation situation) {
        return situation
                .named()
                .filter(named -> standing.is(named.address())
                        && !situation.latest().after(named.epoch())
                        && situation.saysMaster(named.address()))
                .isPresent();
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
