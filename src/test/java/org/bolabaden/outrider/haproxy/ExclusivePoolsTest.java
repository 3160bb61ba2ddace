package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.haproxy.ExclusivePools.Pool;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.registry.Weight;
import org.junit.jupiter.api.Test;

class ExclusivePoolsTest {
    private static final ServiceName SERVICE = new ServiceName("redis");
    private static final ServerRef A = new ServerRef("cache", "one");
    private static final ServerRef B = new ServerRef("cache", "node2:6379");
    private static final ServerRef LOCAL = new ServerRef("cache:local", "node1:6379");
    private static final ServerRef UNLISTED = new ServerRef("cache", "node9:6379");
    private static final ServerRef BY_HAND = new ServerRef("cache", "by-hand");

    private static Desired.Server server(ServerRef ref, String node, Admin admin) {
        return new Desired.Server(
                ref,
                new BackendId(SERVICE, new Endpoint(node, 6_379)),
                admin,
                Weight.DEFAULT,
                Optional.empty(),
                6_379,
                Weight.DEFAULT,
                true,
                false,
                false);
    }

    private static ExclusivePools of(Admin a, Admin b) {
        return ExclusivePools.of(new Desired(List.of(new Desired.Pool(
                List.of(server(A, "node1", a), server(B, "node2", b), server(LOCAL, "node1", a)), List.of(), true))));
    }

    @Test
    void whoIsReadyMayHaveSessionsInEachOfHaproxysBackends() {
        ExclusivePools pools = of(Admin.READY, Admin.DRAIN);

        assertThat(pools.pools())
                .isEqualTo(Map.of(
                        "cache",
                        new Pool(SERVICE, Map.of("one", "node1:6379", "node2:6379", "node2:6379"), Set.of("one")),
                        "cache:local",
                        new Pool(SERVICE, Map.of("node1:6379", "node1:6379"), Set.of("node1:6379"))));
        assertThat(pools.isEmpty()).isFalse();
    }

    @Test
    void whileNobodyIsReadyWhoDrainsKeepsItsSessions() {
        assertThat(of(Admin.MAINT, Admin.DRAIN).stale(B)).isFalse();
        assertThat(of(Admin.MAINT, Admin.DRAIN).stale(A)).isTrue();
        assertThat(of(Admin.READY, Admin.DRAIN).stale(B)).isTrue();
        assertThat(of(Admin.MAINT, Admin.MAINT).stale(B)).isTrue();
    }

    @Test
    void aServerOfOursThatIsNoLongerListedMustHaveNoSessionsAndAnOperatorsOwnIsLeftAlone() {
        ExclusivePools pools = of(Admin.READY, Admin.MAINT);

        assertThat(pools.stale(UNLISTED)).isTrue();
        assertThat(pools.stale(BY_HAND)).isFalse();
        assertThat(pools.stale(new ServerRef("web", "node2:6379"))).isFalse();
        assertThat(pools.pools().get("cache").endpoint("one")).isEqualTo("node1:6379");
        assertThat(pools.pools().get("cache").endpoint("node9:6379")).isEqualTo("node9:6379");
    }

    @Test
    void whoLeftIsWhoWasOfferedAndIsNoMore() {
        assertThat(of(Admin.MAINT, Admin.READY).left(of(Admin.READY, Admin.MAINT)))
                .containsExactlyInAnyOrder(A, LOCAL);
        assertThat(of(Admin.READY, Admin.MAINT).left(of(Admin.READY, Admin.MAINT)))
                .isEmpty();
        assertThat(ExclusivePools.NONE.left(of(Admin.READY, Admin.MAINT)))
                .as("it is exclusive no more")
                .isEmpty();
    }

    @Test
    void aPoolThatIsSharedIsNoneOfThem() {
        Desired shared =
                new Desired(List.of(new Desired.Pool(List.of(server(A, "node1", Admin.READY)), List.of(), false)));

        assertThat(ExclusivePools.of(shared)).isSameAs(ExclusivePools.NONE);
        assertThat(ExclusivePools.NONE.isEmpty()).isTrue();
    }
}
