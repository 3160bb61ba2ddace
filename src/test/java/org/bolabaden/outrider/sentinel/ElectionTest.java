package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.sentinel.MasterView.Flag.FAILOVER_IN_PROGRESS;
import static org.bolabaden.outrider.sentinel.MasterView.Flag.OBJECTIVELY_DOWN;
import static org.bolabaden.outrider.sentinel.MasterView.Flag.SUBJECTIVELY_DOWN;
import static org.bolabaden.outrider.sentinel.Scene.MASTER;
import static org.bolabaden.outrider.sentinel.Scene.NEW;
import static org.bolabaden.outrider.sentinel.Scene.OLD;
import static org.bolabaden.outrider.sentinel.Scene.OTHER;
import static org.bolabaden.outrider.sentinel.Scene.STRANGER;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElectionTest {
    @Test
    void whoIsNamedByAMajorityAndSaysMasterIsOffered() {
        Scene scene = Scene.fresh().master(OLD).names(1, OLD, 1);
        assertThat(scene.offered()).isEmpty();

        assertThat(scene.names(2, OLD, 1).offered()).contains(OLD);
    }

    @Test
    void whoIsNamedByAMajorityIsNotOfferedUntilItSaysMaster() {
        Scene scene = Scene.fresh().all(OLD, 1);
        assertThat(scene.offered()).isEmpty();

        assertThat(scene.replica(OLD, NEW).offered()).isEmpty();
        assertThat(scene.master(OLD).offered()).contains(OLD);
    }

    @Test
    void threeOfFiveAreAMajorityAndTwoAreNot() {
        Scene scene = Scene.with(5).master(OLD).names(1, OLD, 1).names(2, OLD, 1);
        assertThat(scene.offered()).isEmpty();

        assertThat(scene.names(3, OLD, 1).offered()).contains(OLD);
    }

    @Test
    void namesAtDifferentEpochsDoNotMakeAMajority() {
        assertThat(Scene.calm().master(NEW).names(1, NEW, 2).names(2, NEW, 3).offered())
                .contains(OLD);
    }

    @Test
    void theOneThatAMajorityVotedForIsOfferedBeforeAnybodyNamesIt() {
        Scene scene = Scene.calm().tries(1, 2).votes(1, 1, 2).selects(1, NEW).master(NEW);
        assertThat(scene.offered()).contains(OLD);

        assertThat(scene.votes(2, 1, 2).offered()).contains(NEW);
        assertThat(scene.epoch()).isEqualTo(2);
    }

    @Test
    void theOneThatAMajorityVotedForIsNotOfferedUntilItSaysMaster() {
        Scene scene = Scene.calm().tries(1, 2).votes(1, 1, 2).votes(2, 1, 2).selects(1, NEW);
        assertThat(scene.replica(NEW, OLD).offered()).contains(OLD);

        assertThat(scene.master(NEW).offered()).contains(NEW);
    }

    @Test
    void votesForAFailoverOfAnotherMasterAreNoneForOurs() {
        Scene scene = Scene.calm()
                .master(NEW)
                .hears(1, new SentinelEvent.NewEpoch(new Epoch(2)))
                .hears(1, new SentinelEvent.TryFailover("another"))
                .votes(1, 1, 2)
                .votes(2, 1, 2)
                .hears(1, new SentinelEvent.SelectedReplica("another", NEW));

        assertThat(scene.offered()).contains(OLD);
    }

    @Test
    void twoMastersThatFailOverInOneEpochAreToldApart() {
        Scene scene = Scene.calm()
                .tries(1, 2)
                .hears(2, new SentinelEvent.NewEpoch(new Epoch(2)))
                .hears(2, new SentinelEvent.TryFailover("another"));
        for (int voter = 1; voter <= 3; voter++) {
            scene.votes(voter, 1, 2).votes(voter, 2, 2);
        }
        scene.hears(2, new SentinelEvent.SelectedReplica("another", OTHER)).master(OTHER);
        assertThat(scene.offered()).contains(OLD);

        assertThat(scene.selects(1, NEW).master(NEW).offered()).contains(NEW);
    }

    @Test
    void votesForALeaderThatSaidNothingItselfProveNothing() {
        Scene scene = Scene.calm().master(NEW).votes(1, 1, 2).votes(2, 1, 2).votes(3, 1, 2);

        assertThat(scene.selects(1, NEW).offered()).contains(OLD);
    }

    @Test
    void aFailoverThatWasGivenUpProvesNothing() {
        Scene scene = Scene.calm()
                .tries(1, 2)
                .votes(1, 1, 2)
                .votes(2, 1, 2)
                .selects(1, NEW)
                .aborts(1);

        assertThat(scene.master(NEW).offered()).contains(OLD);
    }

    @Test
    void aLeaderThatTookOverAnotherConfigurationHasGivenUpItsOwn() {
        Scene scene = Scene.calm().tries(1, 3).votes(1, 1, 3).votes(2, 1, 3).selects(1, NEW);

        assertThat(scene.hears(1, new SentinelEvent.SwitchMaster(MASTER, OLD, OTHER))
                        .master(NEW)
                        .offered())
                .contains(OLD);
    }

    @Test
    void aLeaderThatNamesAnotherConfigurationHasGivenUpItsOwn() {
        Scene scene = Scene.calm().tries(1, 3).votes(1, 1, 3).votes(2, 1, 3).selects(1, NEW);

        assertThat(scene.names(1, OTHER, 2).master(NEW).offered()).contains(OLD);
    }

    @Test
    void votesOfAnEarlierEpochThanTheOneThatIsNamedProveNothing() {
        Scene scene = Scene.fresh().master(OLD).all(OLD, 5);

        assertThat(scene.tries(1, 4)
                        .votes(1, 1, 4)
                        .votes(2, 1, 4)
                        .selects(1, NEW)
                        .master(NEW)
                        .offered())
                .contains(OLD);
    }

    @Test
    void twoLeadersThatStillNameTheOldOneAtTheNewEpochDoNotConfirmIt() {
        // SENTINEL MASTER gives the address of before at the epoch of after, until the leader has told the replicas.
        Scene scene = Scene.calm().names(1, OLD, 2, FAILOVER_IN_PROGRESS).names(2, OLD, 2, FAILOVER_IN_PROGRESS);
        assertThat(scene.epoch()).isEqualTo(1);

        assertThat(scene.master(NEW).all(NEW, 2).offered()).contains(NEW);
    }

    @Test
    void thePresentOneIsDeposedAtOnceWhenTheNewOneIsSilent() {
        Scene scene = Scene.calm().names(1, NEW, 2).names(2, NEW, 2);
        assertThat(scene.follower().primary()).isInstanceOf(Primary.Withheld.class);

        assertThat(scene.master(OLD).offered()).isEmpty();
        assertThat(scene.master(NEW).offered()).contains(NEW);
    }

    @Test
    void aReturningOldPrimaryIsNotOfferedWhateverItSays() {
        Scene scene =
                Scene.calm().votedFor(NEW, 2).all(NEW, 2).master(OLD).after(1).master(OLD);

        assertThat(scene.offered()).contains(NEW);
    }

    @Test
    void aFailoverThatWasGivenUpEndsWhenItsPrimaryFollowsTheOneThatIsNamed() {
        Scene scene = Scene.calm().votedFor(NEW, 2).aborts(1).master(OLD).all(OLD, 1);
        assertThat(scene.offered()).contains(NEW);

        assertThat(scene.replica(NEW, OLD).offered()).contains(OLD);
        assertThat(scene.epoch()).isEqualTo(2);
    }

    @Test
    void aFailoverThatWasGivenUpEndsWhenItsPrimaryIsGoneAndTheSentinelsHaveBeenContentWithAnotherForTenSeconds() {
        Scene scene = Scene.calm().votedFor(NEW, 2).aborts(1).master(OLD).all(OLD, 1);

        assertThat(scene.after(9).master(OLD).offered()).contains(NEW);
        assertThat(scene.after(2).master(OLD).offered()).contains(OLD);
    }

    @ParameterizedTest
    @ValueSource(ints = {-3_600, 3_600})
    void aFailoverIsNotGivenUpSoonerBecauseTheClockIsSet(int seconds) {
        Scene scene = Scene.calm().votedFor(NEW, 2).aborts(1).master(OLD).all(OLD, 1);

        assertThat(scene.after(8).clockSet(seconds).after(9).master(OLD).offered())
                .contains(NEW);
        assertThat(scene.after(2).master(OLD).offered()).contains(OLD);
    }

    @Test
    void aFailoverThatWasVotedForIsNotGivenUpWhileItsPrimaryAnswers() {
        Scene scene = Scene.calm().votedFor(NEW, 2).aborts(1).master(OLD).all(OLD, 1);

        assertThat(scene.after(11).master(NEW).master(OLD).offered()).contains(NEW);
    }

    @Test
    void whoFollowsAnotherThanTheOneThatIsNamedHasNotGivenWay() {
        Scene scene = Scene.calm().votedFor(NEW, 2).aborts(1).master(OLD).all(OLD, 1);

        assertThat(scene.replica(NEW, OTHER).offered()).contains(NEW);
    }

    @Test
    void whoGaveWayToOneThatIsNoBackendIsDeposed() {
        Scene scene = Scene.calm().votedFor(NEW, 3).aborts(1).all(STRANGER, 2);
        assertThat(scene.offered()).contains(NEW);

        assertThat(scene.replica(NEW, STRANGER).follower().primary()).isInstanceOf(Primary.Withheld.class);
    }

    @Test
    void ofTwoFailoversInOneEpochTheOneThatTheSentinelsNameIsOfferedInTheEnd() {
        Scene scene =
                Scene.calm().votedFor(NEW, 2).master(OTHER).names(2, OTHER, 2).names(3, OTHER, 2);
        assertThat(scene.offered()).contains(NEW);

        assertThat(scene.replica(NEW, OTHER).offered()).contains(OTHER);
    }

    @Test
    void ofTwoFailoversInOneEpochTheOneThatTheSentinelsNameIsOfferedWhenTheOtherIsSilent() {
        Scene scene = Scene.calm()
                .votedFor(NEW, 2)
                .names(2, OTHER, 2)
                .names(3, OTHER, 2)
                .after(2);

        assertThat(scene.master(OTHER).offered()).contains(OTHER);
    }

    @Test
    void anAnswerThatIsOlderThanAnotherIsNotBelieved() {
        Scene scene = Scene.calm().names(1, NEW, 2).after(1).replica(NEW, OLD);

        scene.answers(NEW, new RedisRole.Master(), scene.now().minusMillis(900)).names(2, NEW, 2);
        assertThat(scene.offered()).isEmpty();
    }

    @Test
    void anAnswerThatIsStaleIsNotBelieved() {
        Scene scene = Scene.calm().master(NEW).after(1.6).names(1, NEW, 2).names(2, NEW, 2);

        assertThat(scene.offered()).isEmpty();
    }

    @Test
    void anAnswerFromBeforeTheClockWasSetBackIsNotBelieved() {
        Scene scene = Scene.calm()
                .master(NEW)
                .after(0.9)
                .clockSet(-1)
                .names(1, NEW, 2)
                .names(2, NEW, 2);
        assertThat(scene.offered()).isEmpty();

        assertThat(scene.master(NEW).offered()).contains(NEW);
    }

    @Test
    void answersWhoseTimesAreAMillisecondOutOfOrderAreBelieved() {
        Scene scene = Scene.calm().master(NEW).clockSet(-0.001).names(1, NEW, 2).names(2, NEW, 2);

        assertThat(scene.offered()).contains(NEW);
    }

    @Test
    void aStartWithoutAMemoryInTheMiddleOfAFailoverWaitsForItsEnd() {
        Scene scene = Scene.fresh()
                .names(1, OLD, 1, SUBJECTIVELY_DOWN, OBJECTIVELY_DOWN)
                .names(2, OLD, 1, SUBJECTIVELY_DOWN, OBJECTIVELY_DOWN)
                .names(3, OLD, 1);
        assertThat(scene.master(OLD).offered()).isEmpty();

        assertThat(scene.master(NEW).all(NEW, 2).offered()).contains(NEW);
    }

    @Test
    void aStartWithoutAMemoryEndsThoughTheVotesOfTheFailoverWereHeard() {
        Scene scene = Scene.fresh()
                .all(OLD, 1)
                .tries(1, 2)
                .votes(1, 1, 2)
                .votes(2, 1, 2)
                .selects(1, NEW);

        assertThat(scene.all(NEW, 2).master(NEW).offered()).contains(NEW);
    }

    private static Scene offeredAt(long epoch) {
        return Scene.restored(Standing.offering(NEW, new Epoch(epoch), Scene.START, false, "it was proven then"));
    }

    @Test
    void whoGivesWayByItselfIsFollowedAtTheSameEpoch() {
        Scene scene = offeredAt(7).all(OTHER, 7).master(OTHER);
        assertThat(scene.offered()).contains(NEW);

        assertThat(scene.replica(NEW, OTHER).offered()).contains(OTHER);
    }

    @Test
    void whoGivesWayByItselfIsNotFollowedBackToAnEarlierEpoch() {
        Scene scene = offeredAt(7).all(OTHER, 6).master(OTHER).replica(NEW, OTHER);

        assertThat(scene.offered()).contains(NEW);
    }

    @Test
    void theProofByNamesSaysWhoSaidWhat() {
        Scene scene = Scene.fresh().master(OLD).names(1, OLD, 1).names(2, OLD, 1);

        assertThat(scene.follower().standing().proof())
                .isEqualTo("node1:6379 says master; 2 of 3 sentinels name node1:6379 at epoch 1");
    }

    @Test
    void theProofByVotesSaysWhoChoseIt() {
        Scene scene = Scene.calm().votedFor(NEW, 2);

        assertThat(scene.follower().standing().proof())
                .isEqualTo("node2:6379 says master; 2 of 3 sentinels voted for " + Scene.sentinel(1)
                        + ", which chose it, in epoch 2");
    }

    @Test
    void whyNothingChangesIsSaid() {
        assertThat(Scene.fresh().names(1, OLD, 1).follower().ruling())
                .isEqualTo(new Ruling.Keep("no majority of the sentinels is heard: 1 of 3"));
        assertThat(Scene.fresh().names(1, OLD, 1).names(2, NEW, 1).follower().ruling())
                .isEqualTo(new Ruling.Keep("no majority of the sentinels names the same primary"));
        assertThat(Scene.fresh().all(OLD, 1).follower().ruling())
                .isEqualTo(new Ruling.Keep("3 of 3 sentinels name node1:6379 at epoch 1, which does not say master"));
        assertThat(Scene.calm().names(3, NEW, 2).follower().ruling())
                .isEqualTo(new Ruling.Keep("a sentinel names a primary at epoch 2, later than the majority's 1"));
        assertThat(offeredAt(7).all(OLD, 6).follower().ruling())
                .isEqualTo(new Ruling.Keep("node1:6379 is named at epoch 6, but epoch 7 was seen"));
    }
}
