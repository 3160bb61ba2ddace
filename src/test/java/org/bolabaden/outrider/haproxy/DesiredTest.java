package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.registry.Weight;
import org.junit.jupiter.api.Test;

/** The plan in the terms of an HAProxy that has a backend of the service's name. */
class DesiredTest {
    private static final ServiceName REDIS = new ServiceName("redis");
    private static final Backend OWN = TestBackends.local("redis", "node1", 6_379);
    private static final Backend PEER = TestBackends.peer("redis", "node2", 6_379);
    private static final Binding BINDING = new Binding(Map.of(REDIS, "redis"), Map.of());

    private final Map<ServerRef, ServerState> actual = new LinkedHashMap<>();

    private DesiredTest found(String backend, String server) {
        ServerRef ref = new ServerRef(backend, server);
        actual.put(ref, new ServerState(ref, Optional.empty(), 6_379, 2, 0, 100, 100, Optional.empty(), 6));
        return this;
    }

    private static ServerPlan planned(Backend backend, Role role) {
        return new ServerPlan(backend, Admin.READY, new Weight(70), role, Optional.empty(), "a test says so");
    }

    private static Plan plan(boolean exclusive, Backend... backends) {
        List<ServerPlan> servers =
                Stream.of(backends).map(one -> planned(one, Role.ACTIVE)).toList();
        return new Plan(
                1,
                Map.of(
                        REDIS,
                        new ServicePlan(
                                TestBackends.service(backends), servers, Optional.empty(), Map.of(), exclusive)));
    }

    private static Plan plan(Role role, Backend backend, Backend... others) {
        List<Backend> all = Stream.concat(Stream.of(backend), Stream.of(others)).toList();
        return new Plan(1, Map.of(REDIS, new ServicePlan(TestBackends.service(all), List.of(planned(backend, role)))));
    }

    private Desired desired(Plan plan, Binding binding, Set<ServerRef> backups) {
        ActualState state = new ActualState(new WorkerInfo(1, "3.2", 1), actual, Map.of(), Map.of());
        return Desired.of(plan, binding, state, backups::contains);
    }

    private List<Desired.Pool> pools(Plan plan) {
        return desired(plan, BINDING, Set.of()).pools();
    }

    private static ServerRef ref(String backend, Backend server) {
        return new ServerRef(backend, server.id().serverName());
    }

    @Test
    void peersStandByForTheServerOnThisNode() {
        found("redis", "by-hand");

        assertThat(pools(plan(false, OWN, PEER)).getFirst().servers())
                .extracting(Desired.Server::ref, Desired.Server::backup)
                .containsExactly(tuple(ref("redis", OWN), false), tuple(ref("redis", PEER), true));
    }

    @Test
    void nobodyStandsByWhereThereIsNoServerOnThisNodeNorWhereOneAloneMayHaveSessions() {
        found("redis", "by-hand");

        assertThat(pools(plan(false, PEER)).getFirst().servers()).noneMatch(Desired.Server::backup);
        assertThat(pools(plan(true, OWN, PEER)).getFirst().servers()).noneMatch(Desired.Server::backup);
        assertThat(pools(plan(true, OWN, PEER)).getFirst().exclusive()).isTrue();
        assertThat(pools(plan(false, OWN, PEER)).getFirst().exclusive()).isFalse();
    }

    @Test
    void aBackendForThisNodesServersHasThoseAlone() {
        found("redis", "by-hand").found("redis:local", "node9:6379").found("redis:local", "by-hand");
        found("redis:local", "node1:6379").found("web", "node9:6379");

        List<Desired.Pool> pools = pools(plan(false, OWN, PEER));

        assertThat(pools).hasSize(2);
        assertThat(pools.getLast().servers()).extracting(Desired.Server::ref).containsExactly(ref("redis:local", OWN));
        assertThat(pools.getLast().surplus()).containsExactly(new ServerRef("redis:local", "node9:6379"));
    }

    @Test
    void withoutSuchABackendOrSuchAServerThereIsNoSuchPool() {
        found("redis", "by-hand");
        assertThat(pools(plan(false, OWN, PEER))).hasSize(1);

        found("redis:local", "by-hand");
        assertThat(pools(plan(false, PEER))).hasSize(1);
    }

    @Test
    void aFallbackThatHaproxyDoesNotKnowAsBackupGetsNothing() {
        found("redis", "node2:6379");
        Plan plan = plan(Role.FALLBACK, PEER, OWN);
        ServerRef peer = ref("redis", PEER);

        assertThat(desired(plan, BINDING, Set.of()).byRef().get(peer).weight()).isEqualTo(Weight.ZERO);
        assertThat(desired(plan, BINDING, Set.of(peer)).byRef().get(peer).weight())
                .isEqualTo(new Weight(70));
    }

    @Test
    void aFallbackThatIsYetToBeAddedIsAddedAsBackupWithItsWeight() {
        found("redis", "by-hand");
        ServerRef peer = ref("redis", PEER);

        assertThat(desired(plan(Role.FALLBACK, PEER, OWN), BINDING, Set.of())
                        .byRef()
                        .get(peer))
                .extracting(Desired.Server::backup, Desired.Server::weight)
                .containsExactly(true, new Weight(70));
        assertThat(desired(plan(Role.FALLBACK, PEER), BINDING, Set.of())
                        .byRef()
                        .get(peer)
                        .weight())
                .as("nobody is on this node, so nobody stands by")
                .isEqualTo(Weight.ZERO);
        assertThat(desired(plan(Role.ACTIVE, PEER), BINDING, Set.of())
                        .byRef()
                        .get(peer)
                        .weight())
                .isEqualTo(new Weight(70));
    }

    @Test
    void whatIsBoundGoesByItsNameInHaproxy() {
        ServerRef cache = new ServerRef("redis", "cache");
        found("redis", "cache");
        Binding bound = new Binding(Map.of(REDIS, "redis"), Map.of(PEER.id(), cache));

        assertThat(desired(plan(false, PEER), bound, Set.of()).byRef()).containsOnlyKeys(cache);
        assertThat(desired(plan(false, PEER), BINDING, Set.of()).byRef()).containsOnlyKeys(ref("redis", PEER));
    }

    @Test
    void anAddressThatTheRegistryGivesAsALiteralIsKnownThoughThePlanHasNone() {
        found("redis", "by-hand");
        Backend literal = TestBackends.peer("redis", "10.0.0.2", 6_379);
        InetAddress other = InetAddress.ofLiteral("10.0.0.7");

        assertThat(pools(plan(false, PEER)).getFirst().servers().getFirst().address())
                .isEmpty();
        assertThat(pools(plan(false, literal)).getFirst().servers().getFirst().address())
                .contains(InetAddress.ofLiteral("10.0.0.2"));
        Plan resolved = new Plan(
                1,
                Map.of(
                        REDIS,
                        new ServicePlan(
                                TestBackends.service(literal),
                                List.of(planned(literal, Role.ACTIVE).at(Optional.of(other))))));
        assertThat(pools(resolved).getFirst().servers().getFirst().address()).contains(other);
    }

    @Test
    void aServerThatIsAddedHasAWeightOfAtLeastOne() {
        found("redis", "by-hand");
        Backend idle = TestBackends.backend("redis", "node2", 6_379, false, Weight.ZERO);
        Backend heavy = TestBackends.backend("redis", "node3", 6_379, false, new Weight(200));

        assertThat(pools(plan(false, idle, heavy)).getFirst().servers())
                .extracting(Desired.Server::initialWeight)
                .containsExactly(new Weight(1), new Weight(200));
    }

    @Test
    void aServerThatSpeaksTlsIsNotAddedAtRunTimeAndIsAmongThoseThatAreReachedByAUrl() {
        Plan plan =
                Plans.service("site").http().ready("node1", 80).tls("edge.org").plan();
        Binding binding = new Binding(Map.of(new ServiceName("site"), "site"), Map.of());

        found("site", "by-hand");
        assertThat(desired(plan, binding, Set.of()).pools().getFirst().servers())
                .extracting(server -> server.ref().backend(), Desired.Server::addable)
                .containsExactly(tuple("site", true), tuple("site", false));

        found("site:edge", "by-hand");
        assertThat(desired(plan, binding, Set.of()).pools().getFirst().servers())
                .extracting(server -> server.ref().backend())
                .containsExactly("site", "site:edge");
    }

    @Test
    void whatIsLeftOverInEitherBackendShallGo() {
        found("redis", "node8:6379").found("redis:edge", "node9:6379").found("redis", "by-hand");

        assertThat(pools(plan(false, PEER)).getFirst().surplus())
                .containsExactly(new ServerRef("redis", "node8:6379"), new ServerRef("redis:edge", "node9:6379"));
    }

    @Test
    void aServiceWithoutBackendsEmptiesNoPoolAndOneThatHaproxyDoesNotHaveIsLeftAlone() {
        found("redis", "node2:6379");
        Plan empty = new Plan(1, Map.of(REDIS, new ServicePlan(TestBackends.service(PEER), List.of())));

        assertThat(pools(empty)).isEmpty();
        assertThat(desired(plan(false, PEER), Binding.NONE, Set.of()).pools()).isEmpty();
    }
}
