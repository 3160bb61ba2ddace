package org.bolabaden.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.MaintenanceWindow.Mode;
import org.bolabaden.outrider.registry.Weight;
import org.junit.jupiter.api.Test;

/** A backend of weight 0 is listed and checked, and serves nobody: it is no reason to keep somebody else from serving. */
class WeightlessTest {
    private static final Backend IDLE = TestBackends.backend("site", "node1", 80, false, Weight.ZERO);
    private static final Backend OTHER = Situation.peer("node2");
    private static final Backend THIRD = Situation.peer("node3");

    @Test
    void aHeldBackendServesWhenNobodyElseIsUpThatHasAWeight() {
        Situation situation = new Situation().up(IDLE).with(OTHER, Status.HELD);

        assertThat(situation.server(OTHER).admin()).isEqualTo(ServerPlan.Admin.READY);
        assertThat(situation.server(OTHER).reason()).startsWith("held, serves because nobody else is up");
    }

    @Test
    void aDrainedBackendGoesOnWhenNobodyElseIsUpThatHasAWeight() {
        Situation situation = new Situation().up(IDLE, OTHER).drained(new Target.OfBackend(OTHER.id()), false);

        assertThat(situation.server(OTHER).admin()).isEqualTo(ServerPlan.Admin.READY);
        assertThat(situation.server(OTHER).reason()).endsWith("but nobody else can serve");
    }

    @Test
    void twoOfWhichOneHasNoWeightAreNoPoolToCompareTimesIn() {
        Situation situation =
                new Situation().latencyFloor(25).fast(IDLE, 1).fast(OTHER, 1).fast(THIRD, 50);

        assertThat(situation.server(IDLE).weight()).isEqualTo(Weight.ZERO);
        assertThat(new Situation()
                        .latencyFloor(25)
                        .fast(IDLE, 1)
                        .fast(THIRD, 50)
                        .server(THIRD)
                        .weight())
                .isEqualTo(Weight.DEFAULT);
    }

    @Test
    void whoServesSaysWhy() {
        Backend local = Situation.local("node9");

        assertThat(new Situation().up(local).server(local).reason()).isEqualTo("healthy and local, serves first");
        assertThat(new Situation().up(OTHER).server(OTHER).reason())
                .isEqualTo("healthy, serves because no local backend does");
        assertThat(new Situation().up(local, OTHER).server(OTHER).reason())
                .isEqualTo("healthy, stands by while a local backend serves");
    }

    @Test
    void aBackendThatIsDownAndDrainedSaysBoth() {
        Situation situation = new Situation().up(THIRD).down(OTHER).drained(new Target.OfBackend(OTHER.id()), false);

        assertThat(situation.server(OTHER).admin()).isEqualTo(ServerPlan.Admin.MAINT);
        assertThat(situation.server(OTHER).reason()).startsWith("down: a test says so; drained");
        assertThat(new Situation()
                        .up(THIRD)
                        .down(OTHER)
                        .nodeWindow("node2", Mode.DRAIN)
                        .server(OTHER)
                        .reason())
                .isEqualTo("down: a test says so");
    }
}
