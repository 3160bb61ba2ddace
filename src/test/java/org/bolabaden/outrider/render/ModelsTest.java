package org.bolabaden.outrider.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.Balance;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.PrimarySource;
import org.bolabaden.outrider.registry.Section;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.registry.Weight;
import org.junit.jupiter.api.Test;

class ModelsTest {
    private static final String NODE = "node1.example.org";

    private static NodeSettings settings(String node) {
        return new NodeSettings(
                new NodeName(node),
                Path.of("services.yaml"),
                List.of(),
                NodeSettings.HealthChecks.DEFAULT,
                NodeSettings.Haproxy.NONE,
                NodeSettings.Traefik.DEFAULT,
                NodeSettings.Api.DEFAULT,
                NodeSettings.Peers.DEFAULT,
                NodeSettings.Otlp.NONE,
                NodeSettings.Events.DEFAULT,
                List.of(),
                Optional.empty(),
                Path.of("state"));
    }

    private static ServerPlan server(String node, boolean local, Admin admin, int weight) {
        Backend backend = TestBackends.backend("app.example.org", node, 80, local, Weight.DEFAULT);
        return new ServerPlan(backend, admin, new Weight(weight), Role.ACTIVE, Optional.empty(), "test");
    }

    private static ServicePlan http(String name, List<String> aliases, ServerPlan... servers) {
        return new ServicePlan(
                new Service(
                        new ServiceName(name),
                        Section.HTTP,
                        aliases,
                        OptionalInt.empty(),
                        Balance.ROUNDROBIN,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Stream.of(servers).map(ServerPlan::backend).toList()),
                List.of(servers));
    }

    private static Model model(String node, ServicePlan... services) {
        Map<ServiceName, ServicePlan> byName = new LinkedHashMap<>();
        Stream.of(services).forEach(service -> byName.put(service.service().name(), service));
        return Models.of("1.0", "abc", settings(node), new Plan(1, byName), true);
    }

    private static Model.Service service(ServerPlan... servers) {
        return model(NODE, http("app.example.org", List.of(), servers)).http().getFirst();
    }

    private static List<String> nodes(Model.Pool pool) {
        return pool.servers().stream().map(Model.Server::node).toList();
    }

    @Test
    void theLocalPoolIsAskedFirstWhileItServes() {
        Model.Service service = service(
                server("peer1", false, Admin.READY, 100),
                server(NODE, true, Admin.READY, 100),
                server("peer2", false, Admin.MAINT, 100));

        assertThat(service.pools()).extracting(Model.Pool::name).containsExactly("local", "peers");
        assertThat(nodes(service.first())).containsExactly(NODE);
        assertThat(nodes(service.pools().getLast())).containsExactly("peer1");
        assertThat(service.localFirst()).isTrue();
        assertThat(service.servers()).extracting(Model.Server::backup).containsExactly(true, false, true);
    }

    @Test
    void peersAreAskedFirstWhileTheLocalOneIsOut() {
        Model.Service service = service(server(NODE, true, Admin.MAINT, 100), server("peer1", false, Admin.READY, 100));

        assertThat(service.pools()).extracting(Model.Pool::name).containsExactly("peers", "local");
        assertThat(service.pools()).extracting(Model.Pool::up).containsExactly(true, false);
    }

    @Test
    void noPoolIsEverEmpty() {
        Model.Service allOut = service(
                server(NODE, true, Admin.MAINT, 100),
                server("peer1", false, Admin.DRAIN, 100),
                server("peer2", false, Admin.READY, 0));

        assertThat(allOut.pools()).extracting(Model.Pool::name).containsExactly("local", "peers");
        assertThat(nodes(allOut.first())).containsExactly(NODE);
        assertThat(nodes(allOut.pools().getLast())).containsExactly("peer1", "peer2");
        assertThat(allOut.pools()).noneMatch(Model.Pool::up);
    }

    private static ServicePlan exclusive(ServerPlan... servers) {
        return new ServicePlan(
                new Service(
                        new ServiceName("redis"),
                        Section.TCP,
                        List.of(),
                        OptionalInt.of(6379),
                        Balance.ROUNDROBIN,
                        Optional.empty(),
                        Optional.of(new PrimarySource.ByRole(Optional.empty(), CheckTls.OFF)),
                        List.of(),
                        List.of(),
                        Stream.of(servers).map(ServerPlan::backend).toList()),
                List.of(servers));
    }

    private static Model primary(Admin here, Admin there) {
        return model(NODE, exclusive(server(NODE, true, here, 100), server("peer1", false, there, 100)));
    }

    @Test
    void ofAServiceWithAPrimaryNobodyStandsByAndNobodyElseIsInAPool() {
        Model.Service service = primary(Admin.MAINT, Admin.READY).tcp().getFirst();

        assertThat(service.primary()).isTrue();
        assertThat(service.localFirst()).isFalse();
        assertThat(service.servers()).extracting(Model.Server::backup).containsOnly(false);
        assertThat(service.pools()).extracting(Model.Pool::name).containsExactly("primary");
        assertThat(nodes(service.first())).containsExactly("peer1");

        Model.Pool nobody = primary(Admin.MAINT, Admin.MAINT).tcp().getFirst().first();
        assertThat(nobody.servers()).isEmpty();
        assertThat(nobody.up()).isFalse();
    }

    @Test
    void aPrimaryThatMovesIsNoChangeOfTheStructure() {
        assertThat(primary(Admin.MAINT, Admin.READY).structure())
                .isEqualTo(primary(Admin.READY, Admin.MAINT).structure());
    }

    @Test
    void withoutALocalServerThereIsOnePool() {
        Model.Service service = service(server("peer1", false, Admin.READY, 100));

        assertThat(service.pools()).extracting(Model.Pool::name).containsExactly("peers");
        assertThat(service.directHost()).isEmpty();
    }

    @Test
    void theDirectHostIsTheFirstLabelInFrontOfThisNode() {
        ServerPlan local = server(NODE, true, Admin.READY, 100);

        assertThat(direct("bolabaden.org", "node1.bolabaden.org", local)).isEqualTo("bolabaden.node1.bolabaden.org");
        assertThat(direct("App.Example.org", "node1.other.net", local)).isEqualTo("app.node1.other.net");
        assertThat(direct("app.example.org", "node1", local)).isEqualTo("app.node1.example.org");
        assertThat(direct("example.org", "node1", local)).isEqualTo("example.node1.example.org");
        assertThat(direct("app", "node1", local)).isEqualTo("app.node1");
        assertThat(direct("app.example.org", "10.0.0.1", local)).isEmpty();
    }

    private static String direct(String service, String node, ServerPlan local) {
        return model(node, http(service, List.of(), local)).http().getFirst().directHost();
    }

    @Test
    void aDirectHostThatAnotherServiceHasIsNobodys() {
        ServerPlan local = server(NODE, true, Admin.READY, 100);
        Model model = model(
                NODE,
                http("app.example.org", List.of(), local),
                http("app.example.net", List.of(), local),
                http("web.example.org", List.of("WEB." + NODE), local));

        assertThat(model.http())
                .extracting(Model.Service::directHost)
                .as("the first takes it, the second finds it taken, the third is another's alias")
                .containsExactly("app." + NODE, "", "");
    }

    @Test
    void aServerThatDoesNotServeHasNoWeightAndAnAddressIsTakenWhenKnown() {
        ServerPlan plain = server("peer1", false, Admin.MAINT, 100);
        ServerPlan known = new ServerPlan(
                plain.backend(),
                Admin.READY,
                new Weight(7),
                Role.ACTIVE,
                Optional.of(InetAddress.ofLiteral("::1")),
                "");

        Model.Server out = service(plain).servers().getFirst();
        Model.Server in = service(known).servers().getFirst();

        assertThat(out.weight()).isZero();
        assertThat(out.target()).isEqualTo("peer1:80");
        assertThat(in.weight()).isEqualTo(7);
        assertThat(in.target()).isEqualTo("[0:0:0:0:0:0:0:1]:80");
        assertThat(in.host()).isEqualTo("peer1");
    }

    @Test
    void theStructureIgnoresStatesWeightsAddressesAndServersThatCanBeAddedAtRunTime() {
        Model one = model(NODE, http("app.example.org", List.of(), server(NODE, true, Admin.READY, 100)));
        Model other = model(
                NODE,
                http(
                        "app.example.org",
                        List.of(),
                        server(NODE, true, Admin.MAINT, 3),
                        server("peer1", false, Admin.READY, 5)));
        Model alias =
                model(NODE, http("app.example.org", List.of("a.example.org"), server(NODE, true, Admin.READY, 1)));

        assertThat(one.structure()).isEqualTo(other.structure()).isNotEqualTo(alias.structure());
    }
}
