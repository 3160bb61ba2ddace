package org.bolabaden.outrider.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.PrimarySource;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.Weight;
import org.junit.jupiter.api.Test;

class LossTest {
    private static final Backend ONE = TestBackends.peer("site", "node1", 80);
    private static final Backend TWO = TestBackends.peer("site", "node2", 80);
    private static final Backend DATABASE = TestBackends.peer("database", "node1", 5432);
    private static final Backend PRIMARY = TestBackends.peer("redis", "node1", 6379);
    private static final Backend REPLICA = TestBackends.peer("redis", "node2", 6379);
    private static final Backend READS = TestBackends.peer("redis-ro", "node2", 6379);
    private static final Target NODE1 = new Target.OfNode(ONE.node());
    private static final Target NODE2 = new Target.OfNode(TWO.node());

    private static Loss loss(Target target, Drains drains, Registry registry, BackendId... up) {
        Set<BackendId> alive = Set.of(up);
        return Loss.of(target, drains, new Loss.World(registry, alive::contains, Set.of(PRIMARY.id())));
    }

    private static Drains drained(Target target) {
        return Drains.NONE.with(
                new Drain(target, Optional.empty(), Instant.EPOCH, Optional.empty(), false, new NodeName("here")));
    }

    private static Registry site() {
        return TestBackends.registry(TestBackends.service(ONE, TWO));
    }

    private static Service redis() {
        Service plain = TestBackends.service(PRIMARY, REPLICA);
        return new Service(
                plain.name(),
                plain.section(),
                plain.aliases(),
                plain.port(),
                plain.balance(),
                plain.cache(),
                Optional.of(new PrimarySource.ByRole(Optional.empty(), CheckTls.OFF)),
                plain.dependsOn(),
                plain.maintenance(),
                plain.backends());
    }

    private static Service reads() {
        Service plain = TestBackends.service(READS);
        return new Service(
                plain.name(),
                plain.section(),
                plain.aliases(),
                plain.port(),
                plain.balance(),
                plain.cache(),
                plain.primary(),
                plain.dependsOn(),
                plain.maintenance(),
                plain.backends(),
                Optional.of(PRIMARY.id().service()));
    }

    @Test
    void nothingIsLostWhileAnotherOneIsUp() {
        assertThat(loss(NODE1, Drains.NONE, site(), ONE.id(), TWO.id()).isNothing())
                .isTrue();
    }

    @Test
    void theLastHealthyOneIsALossAndIsNamed() {
        Registry registry = TestBackends.registry(TestBackends.service(ONE, TWO), TestBackends.service(DATABASE));
        Loss loss = loss(NODE1, Drains.NONE, registry, ONE.id(), DATABASE.id());

        assertThat(loss.unserved())
                .containsExactly(ONE.id().service(), DATABASE.id().service());
        assertThat(loss).hasToString("nobody else is healthy for site, database");
    }

    @Test
    void whoIsDrainedAlreadyIsNobodyElse() {
        assertThat(loss(NODE1, drained(NODE2), site(), ONE.id(), TWO.id()).unserved())
                .containsExactly(ONE.id().service());
    }

    @Test
    void whoIsDrainedBySomethingElseAlreadyIsNotLostAgain() {
        assertThat(loss(new Target.OfBackend(ONE.id()), drained(NODE1), site(), ONE.id())
                        .isNothing())
                .isTrue();
    }

    @Test
    void askingAgainForTheSameIsJudgedLikeTheFirstTime() {
        assertThat(loss(NODE1, drained(NODE1), site(), ONE.id()).isNothing()).isFalse();
    }

    @Test
    void aBackendThatIsDownAnywayIsNoLoss() {
        assertThat(loss(NODE1, Drains.NONE, site(), TWO.id()).isNothing()).isTrue();
        assertThat(loss(NODE1, Drains.NONE, site()).isNothing()).isTrue();
    }

    @Test
    void whoHasNoWeightCannotServeInstead() {
        Backend idle = TestBackends.backend("site", "node2", 80, false, Weight.ZERO);
        Registry registry = TestBackends.registry(TestBackends.service(ONE, idle));

        assertThat(loss(NODE1, Drains.NONE, registry, ONE.id(), idle.id()).isNothing())
                .isFalse();
    }

    @Test
    void aPrimaryIsALossThoughAReplicaIsUpAndTheReplicaIsNone() {
        Registry registry = TestBackends.registry(redis());

        assertThat(loss(NODE1, Drains.NONE, registry, PRIMARY.id(), REPLICA.id())
                        .primaries())
                .containsExactly(PRIMARY.id());
        assertThat(loss(NODE1, Drains.NONE, registry, PRIMARY.id(), REPLICA.id()))
                .hasToString("redis/node1:6379 is the primary: have another one promoted first (SENTINEL FAILOVER where"
                        + " sentinels follow it)");
        assertThat(loss(NODE2, Drains.NONE, registry, PRIMARY.id(), REPLICA.id())
                        .isNothing())
                .isTrue();
    }

    @Test
    void ofManyServicesTheFirstFiveAreNamed() {
        Service[] services = IntStream.range(0, 7)
                .mapToObj(i -> TestBackends.service(TestBackends.peer("s" + i, "node1", 80 + i)))
                .toArray(Service[]::new);
        BackendId[] up = Stream.of(services)
                .flatMap(service -> service.backends().stream())
                .map(Backend::id)
                .toArray(BackendId[]::new);

        assertThat(loss(NODE1, Drains.NONE, TestBackends.registry(services), up))
                .hasToString("nobody else is healthy for s0, s1, s2, s3, s4 and 2 more");
    }

    @Test
    void theLastReplicaIsNoLossWhileThePrimaryAnswersReads() {
        Registry registry = TestBackends.registry(redis(), reads());
        BackendId replica = READS.id();

        assertThat(loss(NODE2, Drains.NONE, registry, PRIMARY.id(), replica).isNothing())
                .isTrue();
        assertThat(loss(NODE2, drained(NODE1), registry, PRIMARY.id(), replica).unserved())
                .containsExactly(replica.service());
        Target both = new Target.OfService(PRIMARY.id().service());
        assertThat(loss(both, Drains.NONE, registry, PRIMARY.id(), replica).unserved())
                .containsExactly(replica.service());
    }

    @Test
    void aPrimaryAndALastOneAreBothNamed() {
        Registry registry = TestBackends.registry(redis(), TestBackends.service(DATABASE));

        assertThat(loss(NODE1, Drains.NONE, registry, PRIMARY.id(), DATABASE.id())
                        .toString())
                .endsWith("follow it); nobody else is healthy for database")
                .startsWith("redis/node1:6379 is the primary");
    }
}
