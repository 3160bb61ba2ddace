package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinderTest {
    private final Map<ServerRef, ServerState> servers = new LinkedHashMap<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis-main",
                "be_redis-main",
                "bk_redis_main",
                "backend_redis.main",
                "Redis_Main_back",
                "redis-main-servers",
                "be_redis_main_backend",
                "redis-main_be"
            })
    void aServiceTakesTheBackendOfItsNameHoweverItIsDressed(String name) {
        haproxy(name, "a", "10.0.0.1", 1);

        assertThat(bind(Plans.service("redis-main").ready("x", 9)).backends())
                .containsEntry(new ServiceName("redis-main"), name);
    }

    @Test
    void theExactNameGoesBeforeADressedOneAndIsNotClaimedTwice() {
        haproxy("be_web", "a", "10.0.0.1", 1);
        haproxy("web", "a", "10.0.0.1", 1);

        assertThat(bind(Plans.service("be_web").ready("x", 9).and("web").ready("y", 9))
                        .backends())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(new ServiceName("be_web"), "be_web", new ServiceName("web"), "web"));
    }

    @Test
    void anotherNameIsBoundWhenAllItsServersAreOfOneService() {
        haproxy("cache", "one", "10.0.0.1", 6379);
        haproxy("cache", "two", "10.0.0.2", 6379);
        haproxy("mixed", "one", "10.0.0.1", 6379);
        haproxy("mixed", "other", "10.0.0.9", 80);

        Binding binding =
                bind(Plans.service("redis-main").ready("10.0.0.1", 6379).ready("10.0.0.2", 6379));

        assertThat(binding.backends()).containsExactly(Map.entry(new ServiceName("redis-main"), "cache"));
        assertThat(binding.servers()).containsEntry(id("redis-main", "10.0.0.2", 6379), new ServerRef("cache", "two"));
    }

    @Test
    void aCompanionIsBoundToNoServiceOfItsOwn() {
        haproxy("old.org", "a:80", "10.0.0.1", 80);
        haproxy("old.org:local", "a:80", "10.0.0.1", 80);

        assertThat(bind(Plans.service("new.org").http().ready("10.0.0.1", 80)).backends())
                .containsExactly(Map.entry(new ServiceName("new.org"), "old.org"));
    }

    @Test
    void aBackendThatTwoServicesCouldOwnIsNobodys() {
        haproxy("edge", "one", "10.0.0.1", 80);

        assertThat(bind(Plans.service("a.org")
                                .ready("10.0.0.1", 80)
                                .and("b.org")
                                .ready("10.0.0.1", 80))
                        .backends())
                .isEmpty();
    }

    @Test
    void aServerIsFoundByNameThenAddressThenHostNameThenHostThenFirstLabel() {
        haproxy("pool", "exact.org:1", "10.9.9.9", 9);
        haproxy("pool", "s2", "10.0.0.2", 2);
        server("pool", "s3", "10.9.9.9", 3, "named.org");
        haproxy("pool", "whole.org", "10.9.9.9", 9);
        haproxy("pool", "label", "10.9.9.9", 9);
        haproxy("pool", "twice", "10.9.9.9", 9);

        Binding binding = bind(Plans.service("pool")
                .ready("exact.org", 1)
                .ready("10.0.0.2", 2)
                .ready("named.org", 3)
                .ready("whole.org", 4)
                .ready("label.org", 5)
                .ready("twice.org", 6)
                .ready("twice.net", 6));

        assertThat(binding.servers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        id("pool", "exact.org", 1), new ServerRef("pool", "exact.org:1"),
                        id("pool", "10.0.0.2", 2), new ServerRef("pool", "s2"),
                        id("pool", "named.org", 3), new ServerRef("pool", "s3"),
                        id("pool", "whole.org", 4), new ServerRef("pool", "whole.org"),
                        id("pool", "label.org", 5), new ServerRef("pool", "label")));
    }

    @Test
    void whatWasBoundByAddressStaysBoundWhenTheAddressMoves() {
        haproxy("cache", "one", "10.0.0.1", 6379);
        List<Service> services = Plans.service("redis-main").ready("node", 6379).registry();
        Binding before = Binder.bind(
                services, backend -> Optional.of(InetAddress.ofLiteral("10.0.0.1")), actual(), Binding.NONE);

        Binding after =
                Binder.bind(services, backend -> Optional.of(InetAddress.ofLiteral("10.0.0.7")), actual(), before);

        assertThat(after).isEqualTo(before);
        assertThat(after.servers()).hasSize(1);
    }

    @Test
    void onlyServersOfOurMakingAreSurplus() {
        haproxy("pool", "gone.org:80", "10.0.0.1", 80);
        haproxy("pool", "stays.org:80", "10.0.0.2", 80);
        haproxy("pool", "by-hand", "10.0.0.3", 80);
        haproxy("other", "gone.org:80", "10.0.0.1", 80);

        Binding binding = bind(Plans.service("pool").ready("stays.org", 80));

        assertThat(binding.surplus(actual()))
                .containsExactly(Map.entry("pool", List.of(new ServerRef("pool", "gone.org:80"))));
    }

    @Test
    void theExactNameGoesBeforeADressedOneThatHaproxyHasFirst() {
        haproxy("be_web", "a", "10.0.0.1", 1);
        haproxy("web", "a", "10.0.0.1", 1);

        assertThat(bind(Plans.service("web").ready("x", 9)).backends())
                .containsExactly(Map.entry(new ServiceName("web"), "web"));
    }

    @Test
    void aBackendThatIsReachedByAUrlIsFoundAmongThoseAndAnotherIsNot() {
        haproxy("site", "by-hand", "10.0.0.9", 9);
        haproxy("site:edge", "edge.org:443", "10.0.0.1", 443);
        haproxy("site:edge", "node1:80", "10.0.0.2", 80);

        Binding binding = bind(Plans.service("site").http().ready("node1", 80).tls("edge.org"));

        assertThat(binding.servers())
                .containsExactly(Map.entry(id("site", "edge.org", 443), new ServerRef("site:edge", "edge.org:443")));
    }

    @Test
    void anAddressThatTheRegistryGivesAsALiteralNeedsNoLookUp() {
        haproxy("cache", "one", "10.0.0.1", 6379);

        Binding binding = Binder.bind(
                Plans.service("redis-main").ready("10.0.0.1", 6379).registry(),
                backend -> Optional.empty(),
                actual(),
                Binding.NONE);

        assertThat(binding.servers())
                .containsExactly(Map.entry(id("redis-main", "10.0.0.1", 6379), new ServerRef("cache", "one")));
    }

    @Test
    void aServerOfTheSameNameInAnotherBackendIsNotTheOneThatItHad() {
        haproxy("pool", "one", "10.9.9.9", 9);
        Binding before = new Binding(Map.of(), Map.of(id("pool", "node", 80), new ServerRef("old", "one")));

        Binding binding =
                Binder.bind(Plans.service("pool").ready("node", 80).registry(), Binder::literal, actual(), before);

        assertThat(binding.servers()).isEmpty();
    }

    private Binding bind(Plans plans) {
        return Binder.bind(plans.registry(), Binder::literal, actual(), Binding.NONE);
    }

    private ActualState actual() {
        return new ActualState(new WorkerInfo(1, "3.2", 1), servers, Map.of(), Map.of());
    }

    private void haproxy(String backend, String server, String address, int port) {
        server(backend, server, address, port, null);
    }

    private void server(String backend, String server, String address, int port, String fqdn) {
        ServerRef ref = new ServerRef(backend, server);
        servers.put(
                ref,
                new ServerState(
                        ref,
                        Optional.of(InetAddress.ofLiteral(address)),
                        port,
                        2,
                        0,
                        1,
                        1,
                        Optional.ofNullable(fqdn),
                        0));
    }

    private static BackendId id(String service, String host, int port) {
        return new BackendId(new ServiceName(service), new Endpoint(host, port));
    }
}
