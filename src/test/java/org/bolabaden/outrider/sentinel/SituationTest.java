package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.sentinel.MasterView.Flag.SUBJECTIVELY_DOWN;
import static org.bolabaden.outrider.sentinel.Scene.NEW;
import static org.bolabaden.outrider.sentinel.Scene.OLD;
import static org.bolabaden.outrider.sentinel.Scene.START;
import static org.bolabaden.outrider.sentinel.Scene.place;
import static org.bolabaden.outrider.sentinel.Scene.sentinel;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.sentinel.Situation.Named;
import org.junit.jupiter.api.Test;

/** What three sentinels say together, ten minutes after the start. */
class SituationTest {
    private static final Instant NOW = START.plusSeconds(600);
    private static final Instant LONG_AGO = NOW.minus(Situation.OUTLIER).minusNanos(1);
    private static final Instant LATELY = NOW.minus(Situation.OUTLIER);
    private static final Roster ROSTER =
            new Roster(Set.of(sentinel(1), sentinel(2), sentinel(3)), 3, Set.of(), Set.of(), Set.of());
    private static final Standing STANDING = Standing.offering(OLD, new Epoch(1), START, false, "a test says so");

    private final Map<SentinelId, Sentinel> heard = new HashMap<>();

    private SituationTest names(int number, Endpoint primary, long epoch, Instant since, MasterView.Flag... flags) {
        MasterView view = new MasterView(primary, new Epoch(epoch), Set.of(flags));
        heard.put(
                sentinel(number),
                Sentinel.first(new Signal.Viewed(since, sentinel(number), place(number), view, Map.of())));
        return this;
    }

    private SituationTest aheadSince(int number, Instant since) {
        Sentinel known = heard.get(sentinel(number));
        heard.put(
                sentinel(number),
                new Sentinel(
                        known.address(),
                        known.others(),
                        known.view(),
                        known.since(),
                        Optional.of(since),
                        known.clock(),
                        known.votes(),
                        known.attempt(),
                        known.tilt()));
        return this;
    }

    private SituationTest hears(int number, SentinelEvent event) {
        heard.computeIfPresent(sentinel(number), (id, known) -> known.heard(event, Scene.MASTER, LATELY));
        return this;
    }

    /** The first one began a failover, and the first two voted for it. */
    private SituationTest failover(long epoch) {
        hears(1, new SentinelEvent.NewEpoch(new Epoch(epoch))).hears(1, new SentinelEvent.TryFailover(Scene.MASTER));
        return votes(1, epoch).votes(2, epoch);
    }

    private SituationTest votes(int number, long epoch) {
        return hears(number, new SentinelEvent.VoteForLeader(sentinel(1), new Epoch(epoch)));
    }

    private Situation now() {
        return new Situation(ROSTER, heard, Roles.none(NOW), STANDING, NOW);
    }

    private SituationTest content(Instant since) {
        return names(1, OLD, 1, since).names(2, OLD, 1, since).names(3, OLD, 1, since);
    }

    @Test
    void whoDoesNotCountIsNotHeard() {
        names(1, NEW, 2, LATELY).names(4, NEW, 2, LATELY).names(5, NEW, 9, LATELY);

        assertThat(now().quorate()).isFalse();
        assertThat(now().named()).isEmpty();
        assertThat(now().latest()).isEqualTo(new Epoch(2));
    }

    @Test
    void whoDoesNotTrustItselfIsNotHeard() {
        content(LATELY).hears(1, new SentinelEvent.Tilt(true));
        assertThat(now().voices()).hasSize(2);
        assertThat(now().quorate()).isTrue();

        hears(2, new SentinelEvent.Tilt(true));
        assertThat(now().quorate()).isFalse();
        assertThat(now().named()).isEmpty();
    }

    @Test
    void aMajorityThatHasNamedTheSameForTenSecondsIsSettled() {
        assertThat(content(LONG_AGO).now().settled()).isTrue();
        assertThat(content(LATELY).now().settled()).isFalse();
        assertThat(content(LONG_AGO).names(3, OLD, 1, LATELY).now().settled())
                .as("two of three suffice")
                .isTrue();
        assertThat(content(LATELY).names(3, OLD, 1, LONG_AGO).now().settled())
                .as("one of three does not")
                .isFalse();
    }

    @Test
    void whoHasNamedAnotherForLongSettlesNothing() {
        names(1, OLD, 1, LONG_AGO).names(2, OLD, 1, LATELY);

        assertThat(names(3, NEW, 1, LONG_AGO).now().settled()).isFalse();
        assertThat(names(3, OLD, 2, LONG_AGO).now().settled()).isFalse();
        assertThat(names(2, NEW, 2, LONG_AGO).now().settled())
                .as("no majority names anybody")
                .isFalse();
    }

    @Test
    void aMajorityThatIsNotCalmSaysThatAChangeIsComing() {
        content(LATELY).names(1, OLD, 1, LATELY, SUBJECTIVELY_DOWN);
        assertThat(now().failing()).isFalse();
        assertThat(now().troubled()).isTrue();

        names(2, OLD, 1, LATELY, SUBJECTIVELY_DOWN);
        assertThat(now().failing()).isTrue();
    }

    @Test
    void calmSentinelsPointAtNoChange() {
        assertThat(content(LATELY).now().troubled()).isFalse();
        assertThat(now().failing()).isFalse();
    }

    @Test
    void aFailoverThatAMajorityVotedForIsComingThoughAllAreCalm() {
        content(LATELY).failover(2);

        assertThat(now().troubled()).isTrue();
        assertThat(now().failing()).isTrue();
    }

    @Test
    void aFailoverThatAMajorityVotedForIsNotComingAnyMoreWhenAllHaveNamedTheSameForLong() {
        content(LONG_AGO).failover(2);

        assertThat(now().troubled()).isTrue();
        assertThat(now().failing()).isFalse();
    }

    @Test
    void votesOfAnEpochThatWasSettledPointAtNoChange() {
        assertThat(content(LATELY).failover(1).now().troubled()).isFalse();
    }

    @Test
    void votesThatAreNoMajorityPointAtNoChange() {
        content(LATELY)
                .hears(1, new SentinelEvent.NewEpoch(new Epoch(2)))
                .hears(1, new SentinelEvent.TryFailover(Scene.MASTER))
                .votes(1, 2);
        assertThat(now().voted()).isEmpty();
        assertThat(now().troubled()).isFalse();

        assertThat(votes(2, 2).now().troubled()).isTrue();
    }

    @Test
    void theLatestEpochIsThatOfAnybodyButThoseWhoHaveBeenAheadForTenSeconds() {
        content(LONG_AGO).names(3, NEW, 5, LONG_AGO);
        assertThat(now().latest()).isEqualTo(new Epoch(5));

        assertThat(aheadSince(3, LATELY).now().latest()).isEqualTo(new Epoch(5));
        assertThat(aheadSince(3, LONG_AGO).now().latest()).isEqualTo(new Epoch(1));
    }

    @Test
    void unanimousAreAllThatCountOnceTheyHaveSaidSoForTenSeconds() {
        Named all = new Named(OLD, new Epoch(1), 3);

        assertThat(content(LONG_AGO).now().unanimous(all)).isTrue();
        assertThat(now().unanimous(new Named(OLD, new Epoch(1), 2))).isFalse();
        assertThat(names(3, OLD, 1, LATELY).now().unanimous(all)).isFalse();
    }

    @Test
    void theLeaderOfAFailoverIsNoWitness() {
        content(LATELY).names(1, OLD, 1, LATELY, MasterView.Flag.FAILOVER_IN_PROGRESS);
        assertThat(now().named()).contains(new Named(OLD, new Epoch(1), 2));

        names(2, OLD, 1, LATELY, MasterView.Flag.FAILOVER_IN_PROGRESS);
        assertThat(now().named()).isEmpty();
    }
}
