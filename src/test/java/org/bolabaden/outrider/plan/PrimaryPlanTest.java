package org.bolabaden.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.plan.Situation.NOW;
import static org.bolabaden.outrider.plan.Situation.local;
import static org.bolabaden.outrider.plan.Situation.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.health.Latency;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.MaintenanceWindow.Mode;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.registry.Weight;
import org.bolabaden.outrider.sentinel.Epoch;
import org.bolabaden.outrider.sentinel.Primary;
import org.junit.jupiter.api.Test;

class PrimaryPlanTest {
    private static final Backend HERE = local("node1");
    private static final Backend TWO = peer("node2");
    private static final Backend THREE = peer("node3");

    private static Primary offered(Backend backend) {
        return new Primary.Offered(backend.id(), NOW, Optional.of(new Epoch(7)), "3 of 3 sentinels and itself");
    }

    private static Primary unknown(Backend... serving) {
        return new Primary.Unknown(
                Set.copyOf(Stream.of(serving).map(Backend::id).toList()), "no sentinel has answered");
    }

    private static Held since(Status status, Instant since) {
        return Held.of(new Verdict(status, since, "a test says so", Optional.empty()));
    }

    private static List<BackendId> ready(Situation situation) {
        return situation.servers().stream()
                .filter(server -> server.admin() == Admin.READY)
                .map(server -> server.backend().id())
                .toList();
    }

    @Test
    void theOfferedPrimaryServesAloneWithItsFullWeightAlthoughAHealthyOneIsLocal() {
        Situation situation = new Situation().primary(offered(TWO)).up(HERE, TWO, THREE);

        assertThat(ready(situation)).containsExactly(TWO.id());
        assertThat(situation.server(TWO).serving()).isTrue();
        assertThat(situation.server(TWO).weight()).isEqualTo(Weight.DEFAULT);
        assertThat(situation.server(TWO).reason()).isEqualTo("the primary (epoch 7): 3 of 3 sentinels and itself");
        assertThat(situation.server(HERE).weight()).isEqualTo(Weight.ZERO);
        assertThat(situation.server(HERE).reason()).isEqualTo("replica; the primary is node2:80 (epoch 7)");
        assertThat(situation.servers()).extracting(ServerPlan::role).containsOnly(Role.ACTIVE);
        assertThat(situation.service("site").exclusive()).isTrue();
    }

    @Test
    void aPoolIsNotExclusive() {
        assertThat(new Situation().up(HERE).service("site").exclusive()).isFalse();
    }

    @Test
    void aVerdictFromBeforeTheOfferingDoesNotKeepTheProvenOneOut() {
        Situation situation = new Situation()
                .primary(offered(TWO))
                .with(TWO, since(Status.DOWN, NOW.minusMillis(1)))
                .up(THREE);

        assertThat(ready(situation)).containsExactly(TWO.id());
        assertThat(situation.server(TWO).asIfUp()).isTrue();
    }

    @Test
    void oneThatIsDownSinceTheOfferingIsOutAndNobodyElseServes() {
        for (Duration later : List.of(Duration.ZERO, Duration.ofSeconds(5))) {
            Situation situation = new Situation()
                    .primary(offered(TWO))
                    .with(TWO, since(Status.DOWN, NOW.plus(later)))
                    .up(THREE);

            assertThat(ready(situation)).isEmpty();
            assertThat(situation.server(TWO).reason())
                    .isEqualTo("down: a test says so; the primary (epoch 7); nobody else serves until another one is"
                            + " proven");
        }
    }

    @Test
    void oneThatIsHeldOrNotCheckedYetServesSinceItAnsweredRole() {
        assertThat(ready(new Situation().primary(offered(TWO)).with(TWO, Status.HELD)))
                .containsExactly(TWO.id());
        assertThat(ready(new Situation().primary(offered(TWO)).unverified(TWO))).containsExactly(TWO.id());
    }

    @Test
    void whoServedBeforeAnythingWasProvenGoesOnUnlessItIsDownAndNobodyBegins() {
        Situation situation =
                new Situation().primary(unknown(TWO)).unverified(TWO).up(HERE, THREE);

        assertThat(ready(situation)).containsExactly(TWO.id());
        assertThat(situation.server(HERE).reason()).isEqualTo("not proven to be the primary; no sentinel has answered");
        assertThat(ready(new Situation().primary(unknown(TWO)).down(TWO).up(HERE)))
                .isEmpty();
        assertThat(ready(new Situation().withPrimary().up(HERE, TWO))).isEmpty();
    }

    @Test
    void nobodyServesWhileItIsWithheld() {
        Situation situation = new Situation()
                .primary(new Primary.Withheld(NOW, "node2:80 may be stale"))
                .up(HERE, TWO);

        assertThat(ready(situation)).isEmpty();
        assertThat(situation.server(HERE).reason()).isEqualTo("no primary is offered; node2:80 may be stale");
    }

    @Test
    void nobodyServesWhenTheRegistryNoLongerListsThePrimary() {
        assertThat(ready(new Situation().primary(offered(THREE)).up(HERE, TWO))).isEmpty();
    }

    @Test
    void aWindowDoesNotDrainThePrimaryAndAPanicBelievesInNobodyElse() {
        Situation situation = new Situation()
                .primary(offered(TWO))
                .panicBelow(100)
                .slowStart(Duration.ofMinutes(1))
                .serviceWindow("site", Mode.DRAIN)
                .recovered(TWO, Duration.ofSeconds(1))
                .down(HERE, THREE);

        assertThat(ready(situation)).containsExactly(TWO.id());
        assertThat(situation.server(TWO).weight()).isEqualTo(Weight.DEFAULT);
        assertThat(situation.service("site").panic()).isEmpty();
        assertThat(situation.service("site").muted(TWO.id())).isPresent();
    }

    private static Primary anyPrimary(Random random, List<Backend> backends) {
        BackendId one = backends.get(random.nextInt(backends.size())).id();
        Instant since = NOW.plusSeconds(random.nextInt(3) - 1);
        return switch (random.nextInt(4)) {
            case 0 -> new Primary.Withheld(since, "stale");
            case 1 -> {
                Set<BackendId> serving = new HashSet<>();
                backends.stream()
                        .filter(backend -> random.nextInt(3) == 0)
                        .forEach(backend -> serving.add(backend.id()));
                yield new Primary.Unknown(serving, "nothing yet");
            }
            default ->
                new Primary.Offered(
                        random.nextInt(6) == 0
                                ? TestBackends.peer("site", "gone", 80).id()
                                : one,
                        since,
                        random.nextBoolean() ? Optional.of(new Epoch(random.nextInt(9))) : Optional.empty(),
                        "proof");
        };
    }

    @Property
    void whateverHappensThereAreNeverTwo(@ForAll long seed) {
        Random random = new Random(seed);
        List<Backend> backends = new java.util.ArrayList<>();
        Situation situation = new Situation();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            Backend backend = TestBackends.backend(
                    "site", "node" + i, 80, random.nextInt(3) == 0, new Weight(1 + random.nextInt(256)));
            backends.add(backend);
            Status status = Status.values()[random.nextInt(Status.values().length)];
            Verdict verdict = new Verdict(status, NOW.plusSeconds(random.nextInt(5) - 2), "test", Optional.empty());
            Optional<Instant> recovered = random.nextBoolean() ? Optional.of(NOW.minusSeconds(1)) : Optional.empty();
            situation.with(backend, new Held(verdict, new Latency(random.nextInt(1_000) * 1e6, 5), recovered));
        }
        if (random.nextBoolean()) {
            situation
                    .panicBelow(1 + random.nextInt(100))
                    .slowStart(Duration.ofSeconds(30))
                    .latencyFloor(20);
        }
        if (random.nextInt(3) == 0) {
            situation.nodeWindow("node0", Mode.DRAIN).serviceWindow("site", Mode.DRAIN);
        }
        Primary primary = anyPrimary(random, backends);
        situation.primary(primary);

        ServicePlan plan = situation.service("site");

        List<BackendId> ready = plan.servers().stream()
                .filter(server -> server.admin() != Admin.MAINT)
                .map(server -> server.backend().id())
                .toList();
        assertThat(plan.exclusive()).isTrue();
        assertThat(plan.servers()).allMatch(server -> server.role() == Role.ACTIVE);
        assertThat(plan.servers()).noneMatch(server -> server.admin() == Admin.DRAIN);
        assertThat(plan.servers()).allMatch(server -> !server.reason().isBlank());
        switch (primary) {
            case Primary.Offered offered -> assertThat(ready).isSubsetOf(offered.backend());
            case Primary.Withheld withheld -> assertThat(ready).isEmpty();
            case Primary.Unknown unknown -> assertThat(ready).isSubsetOf(unknown.serving());
        }
        plan.servers().stream()
                .filter(server -> server.admin() == Admin.READY)
                .forEach(server ->
                        assertThat(server.weight()).isEqualTo(server.backend().weight()));
        assertThat(situation.decide().plan().primaries()).isEqualTo(Set.copyOf(ready));
        assertThat(situation.decide().plan().services().get(new ServiceName("site")))
                .isEqualTo(plan);
    }
}
