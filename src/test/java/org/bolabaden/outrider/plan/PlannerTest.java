package org.bolabaden.outrider.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.TestBackends.local;
import static org.bolabaden.outrider.TestBackends.peer;
import static org.bolabaden.outrider.TestBackends.registry;
import static org.bolabaden.outrider.TestBackends.service;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.health.Evidence;
import org.bolabaden.outrider.health.Latency;
import org.bolabaden.outrider.health.Rule;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.MaintenanceWindow.Mode;
import org.bolabaden.outrider.registry.PoolRules;
import org.bolabaden.outrider.registry.Weight;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final Backend LOCAL = local("redis", "node1", 6379);
    private static final Backend PEER = peer("redis", "node2", 6379);
    private static final Backend OTHER_PEER = peer("redis", "node3", 6379);

    private static Verdict verdict(Status status) {
        return new Verdict(status, Instant.EPOCH, "a test says so", Optional.empty());
    }

    private static Map<BackendId, Verdict> verdicts(Object... pairs) {
        Map<BackendId, Verdict> verdicts = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            verdicts.put(((Backend) pairs[i]).id(), verdict((Status) pairs[i + 1]));
        }
        return verdicts;
    }

    private static List<ServerPlan> plan(List<Backend> backends, Map<BackendId, Verdict> verdicts) {
        return Planner.plan(
                        1, Circumstances.judged(registry(service(backends)), PoolRules.NONE, verdicts, Instant.EPOCH))
                .plan()
                .services()
                .values()
                .iterator()
                .next()
                .servers();
    }

    @Test
    void aHealthyLocalBackendServesAloneAndItsPeersStandBy() {
        List<ServerPlan> servers = plan(List.of(LOCAL, PEER), verdicts(LOCAL, Status.UP, PEER, Status.UP));

        assertThat(servers.get(0).serving()).isTrue();
        assertThat(servers.get(1).role()).isEqualTo(Role.FALLBACK);
        assertThat(servers.get(1).admin()).isEqualTo(Admin.READY);
        assertThat(servers.get(1).serving()).isFalse();
    }

    @Test
    void thePeersServeWhenTheLocalBackendIsDown() {
        List<ServerPlan> servers = plan(
                List.of(LOCAL, PEER, OTHER_PEER), verdicts(LOCAL, Status.DOWN, PEER, Status.UP, OTHER_PEER, Status.UP));

        assertThat(servers.get(0).admin()).isEqualTo(Admin.MAINT);
        assertThat(servers.get(1).serving()).isTrue();
        assertThat(servers.get(2).serving()).isTrue();
    }

    @Test
    void withoutALocalBackendTheHealthyPeersShareByWeight() {
        Backend heavy = TestBackends.backend("redis", "node4", 6379, false, new Weight(200));

        List<ServerPlan> servers = plan(List.of(PEER, heavy), verdicts(PEER, Status.UP, heavy, Status.UP));

        assertThat(servers).allMatch(ServerPlan::serving);
        assertThat(servers).extracting(ServerPlan::weight).containsExactly(Weight.DEFAULT, new Weight(200));
    }

    @Test
    void aDeadBackendIsInMaintenanceAndNotJustWithoutWeight() {
        assertThat(plan(List.of(PEER), verdicts(PEER, Status.DOWN)).getFirst().admin())
                .isEqualTo(Admin.MAINT);
    }

    @Test
    void nothingGetsTrafficBeforeItsFirstPassedCheck() {
        assertThat(plan(List.of(PEER), verdicts(PEER, Status.UNVERIFIED))
                        .getFirst()
                        .admin())
                .isEqualTo(Admin.MAINT);
        assertThat(plan(List.of(PEER), Map.of()).getFirst().admin()).isEqualTo(Admin.MAINT);
    }

    @Test
    void aLocalBackendThatNoCheckHasPassedYetTakesNobodyElsesShare() {
        Map<BackendId, Verdict> verdicts = verdicts(PEER, Status.UP);
        verdicts.put(
                LOCAL.id(),
                new Verdict(Status.UP, Instant.EPOCH, "it was serving", Optional.empty(), Rule.ADOPTED, Evidence.NONE));

        List<ServerPlan> servers = plan(List.of(LOCAL, PEER), verdicts);

        assertThat(servers).allMatch(ServerPlan::serving);
        assertThat(servers.get(0).reason()).isEqualTo("it was serving");
    }

    @Test
    void aHeldBackendStaysOutWhileAnotherIsUp() {
        List<ServerPlan> servers = plan(List.of(LOCAL, PEER), verdicts(LOCAL, Status.HELD, PEER, Status.UP));

        assertThat(servers.get(0).admin()).isEqualTo(Admin.MAINT);
        assertThat(servers.get(1).serving()).isTrue();
    }

    @Test
    void heldBackendsServeWhenNobodyIsUpSoThatDampingNeverEmptiesAService() {
        List<ServerPlan> servers =
                plan(List.of(PEER, OTHER_PEER), verdicts(PEER, Status.HELD, OTHER_PEER, Status.DOWN));

        assertThat(servers.get(0).serving()).isTrue();
        assertThat(servers.get(0).asIfUp()).isFalse();
        assertThat(servers.get(0).reason()).startsWith("held, serves because nobody else is up: ");
        assertThat(servers.get(1).admin()).isEqualTo(Admin.MAINT);
    }

    @Provide
    Arbitrary<List<Pick>> picks() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(Status.values()),
                        Arbitraries.integers().between(0, 256))
                .as(Pick::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    record Pick(boolean local, Status status, int weight) {}

    @Property
    void whateverTheVerdictsThePlanKeepsItsPromises(@ForAll("picks") List<Pick> picks) {
        List<Backend> backends = new java.util.ArrayList<>();
        Map<BackendId, Verdict> verdicts = new HashMap<>();
        for (int i = 0; i < picks.size(); i++) {
            Pick pick = picks.get(i);
            Backend backend = TestBackends.backend("redis", "node" + i, 6379, pick.local(), new Weight(pick.weight()));
            backends.add(backend);
            verdicts.put(backend.id(), verdict(pick.status()));
        }

        List<ServerPlan> servers = plan(backends, verdicts);

        boolean heldServe = picks.stream().noneMatch(pick -> pick.status() == Status.UP && pick.weight() > 0);
        Predicate<Pick> mayServe = pick -> pick.status() == Status.UP || (pick.status() == Status.HELD && heldServe);
        boolean localUp = picks.stream().anyMatch(pick -> pick.local() && mayServe.test(pick));
        for (int i = 0; i < picks.size(); i++) {
            Pick pick = picks.get(i);
            ServerPlan server = servers.get(i);
            boolean up = mayServe.test(pick);
            assertThat(server.admin()).isEqualTo(up ? Admin.READY : Admin.MAINT);
            assertThat(server.serving()).isEqualTo(up && pick.weight() > 0 && (pick.local() || !localUp));
            assertThat(server.reason()).isNotBlank();
        }
    }

    private static Circumstances generated(long seed) {
        Random random = new Random(seed);
        Situation situation = new Situation()
                .slowStart(Duration.ofSeconds(30))
                .latencyFloor(20)
                .panicBelow(40);
        if (random.nextBoolean()) {
            situation.nodeWindow("node0", random.nextBoolean() ? Mode.DRAIN : Mode.MUTE);
        }
        if (random.nextInt(4) == 0) {
            situation.serviceWindow("site", Mode.DRAIN);
        }
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
            Backend backend = TestBackends.backend(
                    "site", "node" + i, 80, random.nextInt(3) == 0, new Weight(random.nextInt(257)));
            Status status = Status.values()[random.nextInt(Status.values().length)];
            situation.with(
                    backend,
                    new Held(
                            Situation.verdict(status),
                            new Latency(random.nextDouble() * 1e8 + 1, random.nextInt(6)),
                            Optional.of(Situation.NOW.minusMillis(random.nextInt(40_000)))
                                    .filter(recently -> status == Status.UP && random.nextBoolean())));
        }
        return situation.circumstances();
    }

    @Property
    void theSameCircumstancesGiveTheSamePlan(@ForAll long seed) {
        assertThat(Planner.plan(7, generated(seed))).isEqualTo(Planner.plan(7, generated(seed)));
    }

    @Property
    void withAllRulesAtWorkThePlanStillKeepsItsPromises(@ForAll long seed) {
        Circumstances circumstances = generated(seed);
        Decision decision = Planner.plan(1, circumstances);
        ServicePlan plan = decision.plan().services().values().iterator().next();

        boolean couldServe = false;
        for (ServerPlan server : plan.servers()) {
            int full = server.backend().weight().value();
            boolean alive = circumstances.alive(server.backend().id());
            boolean ready = server.admin() == Admin.READY;
            couldServe |= alive && full > 0;
            assertThat(server.weight().value()).isBetween(ready && full > 0 ? 1 : 0, full);
            assertThat(server.asIfUp()).isIn(ready && !alive, ready);
            assertThat(server.asIfUp()).isIn(false, plan.panic().isPresent());
            assertThat(server.reason()).isNotBlank();
        }
        if (couldServe) {
            assertThat(plan.servers())
                    .anyMatch(server -> server.admin() == Admin.READY
                            && server.weight().value() > 0
                            && circumstances.alive(server.backend().id()));
        }
        decision.again().ifPresent(again -> assertThat(again).isAfter(circumstances.now()));
    }
}
