package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.sentinel.Scene.MASTER;
import static org.bolabaden.outrider.sentinel.Scene.NEW;
import static org.bolabaden.outrider.sentinel.Scene.OLD;
import static org.bolabaden.outrider.sentinel.Scene.OTHER;
import static org.bolabaden.outrider.sentinel.Scene.START;
import static org.bolabaden.outrider.sentinel.Scene.STRANGER;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.BackendId;
import org.junit.jupiter.api.Test;

class FollowerTest {
    private static final Standing SEEN =
            Standing.offering(NEW, new Epoch(7), START.minusSeconds(60), false, "it was proven then");

    @Test
    void nothingIsOfferedBeforeASentinelIsHeard() {
        Scene scene = Scene.fresh().master(OLD);

        assertThat(scene.follower().primary()).isInstanceOf(Primary.Unknown.class);
    }

    @Test
    void whatServedBeforeGoesOnUntilSomethingIsProven() {
        BackendId serving = new BackendId(Scene.SERVICE, OLD);

        Primary primary = Scene.fresh().follower().adopting(Set.of(serving)).primary();

        assertThat(primary)
                .isInstanceOfSatisfying(
                        Primary.Unknown.class, one -> assertThat(one.serving()).containsExactly(serving));
    }

    @Test
    void aReplayedSwitchMasterAloneChangesNothing() {
        SentinelEvent replayed = new SentinelEvent.SwitchMaster(MASTER, OLD, NEW);
        Scene scene =
                Scene.calm().master(NEW).hears(1, replayed).hears(2, replayed).hears(3, replayed);

        assertThat(scene.offered()).contains(OLD);
    }

    @Test
    void withoutAMajorityThePresentOneStaysForGoodWhereNoIsolationTimeIsSet() {
        Scene scene = Scene.calm().loses(1).loses(2).after(3_600);

        assertThat(scene.offered()).contains(OLD);
    }

    @Test
    void withoutAMajorityForTheIsolationTimeNobodyIsOffered() {
        Scene scene = Scene.calm(Duration.ofSeconds(10)).loses(1).loses(2);

        assertThat(scene.after(9.9).offered()).contains(OLD);
        assertThat(scene.after(0.1).offered()).isEmpty();
        assertThat(scene.follower().primary()).isInstanceOf(Primary.Withheld.class);
    }

    @Test
    void aClockThatIsSetIsolatesNobody() {
        Scene scene = Scene.calm(Duration.ofSeconds(10)).loses(1).loses(2).after(5);

        assertThat(scene.clockSet(3_600).offered()).contains(OLD);
        assertThat(scene.after(9.9).offered()).contains(OLD);
        assertThat(scene.after(0.2).offered()).isEmpty();
    }

    @Test
    void afterAnIsolationThePresentOneReturnsOnTheProofOfANewOne() {
        Scene scene =
                Scene.calm(Duration.ofSeconds(10)).loses(1).loses(2).after(11).names(1, OLD, 1);

        assertThat(scene.offered()).isEmpty();
        assertThat(scene.master(OLD).offered()).contains(OLD);
    }

    @Test
    void afterAnIsolationTheOneThatWasElectedMeanwhileIsOffered() {
        Scene scene = Scene.calm(Duration.ofSeconds(10))
                .loses(1)
                .loses(2)
                .after(11)
                .master(OLD)
                .master(NEW)
                .names(1, NEW, 2)
                .names(2, NEW, 2);

        assertThat(scene.offered()).contains(NEW);
    }

    @Test
    void afterAnIsolationOneThatIsNamedAtAnEarlierEpochThanWeCountFromReturns() {
        Scene scene = new IsolatedAfterSuccession().scene();

        assertThat(scene.offered()).isEmpty();
        assertThat(scene.master(OLD).offered()).contains(OLD);
    }

    /** OLD at epoch 2 by our count: the votes of epoch 2 were for NEW, which then followed OLD. */
    private static final class IsolatedAfterSuccession {
        Scene scene() {
            return Scene.calm(Duration.ofSeconds(10))
                    .votedFor(NEW, 2)
                    .aborts(1)
                    .master(OLD)
                    .replica(NEW, OLD)
                    .loses(1)
                    .loses(2)
                    .after(11)
                    .names(1, OLD, 1);
        }
    }

    @Test
    void aRestoredPrimaryIsOfferedBeforeAnybodyIsHeard() {
        assertThat(Scene.restored(SEEN).offered()).contains(NEW);
    }

    @Test
    void whatIsNamedBelowTheRestoredEpochIsNotBelieved() {
        Scene scene = Scene.restored(SEEN).master(OLD).all(OLD, 6);

        assertThat(scene.offered()).contains(NEW);
        assertThat(scene.epoch()).isEqualTo(7);
    }

    @Test
    void aFailoverThatBeganBeforeTheRestartIsFollowed() {
        Scene scene = Scene.restored(SEEN).names(1, NEW, 7).names(2, NEW, 7).master(OLD);

        assertThat(scene.names(1, OLD, 8).offered()).contains(NEW);
        assertThat(scene.names(2, OLD, 8).offered()).contains(OLD);
    }

    @Test
    void whoIsNotListedAnyMoreIsNotOffered() {
        Follower follower = Scene.calm().follower();

        Follower without = follower.following(new Followed(
                Scene.SERVICE,
                MASTER,
                follower.followed().sentinels(),
                Map.of(NEW, new BackendId(Scene.SERVICE, NEW)),
                Optional.empty()));

        assertThat(without.primary()).isInstanceOf(Primary.Withheld.class);
    }

    @Test
    void anotherMasterIsFollowedFromTheBeginningWhileWhatServedGoesOn() {
        Follower follower = Scene.calm().follower();

        Follower other = follower.following(new Followed(
                Scene.SERVICE, "another", follower.followed().sentinels(), Scene.listed(), Optional.empty()));

        assertThat(other.standing()).isEqualTo(Standing.NONE);
        assertThat(other.heard()).isEmpty();
        assertThat(other.primary())
                .isInstanceOfSatisfying(
                        Primary.Unknown.class,
                        one -> assertThat(one.serving()).containsExactly(new BackendId(Scene.SERVICE, OLD)));
    }

    @Test
    void sentinelsSetUpAnewFromEpochZeroAreTakenAtTheirWordOnceAllOfThemHaveSaidSoForAWhile() {
        Scene scene = Scene.restored(SEEN).master(NEW).all(NEW, 0);

        assertThat(scene.after(9).epoch()).isEqualTo(7);
        assertThat(scene.after(2).epoch()).isZero();
        assertThat(scene.master(OLD).names(1, OLD, 1).names(2, OLD, 1).offered())
                .contains(OLD);
    }

    @Test
    void oneSentinelThatIsNotHeardKeepsTheOthersFromBeginningAnew() {
        Scene scene = Scene.restored(SEEN)
                .master(NEW)
                .names(1, NEW, 0)
                .names(2, NEW, 0)
                .after(60);

        assertThat(scene.epoch()).isEqualTo(7);
        assertThat(scene.offered()).contains(NEW);
    }

    @Test
    void answersAreWantedSoonWhenASentinelHoldsThePrimaryForDown() {
        assertThat(Scene.calm().follower().urgent()).isFalse();
        assertThat(Scene.calm()
                        .names(1, OLD, 1, MasterView.Flag.SUBJECTIVELY_DOWN)
                        .follower()
                        .urgent())
                .isTrue();
    }

    @Test
    void answersAreNotUrgentAnyMoreOnceTheFailoverIsOver() {
        Scene scene = Scene.calm().votedFor(NEW, 2);
        assertThat(scene.follower().urgent()).isTrue();

        assertThat(scene.all(NEW, 2).follower().urgent()).isFalse();
    }

    @Test
    void aSentinelThatIsLostTakesItsWordsWithIt() {
        Scene scene = Scene.calm().master(NEW).names(1, NEW, 2).loses(1).names(2, NEW, 2);

        assertThat(scene.offered()).contains(OLD);
    }

    @Test
    void theNewOneThatIsNoBackendOfTheServiceEndsTheOldOne() {
        Scene scene = Scene.calm().names(1, STRANGER, 2).names(2, STRANGER, 2);

        assertThat(scene.follower().primary()).isInstanceOf(Primary.Withheld.class);
        assertThat(scene.master(OLD).all(OLD, 1).offered()).isEmpty();
        assertThat(scene.master(OTHER).all(OTHER, 3).offered()).contains(OTHER);
    }

    @Test
    void whatHappensAtOnceIsOneFailoverInTheTimeline() {
        List<Failover> all =
                Scene.calm().votedFor(NEW, 2).all(NEW, 2).follower().timeline().all();

        assertThat(all).last().satisfies(one -> {
            assertThat(one.from()).contains(OLD);
            assertThat(one.to()).contains(NEW);
            assertThat(one.at(Failover.Kind.CONFIRMED)).isPresent();
        });
    }

    @Test
    void whatWasVotedForRestsOnNamesOnceAMajorityNamesIt() {
        Scene scene = Scene.calm().votedFor(NEW, 2);
        assertThat(scene.follower().standing().byVotes()).isTrue();

        Standing standing = scene.all(NEW, 2).follower().standing();

        assertThat(standing.byVotes()).isFalse();
        assertThat(standing.proof()).isEqualTo("2 of 3 sentinels name node2:6379 at epoch 2");
    }

    @Test
    void aConfirmationAtALaterEpochIsRememberedAndOneAtTheSameIsNoNews() {
        Scene scene = Scene.calm();
        Standing before = scene.follower().standing();

        assertThat(scene.all(OLD, 1).follower().standing()).isSameAs(before);
        assertThat(scene.all(OLD, 3).epoch()).isEqualTo(3);
        assertThat(scene.follower().standing().since()).isEqualTo(before.since());
    }

    @Test
    void nobodyIsOfferedSinceTheFirstSaidSo() {
        Scene scene = Scene.calm().all(STRANGER, 2);
        Standing deposed = scene.follower().standing();
        assertThat(deposed.primary()).isEmpty();

        assertThat(scene.after(5).all(STRANGER, 2).follower().standing()).isSameAs(deposed);
        assertThat(scene.all(STRANGER, 3).follower().standing().since()).isEqualTo(scene.now());
    }

    @Test
    void theStepsOfAFailoverHaveTheirWordsInTheApi() {
        assertThat(Failover.Kind.values())
                .extracting(Failover.Kind::word)
                .containsExactly(
                        "sdown",
                        "odown",
                        "elected",
                        "selected",
                        "promoted",
                        "offered",
                        "applied",
                        "sessions_cut",
                        "confirmed",
                        "abandoned");
    }
}
