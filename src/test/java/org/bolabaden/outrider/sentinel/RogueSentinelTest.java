package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.sentinel.MasterView.Flag.SUBJECTIVELY_DOWN;
import static org.bolabaden.outrider.sentinel.Scene.NEW;
import static org.bolabaden.outrider.sentinel.Scene.OLD;
import static org.bolabaden.outrider.sentinel.Scene.OTHER;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A sentinel that lies, lags, does not trust itself, or sees the world otherwise. */
class RogueSentinelTest {
    @Test
    void aRogueAtAnEpochOfItsOwnHoldsUpAChangeForTenSecondsOnly() {
        Scene scene = Scene.calm()
                .names(3, OTHER, 1_000)
                .after(5)
                .names(1, NEW, 2)
                .names(2, NEW, 2)
                .master(NEW);
        assertThat(scene.offered()).contains(OLD);

        scene.after(5.1).master(NEW);
        assertThat(scene.offered()).contains(NEW);
        assertThat(scene.epoch()).isEqualTo(2);
    }

    @Test
    void aRogueThatNamesALaterEpochEverySecondHoldsUpAChangeForTenSecondsOnly() {
        Scene scene = Scene.calm();
        for (int second = 0; second <= 11; second++) {
            scene.names(3, OTHER, 1_000 + second).after(1);
        }

        assertThat(scene.names(1, NEW, 2).names(2, NEW, 2).master(NEW).offered())
                .contains(NEW);
    }

    @Test
    void aRogueThatInventsAHundredSentinelsNeitherWinsNorBlocks() {
        Map<SentinelId, org.bolabaden.outrider.registry.Endpoint> invented = Scene.others(0, 103);
        Scene scene = Scene.calm().says(3, OTHER, 1, invented);
        for (int fake = 4; fake <= 103; fake++) {
            scene.says(fake, OTHER, 9, invented);
        }
        assertThat(scene.master(OTHER).offered()).contains(OLD);

        assertThat(scene.names(1, NEW, 2).names(2, NEW, 2).master(NEW).offered())
                .contains(NEW);
    }

    @Test
    void aSentinelThatLagsChangesNothing() {
        Scene scene =
                Scene.calm().votedFor(NEW, 2).names(1, NEW, 2).names(2, NEW, 2).master(OLD);

        assertThat(scene.names(3, OLD, 1).offered()).contains(NEW);
    }

    @Test
    void aMajorityThatComesBackWithOldConfigurationsChangesNothing() {
        Scene scene = Scene.calm().votedFor(NEW, 2).all(NEW, 2).master(OLD).all(OLD, 1);

        assertThat(scene.offered()).contains(NEW);
        assertThat(scene.epoch()).isEqualTo(2);
    }

    @Test
    void aSentinelInTiltHasNoWord() {
        Scene scene =
                Scene.calm().hears(3, new SentinelEvent.Tilt(true)).master(NEW).names(1, NEW, 2);
        assertThat(scene.names(3, NEW, 2).offered()).contains(OLD);

        assertThat(scene.hears(3, new SentinelEvent.Tilt(false)).offered()).contains(NEW);
    }

    @Test
    void aTiltWhoseEndWasNotHeardIsOverAfterThirtyFiveSeconds() {
        Scene scene = Scene.calm()
                .hears(3, new SentinelEvent.Tilt(true))
                .after(36)
                .names(1, NEW, 2)
                .names(3, NEW, 2);

        assertThat(scene.master(NEW).offered()).contains(NEW);
    }

    @Test
    void oneSentinelThatSeesTheWorldOtherwiseDoesNotHoldUpAStart() {
        Scene scene = Scene.fresh().names(1, OLD, 1).names(2, OLD, 1).names(3, OLD, 1, SUBJECTIVELY_DOWN);

        assertThat(scene.master(OLD).offered()).contains(OLD);
    }

    @Test
    void aFailoverThatNeverComesToAnEndDoesNotHoldUpAStart() {
        Scene scene = Scene.fresh().all(OLD, 1).tries(1, 2).votes(1, 1, 2).votes(2, 1, 2);
        assertThat(scene.master(OLD).offered()).isEmpty();

        assertThat(scene.after(10.1).master(OLD).offered()).contains(OLD);
    }
}
