package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.haproxy.DrivenHaproxy.eventually;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RuntimeApplierTest {
    private static final String REDIS = "redis-main";

    private HaproxyProcess haproxy;
    private DrivenHaproxy driven;

    @AfterEach
    void stop() {
        if (driven != null) {
            driven.close();
        } else if (haproxy != null) {
            haproxy.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void serversTakeTheStateAndWeightOfThePlan(HaproxyVersion version) {
        haproxy = HaproxyProcess.of(version)
                .backend(
                        REDIS,
                        "server a:1 127.0.0.1:1 weight 50",
                        "server b:2 127.0.0.1:2",
                        "server c:3 127.0.0.1:3 disabled")
                .start();
        start();

        apply(Plans.service(REDIS).maint("a", 1).drain("b", 2).ready("c", 3, 7).plan(1));

        assertThat(haproxy.server(REDIS, "a:1").admin()).isEqualTo(Admin.MAINT);
        assertThat(haproxy.server(REDIS, "b:2").admin()).isEqualTo(Admin.DRAIN);
        assertThat(haproxy.server(REDIS, "c:3"))
                .returns(Admin.READY, ServerState::admin)
                .returns(7, ServerState::weight)
                .returns(true, ServerState::serving);

        apply(Plans.service(REDIS)
                .ready("a", 1, 256)
                .ready("b", 2, 0)
                .maint("c", 3)
                .plan(2));

        assertThat(haproxy.server(REDIS, "a:1")).returns(256, ServerState::weight);
        assertThat(haproxy.server(REDIS, "b:2"))
                .returns(Admin.READY, ServerState::admin)
                .returns(0, ServerState::weight);
        assertThat(haproxy.server(REDIS, "c:3").admin()).isEqualTo(Admin.MAINT);
        assertThat(names()).containsExactly("haproxy_up");
    }

    @ParameterizedTest
    @EnumSource
    void aFallbackWaitsAsBackupOrWithoutWeight(HaproxyVersion version) {
        haproxy = HaproxyProcess.of(version)
                .backend(
                        REDIS,
                        "server a:1 127.0.0.1:1",
                        "server b:2 127.0.0.1:2 weight 100 backup",
                        "server c:3 127.0.0.1:3")
                .start();
        start();

        apply(Plans.service(REDIS)
                .ready("a", 1)
                .fallback("b", 2)
                .fallback("c", 3)
                .plan());

        assertThat(haproxy.server(REDIS, "b:2").weight()).isEqualTo(100);
        assertThat(haproxy.server(REDIS, "c:3"))
                .returns(0, ServerState::weight)
                .returns(Admin.READY, ServerState::admin);
    }

    @ParameterizedTest
    @EnumSource
    void aMissingServerIsAddedAndOneThatTheRegistryDroppedIsDeleted(HaproxyVersion version) {
        haproxy = HaproxyProcess.of(version)
                .backend(REDIS, "server a:1 127.0.0.1:1", "server by-hand 127.0.0.1:99")
                .start();
        start();

        apply(Plans.service(REDIS)
                .ready("a", 1)
                .ready("b", 2, "127.0.0.2")
                .server("c", 3, Admin.MAINT, 5, Role.ACTIVE, Optional.of(InetAddress.ofLiteral("::1")))
                .plan(1));

        assertThat(haproxy.server(REDIS, "b:2"))
                .returns(Admin.READY, ServerState::admin)
                .returns(100, ServerState::weight)
                .returns(true, ServerState::checkEnabled)
                .returns(Optional.of(InetAddress.ofLiteral("127.0.0.2")), ServerState::address);
        assertThat(haproxy.server(REDIS, "c:3").admin()).isEqualTo(Admin.MAINT);

        apply(Plans.service(REDIS).ready("a", 1).plan(2));

        assertThat(haproxy.read().servers().keySet())
                .containsExactlyInAnyOrder(new ServerRef(REDIS, "a:1"), new ServerRef(REDIS, "by-hand"));
        assertThat(haproxy.server(REDIS, "by-hand").serving()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void anAddressThatMovedIsFollowed(HaproxyVersion version) {
        haproxy = HaproxyProcess.of(version)
                .backend("be_redis_main", "server one 127.0.0.1:6379", "server two 127.0.0.2:6379")
                .start();
        start();

        apply(Plans.service(REDIS)
                .ready("x", 6379, "127.0.0.1")
                .ready("y", 6379, "127.0.0.2")
                .plan(1));
        apply(Plans.service(REDIS)
                .ready("x", 6379, "127.0.0.9")
                .ready("y", 6379, "127.0.0.2")
                .plan(2));

        assertThat(haproxy.server("be_redis_main", "one").address()).contains(InetAddress.ofLiteral("127.0.0.9"));
        assertThat(haproxy.read().servers()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsChangedByHandIsPutRightAndCounted(HaproxyVersion version) {
        haproxy = HaproxyProcess.of(version)
                .backend(REDIS, "server a:1 127.0.0.1:1 weight 100", "server b:2 127.0.0.1:2 weight 100")
                .start();
        start();
        apply(Plans.service(REDIS).ready("a", 1).maint("b", 2).plan());

        // Again until it is seen: what differs within the first moments with a worker is replayed, not counted.
        eventually(() -> {
            if (driven.drifts.get() == 0 && haproxy.server(REDIS, "a:1").admin() == Admin.READY) {
                haproxy.byHand("set server " + REDIS + "/a:1 state maint");
            }
            assertThat(driven.drifts).hasValue(1);
        });

        eventually(() -> assertThat(haproxy.server(REDIS, "a:1").admin()).isEqualTo(Admin.READY));
        assertThat(driven.events)
                .filteredOn(event -> event.name().equals("haproxy_drift"))
                .singleElement()
                .returns(Optional.of("maint"), Event::from)
                .returns(Optional.of("ready"), Event::to)
                .returns(Optional.of("a:1"), Event::backend);
    }

    @ParameterizedTest
    @EnumSource
    void aRestartedProxyIsBroughtBackToThePlan(HaproxyVersion version) throws Exception {
        haproxy = HaproxyProcess.of(version)
                .backend(REDIS, "server a:1 127.0.0.1:1", "server b:2 127.0.0.1:2")
                .start();
        start();
        apply(Plans.service(REDIS).ready("a", 1).maint("b", 2).plan());

        haproxy.kill();
        eventually(() -> assertThat(names()).contains("haproxy_down"));
        haproxy.restart();

        eventually(() -> assertThat(haproxy.server(REDIS, "b:2").admin()).isEqualTo(Admin.MAINT));
        eventually(() -> assertThat(names()).endsWith("haproxy_worker_changed", "haproxy_up"));
        assertThat(driven.drifts).hasValue(0);
        assertThat(names().stream().filter("haproxy_down"::equals)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aReloadUnlearnsNothing(HaproxyVersion version) throws Exception {
        haproxy = HaproxyProcess.of(version)
                .backend(REDIS, "server a:1 127.0.0.1:1", "server b:2 127.0.0.1:2")
                .masterWorker()
                .start();
        start();
        Plan plan = Plans.service(REDIS)
                .ready("a", 1, 33)
                .maint("b", 2)
                .ready("c", 3, "127.0.0.3")
                .plan(1);
        apply(plan);
        long before = driven.applier.actual().orElseThrow().worker().pid();

        haproxy.reload();
        driven.applier.submit(Plans.service(REDIS)
                .ready("a", 1, 34)
                .maint("b", 2)
                .ready("c", 3, "127.0.0.3")
                .plan(2));

        eventually(() -> assertThat(haproxy.read().worker().pid()).isNotEqualTo(before));
        eventually(() -> {
            assertThat(haproxy.server(REDIS, "a:1").weight()).isEqualTo(34);
            assertThat(haproxy.server(REDIS, "b:2").admin()).isEqualTo(Admin.MAINT);
            assertThat(haproxy.server(REDIS, "c:3").serving()).isTrue();
        });
        assertThat(driven.drifts).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void aStaticAlgorithmTakesTheWholeWeightOrNone(HaproxyVersion version) {
        haproxy = HaproxyProcess.of(version)
                .backend(
                        REDIS, "balance source", "server a:1 127.0.0.1:1 weight 50", "server b:2 127.0.0.1:2 weight 50")
                .start();
        start();

        apply(Plans.service(REDIS)
                .ready("a", 1, 100)
                .ready("b", 2, 0)
                .ready("c", 3, "127.0.0.1")
                .plan());

        assertThat(haproxy.server(REDIS, "a:1").weight()).isEqualTo(50);
        assertThat(haproxy.server(REDIS, "b:2").weight()).isZero();
        assertThat(names()).filteredOn("server_not_added"::equals).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aThousandServersAreDoneInOneGo(HaproxyVersion version) {
        String[] lines = new String[1_000];
        Plans plans = Plans.service(REDIS);
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "server node" + i + ".example.org:80 127.0.0.1:80";
            plans.server(
                    "node" + i + ".example.org",
                    80,
                    i % 2 == 0 ? Admin.READY : Admin.MAINT,
                    i % 256,
                    Role.ACTIVE,
                    Optional.empty());
        }
        haproxy = HaproxyProcess.of(version).backend(REDIS, lines).start();
        start();

        apply(plans.plan());

        assertThat(haproxy.read().servers().values())
                .hasSize(1_000)
                .filteredOn(server -> server.admin() == Admin.MAINT)
                .hasSize(500);
        assertThat(haproxy.server(REDIS, "node254.example.org:80").weight()).isEqualTo(254);
    }

    @ParameterizedTest
    @EnumSource
    void aCheckOfHaproxyThatDisagreesIsOverruledOnceAndReported(HaproxyVersion version) {
        haproxy = HaproxyProcess.of(version)
                .backend(REDIS, "server a:1 127.0.0.1:1 weight 100 check inter 50ms fall 1")
                .start();
        eventually(() -> assertThat(haproxy.server(REDIS, "a:1").operational()).isZero());
        start();

        driven.applier.submit(Plans.service(REDIS).ready("a", 1).plan());

        eventually(() -> assertThat(names()).contains("haproxy_check_disagrees"));
        eventually(() -> assertThat(haproxy.byHand("show stat -1 4 -1")).contains("DOWN"));
        eventually(() -> assertThat(driven.applied).containsExactly(1L));
        assertThat(names().stream().filter("haproxy_check_disagrees"::equals)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatServesInPanicIsNotForcedPastHaproxysOwnCheck(HaproxyVersion version) {
        haproxy = HaproxyProcess.of(version)
                .backend(REDIS, "server a:1 127.0.0.1:1 weight 100 check inter 50ms fall 1", "server b:2 127.0.0.1:2")
                .start();
        eventually(() -> assertThat(haproxy.server(REDIS, "a:1").operational()).isZero());
        start();

        apply(Plans.service(REDIS).asIfUp("a", 1).ready("b", 2).plan());

        assertThat(haproxy.server(REDIS, "a:1"))
                .returns(Admin.READY, ServerState::admin)
                .returns(0, ServerState::operational);
        assertThat(names()).containsExactly("haproxy_up");
    }

    @ParameterizedTest
    @EnumSource
    void aStaticAlgorithmGivesTheWholeWeightToAServerThatStartsSlowly(HaproxyVersion version) {
        haproxy = HaproxyProcess.of(version)
                .backend(
                        REDIS,
                        "balance source",
                        "server a:1 127.0.0.1:1 weight 100 disabled",
                        "server b:2 127.0.0.1:2 weight 100")
                .start();
        start();

        apply(Plans.service(REDIS).ready("a", 1, 10).ready("b", 2, 100).plan(1));
        apply(Plans.service(REDIS).ready("a", 1, 19).ready("b", 2, 100).plan(2));

        assertThat(haproxy.server(REDIS, "a:1"))
                .returns(true, ServerState::serving)
                .returns(100, ServerState::weight);
        assertThat(names()).containsExactly("haproxy_up");
    }

    @ParameterizedTest
    @EnumSource(names = "V2_6")
    void whatCannotBeDrivenIsSaidOnce(HaproxyVersion version) {
        haproxy = HaproxyProcess.of(version)
                .backend(REDIS, "server a:1 127.0.0.1:1")
                .start();
        start();

        apply(Plans.service(REDIS)
                .ready("a", 1)
                .tls("far.example.org")
                .and("other")
                .ready("b", 2)
                .plan(1));
        apply(Plans.service(REDIS)
                .maint("a", 1)
                .tls("far.example.org")
                .and("other")
                .ready("b", 2)
                .plan(2));

        assertThat(names())
                .as("the backend may come with the files that are being delivered")
                .containsOnlyOnce("server_not_added")
                .doesNotContain("haproxy_backend_missing");
        driven.applier.delivered(1);
        eventually(() -> assertThat(names()).contains("haproxy_backend_missing"));
        driven.applier.delivered(2);
        apply(Plans.service(REDIS)
                .ready("a", 1)
                .tls("far.example.org")
                .and("other")
                .ready("b", 2)
                .plan(3));
        assertThat(names()).containsOnlyOnce("server_not_added", "haproxy_backend_missing");
    }

    @ParameterizedTest
    @EnumSource(names = "V2_6")
    void aBackendThatComesWithTheNextReloadIsNotTold(HaproxyVersion version) throws Exception {
        haproxy = HaproxyProcess.of(version)
                .backend(REDIS, "server a:1 127.0.0.1:1")
                .masterWorker()
                .start();
        start();
        Plan plan =
                Plans.service(REDIS).ready("a", 1).and("other").ready("b", 2).plan(1);
        apply(plan);

        haproxy.configure("backend redis-main\n server a:1 127.0.0.1:1\nbackend other\n server b:2 127.0.0.1:2\n");
        haproxy.reload();
        eventually(() ->
                assertThat(driven.applier.actual().orElseThrow().backends()).contains("other"));
        driven.applier.delivered(1);
        apply(Plans.service(REDIS).ready("a", 1).and("other").maint("b", 2).plan(2));

        assertThat(names()).doesNotContain("haproxy_backend_missing");
    }

    @Test
    void thatHaproxyIsDownIsSaidWithTheSocket() {
        haproxy = HaproxyProcess.of(HaproxyVersion.V2_6)
                .backend(REDIS, "server a:1 127.0.0.1:1")
                .start();
        start();
        eventually(() -> assertThat(names()).contains("haproxy_up"));

        haproxy.kill();

        eventually(() -> assertThat(driven.events)
                .filteredOn(event -> event.name().equals("haproxy_down"))
                .singleElement()
                .extracting(event -> event.reason().orElseThrow())
                .asString()
                .startsWith("HAProxy's runtime socket " + haproxy.socket() + ": "));
    }

    @ParameterizedTest
    @EnumSource
    void aPlanThatWasMadeBeforeHaproxyWasFirstSeenIsNotAppliedWhenItIsOutdatedByThat(HaproxyVersion version) {
        haproxy = HaproxyProcess.of(version)
                .backend(REDIS, "server a:1 127.0.0.1:1 weight 50", "server b:2 127.0.0.1:2 weight 50")
                .start();
        List<String> met = new CopyOnWriteArrayList<>();
        driven = new DrivenHaproxy(haproxy, found -> {
            met.add(found.server(new ServerRef(REDIS, "a:1")).orElseThrow().admin()
                    + " "
                    + found.server(new ServerRef(REDIS, "a:1")).orElseThrow().weight());
            return 2;
        });
        driven.applier.submit(Plans.service(REDIS).maint("a", 1).maint("b", 2).plan(1));
        eventually(() -> assertThat(names()).contains("haproxy_up"));

        driven.applier.submit(Plans.service(REDIS).maint("a", 1).maint("b", 2).plan(2));
        apply(Plans.service(REDIS).ready("a", 1).maint("b", 2).plan(3));

        assertThat(met).containsExactly("READY 50");
        assertThat(driven.applied).containsExactly(3L);
        assertThat(haproxy.server(REDIS, "b:2").admin()).isEqualTo(Admin.MAINT);
    }

    private void start() {
        driven = new DrivenHaproxy(haproxy);
    }

    private void apply(Plan plan) {
        driven.apply(plan);
    }

    private List<String> names() {
        return driven.names();
    }
}
