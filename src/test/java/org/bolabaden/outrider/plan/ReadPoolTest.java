package org.bolabaden.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.plan.Situation.NOW;
import static org.bolabaden.outrider.plan.Situation.verdict;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.MaintenanceWindow.Mode;
import org.bolabaden.outrider.registry.Weight;
import org.bolabaden.outrider.sentinel.Primary;
import org.junit.jupiter.api.Test;

class ReadPoolTest {
    private static final Backend ONE = Situation.local("node1");
    private static final Backend TWO = Situation.peer("node2");
    private static final Backend READS_ONE = TestBackends.local("site-ro", "node1", 80);
    private static final Backend READS_TWO = TestBackends.peer("site-ro", "node2", 80);
    private static final Primary IS_ONE =
            new Primary.Offered(ONE.id(), NOW.minusSeconds(9), Optional.empty(), "it says so");

    /** The first is the primary and so is down as a replica. */
    private static Situation replicaIs(Status status) {
        return new Situation()
                .readPool("site-ro")
                .primary(IS_ONE)
                .up(ONE, TWO)
                .with(READS_ONE, Status.DOWN)
                .with(READS_TWO, status);
    }

    private static List<BackendId> reads(Situation situation) {
        return situation.service("site-ro").servers().stream()
                .filter(ServerPlan::serving)
                .map(server -> server.backend().id())
                .toList();
    }

    @Test
    void theReplicasAnswerReadsAndThePrimaryDoesNot() {
        assertThat(reads(replicaIs(Status.UP))).containsExactly(READS_TWO.id());
        assertThat(replicaIs(Status.UP).service("site-ro").exclusive()).isFalse();
    }

    @Test
    void thePrimaryAnswersReadsWhileNoReplicaCan() {
        for (Status away : List.of(Status.DOWN, Status.UNVERIFIED)) {
            Situation situation = replicaIs(away);

            assertThat(reads(situation)).containsExactly(READS_ONE.id());
            assertThat(situation.service("site-ro").servers().getFirst().asIfUp())
                    .isTrue();
            assertThat(situation.service("site-ro").servers().getFirst().reason())
                    .startsWith("the primary, answers reads because no replica can; down");
        }
    }

    @Test
    void aReplicaThatIsHeldOrInAWindowIsBetterThanThePrimary() {
        assertThat(reads(replicaIs(Status.HELD))).containsExactly(READS_TWO.id());
        assertThat(reads(replicaIs(Status.UP).nodeWindow("node2", Mode.DRAIN))).containsExactly(READS_TWO.id());
    }

    @Test
    void aPrimaryThatIsDownWithheldOrOnlyAssumedAnswersNoReads() {
        Situation dead = new Situation()
                .readPool("site-ro")
                .primary(IS_ONE)
                .with(ONE, Held.of(verdict(Status.DOWN)))
                .with(READS_ONE, Status.DOWN)
                .with(READS_TWO, Status.DOWN);

        assertThat(reads(dead)).isEmpty();
        assertThat(reads(replicaIs(Status.DOWN).primary(new Primary.Withheld(NOW, "stale"))))
                .isEmpty();
        assertThat(reads(replicaIs(Status.DOWN).primary(new Primary.Unknown(Set.of(ONE.id()), "nothing yet"))))
                .isEmpty();
    }

    @Test
    void aPanicDoesNotBringADeadReplicaBack() {
        Situation situation = replicaIs(Status.DOWN).panicBelow(100);

        assertThat(situation.service("site-ro").panic()).isEmpty();
        assertThat(situation.service("site-ro").servers())
                .filteredOn(server -> server.admin() == Admin.READY)
                .extracting(server -> server.backend().id())
                .containsExactly(READS_ONE.id());
    }

    @Test
    void aPrimaryWhoseReadsAreDrainedByForceAnswersNone() {
        Target reads = new Target.OfBackend(READS_ONE.id());

        assertThat(reads(replicaIs(Status.DOWN).drained(reads, false))).containsExactly(READS_ONE.id());
        assertThat(reads(replicaIs(Status.DOWN).drained(reads, true))).isEmpty();
        assertThat(reads(replicaIs(Status.DOWN).drained(new Target.OfBackend(READS_TWO.id()), true)))
                .containsExactly(READS_ONE.id());
    }

    @Test
    void aReplicaWithoutAWeightIsNobodyWhoAnswersReads() {
        Backend idle = TestBackends.backend("site-ro", "node2", 80, false, Weight.ZERO);
        Situation situation = new Situation()
                .readPool("site-ro")
                .primary(IS_ONE)
                .up(ONE, TWO)
                .with(READS_ONE, Status.DOWN)
                .up(idle);

        assertThat(reads(situation)).contains(READS_ONE.id());
    }
}
