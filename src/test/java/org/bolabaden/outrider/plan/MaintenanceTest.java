package org.bolabaden.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.plan.Situation.NOW;
import static org.bolabaden.outrider.plan.Situation.local;
import static org.bolabaden.outrider.plan.Situation.peer;

import java.time.Duration;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.MaintenanceWindow.Mode;
import org.junit.jupiter.api.Test;

class MaintenanceTest {
    private static final String OPEN = "maintenance until 2026-11-22T11:00:00Z (new disk)";
    private static final Backend ONE = peer("node1");
    private static final Backend TWO = peer("node2");
    private static final Backend HERE = local("node3");

    @Test
    void theBackendsOfANodeThatIsDrainedTakeNoNewSessionsWhileOthersServe() {
        Situation situation = new Situation().nodeWindow("node1", Mode.DRAIN).up(ONE, TWO);

        assertThat(situation.server(ONE).admin()).isEqualTo(Admin.DRAIN);
        assertThat(situation.server(ONE).reason()).endsWith(OPEN);
        assertThat(situation.server(TWO).serving()).isTrue();
    }

    @Test
    void thePeersServeWhileTheLocalBackendIsDrained() {
        Situation situation = new Situation().nodeWindow("node3", Mode.DRAIN).up(HERE, ONE);

        assertThat(situation.server(HERE).admin()).isEqualTo(Admin.DRAIN);
        assertThat(situation.server(ONE).role()).isEqualTo(Role.ACTIVE);
    }

    @Test
    void theLastOneIsNeverDrained() {
        Situation alone =
                new Situation().nodeWindow("node1", Mode.DRAIN).up(ONE).down(TWO);
        Situation all = new Situation().serviceWindow("site", Mode.DRAIN).up(ONE, TWO);

        assertThat(alone.server(ONE).serving()).isTrue();
        assertThat(alone.server(ONE).reason()).endsWith(OPEN + ", but nobody else can serve");
        assertThat(all.servers()).allMatch(ServerPlan::serving);
    }

    @Test
    void aDrainedBackendThatDiesIsInMaintenance() {
        assertThat(new Situation()
                        .nodeWindow("node1", Mode.DRAIN)
                        .down(ONE)
                        .up(TWO)
                        .server(ONE)
                        .admin())
                .isEqualTo(Admin.MAINT);
    }

    @Test
    void afterARestartOfOursSessionsOnADrainedServerGoOn() {
        assertThat(new Situation()
                        .nodeWindow("node1", Mode.DRAIN)
                        .unverified(ONE)
                        .up(TWO)
                        .server(ONE)
                        .admin())
                .isEqualTo(Admin.DRAIN);
    }

    @Test
    void aWindowThatMutesLeavesTrafficAlone() {
        Situation situation = new Situation().serviceWindow("site", Mode.MUTE).up(ONE, TWO);

        assertThat(situation.servers()).allMatch(ServerPlan::serving);
        assertThat(situation.service("site").allMuted()).contains(OPEN);
    }

    @Test
    void aNodesWindowMutesItsBackendsAlone() {
        Situation situation = new Situation().nodeWindow("node1", Mode.MUTE).up(ONE, TWO);

        assertThat(situation.service("site").muted(ONE.id())).contains(OPEN);
        assertThat(situation.service("site").muted(TWO.id())).isEmpty();
        assertThat(situation.service("site").allMuted()).isEmpty();
    }

    @Test
    void thePlanIsMadeAgainWhenAWindowOpensAndWhenItCloses() {
        Situation situation = new Situation().nodeWindow("node1", Mode.DRAIN).up(ONE, TWO);

        assertThat(situation.at(NOW.minusSeconds(5)).decide().again()).contains(NOW);
        assertThat(situation.at(NOW).decide().again()).contains(NOW.plus(Duration.ofHours(1)));
        assertThat(situation.at(NOW.plus(Duration.ofHours(1))).decide().again()).isEmpty();
        assertThat(situation.server(ONE).serving()).isTrue();
    }

    @Test
    void theEventsOfAServiceAreMutedWhileWhatItDependsOnIsDown() {
        Backend database = TestBackends.peer("database", "node1", 5432);
        Situation down = new Situation().dependsOn("site", "database").up(ONE).down(database);
        Situation up = new Situation().dependsOn("site", "database").up(ONE, database);

        assertThat(down.service("site").allMuted()).contains("depends on database, which is down");
        assertThat(down.service("database").allMuted()).isEmpty();
        assertThat(down.server(ONE).serving()).isTrue();
        assertThat(up.service("site").allMuted()).isEmpty();
    }
}
