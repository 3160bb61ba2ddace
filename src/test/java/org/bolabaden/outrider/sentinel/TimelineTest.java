package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.sentinel.Failover.Kind.ABANDONED;
import static org.bolabaden.outrider.sentinel.Failover.Kind.APPLIED;
import static org.bolabaden.outrider.sentinel.Failover.Kind.CONFIRMED;
import static org.bolabaden.outrider.sentinel.Failover.Kind.CUT;
import static org.bolabaden.outrider.sentinel.Failover.Kind.ELECTED;
import static org.bolabaden.outrider.sentinel.Failover.Kind.OFFERED;
import static org.bolabaden.outrider.sentinel.Failover.Kind.SDOWN;
import static org.bolabaden.outrider.sentinel.MasterView.Flag.SUBJECTIVELY_DOWN;
import static org.bolabaden.outrider.sentinel.Scene.MASTER;
import static org.bolabaden.outrider.sentinel.Scene.NEW;
import static org.bolabaden.outrider.sentinel.Scene.OLD;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static Scene down(Scene scene) {
        return scene.hears(1, new SentinelEvent.SubjectivelyDown(MASTER, true))
                .hears(1, new SentinelEvent.ObjectivelyDown(MASTER, true));
    }

    private static Scene failedOver() {
        return down(Scene.calm().after(60))
                .after(0.1)
                .hears(1, new SentinelEvent.ElectedLeader(MASTER))
                .votedFor(NEW, 2)
                .after(0.9)
                .all(NEW, 2);
    }

    private static Failover last(Scene scene) {
        List<Failover> all = scene.follower().timeline().all();
        return all.get(all.size() - 1);
    }

    @Test
    void theFirstOfferIsNoFailover() {
        assertThat(Scene.calm().offered()).contains(OLD);
        assertThat(Scene.calm().follower().timeline().all()).isEmpty();
    }

    @Test
    void afterTheFirstOfferAFailoverIsTheOnlyOne() {
        assertThat(failedOver().follower().timeline().all())
                .singleElement()
                .satisfies(one -> assertThat(one.from()).contains(OLD));
    }

    @Test
    void aSecondFailoverRightAfterTheFirstIsAnother() {
        Scene scene = failedOver().after(2).master(OLD).all(OLD, 3);

        assertThat(last(scene).from()).contains(NEW);
        assertThat(last(scene).to()).contains(OLD);
        assertThat(last(scene).at(OFFERED)).contains(scene.now());
    }

    @Test
    void eachStepHasTheTimeAtWhichItWasSeenFirst() {
        Failover one = last(failedOver());

        assertThat(one.from()).contains(OLD);
        assertThat(one.to()).contains(NEW);
        assertThat(one.epoch()).contains(new Epoch(2));
        assertThat(one.at(SDOWN)).contains(Scene.START.plusSeconds(60));
        assertThat(one.at(OFFERED)).contains(Scene.START.plusMillis(60_100));
        assertThat(one.at(CONFIRMED)).contains(Scene.START.plusMillis(61_000));
    }

    @Test
    void whatIsDoneAboutItIsNoted() {
        Scene scene = failedOver();
        scene.then(new Signal.Noted(scene.now(), APPLIED, "")).then(new Signal.Noted(scene.now(), CUT, "3 sessions"));

        assertThat(last(scene).at(APPLIED)).contains(scene.now());
        assertThat(last(scene).at(CUT)).contains(scene.now());
    }

    @Test
    void aPrimaryThatComesBackByItselfIsNoFailover() {
        Scene scene = down(Scene.calm().after(60));
        assertThat(scene.follower().timeline().awaits()).isTrue();

        scene.hears(1, new SentinelEvent.SubjectivelyDown(MASTER, false));
        assertThat(scene.follower().timeline().awaits()).isFalse();
    }

    @Test
    void aFailoverThatIsGivenUpIsOver() {
        Scene scene = down(Scene.calm().after(60)).tries(1, 2).aborts(1);

        assertThat(last(scene).at(ABANDONED)).isPresent();
        assertThat(scene.follower().timeline().awaits()).isFalse();
    }

    @Test
    void aFailoverWhoseLeaderDiedIsOverWhenAMajorityIsContentForAWhile() {
        Scene scene = down(Scene.calm().after(60))
                .hears(1, new SentinelEvent.ElectedLeader(MASTER))
                .loses(1);
        assertThat(scene.names(2, OLD, 1).names(3, OLD, 1).after(9).follower().urgent())
                .isTrue();

        scene.after(1.1);
        assertThat(last(scene).at(ABANDONED)).contains(scene.now());
        assertThat(scene.follower().urgent()).isFalse();
    }

    @Test
    void aFailoverIsNotOverWhileAMajorityHoldsThePrimaryForDown() {
        Scene scene = down(Scene.calm().after(60))
                .hears(1, new SentinelEvent.ElectedLeader(MASTER))
                .loses(1);
        scene.names(2, OLD, 1, SUBJECTIVELY_DOWN)
                .names(3, OLD, 1, SUBJECTIVELY_DOWN)
                .after(60);

        assertThat(last(scene).at(ABANDONED)).isEmpty();
        assertThat(scene.follower().urgent()).isTrue();
    }

    @Test
    void theNextOneIsAnother() {
        Scene scene = failedOver().after(60).hears(2, new SentinelEvent.SubjectivelyDown(MASTER, true));

        assertThat(last(scene).from()).contains(NEW);
        assertThat(last(scene).at(OFFERED)).isEmpty();
    }

    @Test
    void eventsAboutAnotherMasterAreNoStepOfOurs() {
        Scene scene = Scene.calm().hears(1, new SentinelEvent.ElectedLeader("another"));

        assertThat(scene.follower().timeline().current().flatMap(one -> one.at(ELECTED)))
                .isEmpty();
    }

    @Test
    void twentyAreKept() {
        Scene scene = Scene.calm();
        for (int epoch = 2; epoch < 40; epoch++) {
            scene.after(60).master(epoch % 2 == 0 ? NEW : OLD).all(epoch % 2 == 0 ? NEW : OLD, epoch);
        }

        assertThat(scene.follower().timeline().all())
                .hasSizeLessThanOrEqualTo(21)
                .hasSizeGreaterThan(10);
    }

    @Test
    void noDecisionDependsOnIt() {
        assertThat(down(Scene.calm()).offered()).contains(OLD);
    }
}
