package org.bolabaden.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.plan.Situation.NOW;
import static org.bolabaden.outrider.plan.Situation.local;
import static org.bolabaden.outrider.plan.Situation.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.MaintenanceWindow.Mode;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.sentinel.Primary;
import org.junit.jupiter.api.Test;

class DrainTest {
    private static final String WORDS = "drained since 2026-11-22T10:00:00Z: new kernel, until 2026-11-22T10:30:00Z";
    private static final Backend ONE = peer("node1");
    private static final Backend TWO = peer("node2");
    private static final Backend THREE = peer("node3");
    private static final Backend HERE = local("node4");

    private static Target node(Backend backend) {
        return new Target.OfNode(backend.node());
    }

    private static Primary offered(Backend backend) {
        return new Primary.Offered(backend.id(), NOW, Optional.empty(), "it says so");
    }

    @Test
    void whoIsDrainedTakesNoNewSessionsAndTheOthersServe() {
        Situation situation = new Situation().drained(node(ONE), false).up(ONE, TWO);

        assertThat(situation.server(ONE).admin()).isEqualTo(Admin.DRAIN);
        assertThat(situation.server(ONE).reason()).isEqualTo("up, takes no new sessions: " + WORDS);
        assertThat(situation.server(TWO).serving()).isTrue();
    }

    @Test
    void thePeersServeWhileTheLocalBackendIsDrained() {
        Situation situation = new Situation().drained(node(HERE), false).up(HERE, ONE);

        assertThat(situation.server(HERE).admin()).isEqualTo(Admin.DRAIN);
        assertThat(situation.server(ONE).role()).isEqualTo(Role.ACTIVE);
    }

    @Test
    void theLastOneServesThoughItIsDrainedUnlessThatIsForced() {
        Situation kept = new Situation().drained(node(ONE), false).up(ONE).down(TWO);
        Situation forced = new Situation().drained(node(ONE), true).up(ONE).down(TWO);

        assertThat(kept.server(ONE).serving()).isTrue();
        assertThat(kept.server(ONE).reason()).endsWith(WORDS + ", but nobody else can serve");
        assertThat(forced.server(ONE).admin()).isEqualTo(Admin.DRAIN);
    }

    @Test
    void whoIsHeldServesWhileTheOnlyOneThatIsUpIsDrainedByForce() {
        Situation situation = new Situation().drained(node(ONE), true).up(ONE).with(TWO, Status.HELD);

        assertThat(situation.server(ONE).admin()).isEqualTo(Admin.DRAIN);
        assertThat(situation.server(TWO).serving()).isTrue();
    }

    @Test
    void aWindowGivesWayToADrain() {
        Situation situation = new Situation()
                .nodeWindow("node2", Mode.DRAIN)
                .drained(node(ONE), false)
                .up(ONE, TWO);

        assertThat(situation.server(ONE).admin()).isEqualTo(Admin.DRAIN);
        assertThat(situation.server(TWO).serving()).isTrue();
    }

    @Test
    void aPanicBringsNobodyBackWhoIsDrained() {
        Situation situation = new Situation()
                .panicBelow(80)
                .drained(node(ONE), false)
                .drained(node(TWO), false)
                .up(ONE, HERE)
                .down(TWO, THREE);

        assertThat(situation.service("site").panic()).isPresent();
        assertThat(situation.server(ONE).admin()).isEqualTo(Admin.DRAIN);
        assertThat(situation.server(TWO).admin()).isEqualTo(Admin.MAINT);
        assertThat(situation.server(TWO).reason()).endsWith("; " + WORDS);
        assertThat(situation.server(THREE).asIfUp()).isTrue();
    }

    @Test
    void whoIsDrainedIsNoEvidenceForAPanic() {
        Situation situation = new Situation()
                .panicBelow(60)
                .drained(node(ONE), false)
                .drained(node(TWO), false)
                .down(ONE, TWO)
                .up(THREE);

        assertThat(situation.service("site").panic()).isEmpty();
    }

    @Test
    void eventsOfWhatIsDrainedAreMuted() {
        Situation situation = new Situation().drained(node(ONE), false).up(ONE, TWO);

        assertThat(situation.service("site").muted(ONE.id())).contains(WORDS);
        assertThat(situation.service("site").muted(TWO.id())).isEmpty();
        assertThat(situation.mutes().reason(ONE)).contains(WORDS);
    }

    @Test
    void aPlanIsDueWhenTheNextDrainEnds() {
        assertThat(new Situation()
                        .drained(node(ONE), false)
                        .up(ONE, TWO)
                        .decide()
                        .again())
                .contains(NOW.plus(Duration.ofMinutes(30)));
    }

    @Test
    void whoIsUndrainedStartsSlowly() {
        Decision drained = new Situation()
                .slowStart(Duration.ofSeconds(10))
                .drained(node(ONE), false)
                .up(ONE, TWO)
                .decide();
        Instant end = NOW.plusSeconds(60);
        Decision back = ramping(drained, end);

        assertThat(weight(back, ONE)).isEqualTo(10);
        assertThat(weight(back, TWO)).isEqualTo(100);
        assertThat(back.again()).contains(end.plusSeconds(1));
        assertThat(weight(ramping(back, end.plusSeconds(5)), ONE)).isEqualTo(55);
        assertThat(weight(ramping(back, end.plusSeconds(10)), ONE)).isEqualTo(100);
        assertThat(ramping(back, end.plusSeconds(10)).memory().undrained()).isEmpty();
    }

    private static Decision ramping(Decision before, Instant now) {
        return new Situation()
                .slowStart(Duration.ofSeconds(10))
                .up(ONE, TWO)
                .after(before)
                .at(now)
                .decide();
    }

    private static int weight(Decision decision, Backend backend) {
        return decision.plan().services().get(new ServiceName("site")).servers().stream()
                .filter(server -> server.backend().equals(backend))
                .mapToInt(server -> server.weight().value())
                .sum();
    }

    @Test
    void withoutSlowStartNothingIsRemembered() {
        Decision drained =
                new Situation().drained(node(ONE), false).up(ONE, TWO).decide();

        assertThat(new Situation().up(ONE, TWO).after(drained).decide().memory().undrained())
                .isEmpty();
    }

    @Test
    void aDrainedReplicaIsOutAsEverAndThePrimaryStays() {
        Situation replica =
                new Situation().primary(offered(ONE)).drained(node(TWO), false).up(ONE, TWO);

        assertThat(replica.server(ONE).serving()).isTrue();
        assertThat(replica.server(TWO).admin()).isEqualTo(Admin.MAINT);
        assertThat(replica.server(TWO).reason()).endsWith("; " + WORDS);
    }

    @Test
    void aDrainMovesNoPrimary() {
        ServerPlan server = new Situation()
                .primary(offered(ONE))
                .drained(node(ONE), false)
                .up(ONE, TWO)
                .server(ONE);

        assertThat(server.serving()).isTrue();
        assertThat(server.reason()).endsWith(WORDS + ", but nobody else can serve");
    }

    @Test
    void aPrimaryThatIsDrainedByForceKeepsItsSessionsAndNobodyElseGetsAny() {
        Situation situation =
                new Situation().primary(offered(ONE)).drained(node(ONE), true).up(ONE, TWO);

        assertThat(situation.server(ONE).admin()).isEqualTo(Admin.DRAIN);
        assertThat(situation.server(TWO).admin()).isEqualTo(Admin.MAINT);
    }

    @Test
    void readsOfADrainedReplicaGoToThePrimary() {
        Backend readsOne = TestBackends.peer("site-ro", "node1", 80);
        Backend readsTwo = TestBackends.peer("site-ro", "node2", 80);
        Situation situation = new Situation()
                .readPool("site-ro")
                .primary(offered(ONE))
                .up(ONE, TWO)
                .with(readsOne, Status.DOWN)
                .with(readsTwo, Status.UP)
                .drained(new Target.OfBackend(TWO.id()), true);

        assertThat(situation.service("site-ro").servers())
                .extracting(server -> server.backend().id(), ServerPlan::admin)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(readsOne.id(), Admin.READY),
                        org.assertj.core.groups.Tuple.tuple(readsTwo.id(), Admin.DRAIN));
    }

    @Property(tries = 500)
    void whateverIsDrainedSomebodyServesWhileAnyoneIsUpUnlessItIsForced(@ForAll long seed) {
        Random random = new Random(seed);
        List<Backend> all = List.of(ONE, TWO, THREE, HERE);
        Situation situation = new Situation();
        for (Backend backend : all) {
            situation.with(backend, Status.values()[random.nextInt(Status.values().length)]);
        }
        if (random.nextBoolean()) {
            situation.panicBelow(50);
        }
        if (random.nextBoolean()) {
            situation.nodeWindow("node2", Mode.DRAIN);
        }
        for (Backend backend : all) {
            if (random.nextBoolean()) {
                situation.drained(node(backend), false);
            }
        }

        boolean alive = situation.circumstances().held().values().stream()
                .anyMatch(held -> held.verdict().alive());
        if (alive) {
            assertThat(situation.servers()).anyMatch(ServerPlan::serving);
        }
    }

    @Property(tries = 500)
    void whoIsDrainedByForceNeverTakesASession(@ForAll long seed) {
        Random random = new Random(seed);
        Situation situation = new Situation().panicBelow(random.nextInt(1, 100)).drained(node(ONE), true);
        for (Backend backend : List.of(ONE, TWO, THREE, HERE)) {
            situation.with(backend, Status.values()[random.nextInt(Status.values().length)]);
        }

        assertThat(situation.server(ONE).serving()).isFalse();
    }
}
