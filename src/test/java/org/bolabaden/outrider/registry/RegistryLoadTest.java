package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.Check.Http;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryLoadTest {
    @TempDir
    Path directory;

    ConfigurationFiles files;

    @BeforeEach
    void thisNodeIsNode2() {
        files = new ConfigurationFiles(directory, Map.of("OUTRIDER_NODE", "node2.example.org"));
    }

    @Test
    void whatAnHttpCheckAsksAndExpectsIsInheritedFieldByField() throws ConfigurationException {
        files.with(
                "services.yaml",
                "version: 1",
                "nodes: {node1: {}}",
                "defaults: {check: {headers: {X-From: outrider}, expect: {status: 200, identity: {X-Service: ~^shop}}}}",
                "http:",
                "  a.example.org:",
                "    check: {expect: {json: {/status: UP, /ready: true, /nodes: 3}, body_regex: 'v[0-9]+'}, tls: true}",
                "    backends: [{host: node1, port: 80}]");

        Http http = (Http) files.service("a.example.org").backends().getFirst().check();
        assertThat(http.request().headers()).containsEntry("X-From", "outrider");
        assertThat(http.expect().status()).hasToString("200");
        assertThat(http.expect().json())
                .containsEntry("/status", "UP")
                .containsEntry("/ready", "true")
                .containsEntry("/nodes", "3");
        assertThat(http.expect().bodyRegex()).contains(new Regex("v[0-9]+"));
        assertThat(http.expect().identity()).containsEntry("X-Service", new HeaderValue.Matching(new Regex("^shop")));
        assertThat(http.tls()).contains(CheckTls.ON);
    }

    @Test
    void aBackendIsLocalWhenItsHostIsThisNode() throws ConfigurationException {
        files.with(
                "services.yaml",
                "version: 1",
                "http:",
                "  a.example.org:",
                "    backends:",
                "      - {host: node1.example.org, port: 80}",
                "      - {host: NODE2.example.org, port: 80}",
                "      - {host: node2, port: 80}",
                "      - {host: localhost, port: 80}");

        assertThat(files.service("a.example.org").backends())
                .extracting(Backend::local)
                .containsExactly(false, true, false, true);
    }

    @Test
    void aNodeIsKnownByItsAddressAndReachedThere() throws ConfigurationException {
        files.with(
                "services.yaml",
                "version: 1",
                "nodes: {node2: {address: node2.example.org}, node1: {address: 10.8.0.1}}",
                "tcp:",
                "  mail:",
                "    port: 25",
                "    backends: [{host: node1, port: 25}, {host: 10.8.0.1, port: 26}, {host: node2, port: 25}]");

        assertThat(files.service("mail").backends())
                .extracting(b -> b.id().endpoint() + " " + b.node() + " " + b.address() + " " + b.local())
                .containsExactly(
                        "node1:25 node1 10.8.0.1:25 false",
                        "10.8.0.1:26 node1 10.8.0.1:26 false",
                        "node2:25 node2 node2.example.org:25 true");
    }

    @Test
    void aUrlBelongsToTheNodeOfWhichItIsASubdomain() throws ConfigurationException {
        files.with(
                "services.yaml",
                "version: 1",
                "nodes: {example.org: {}, node2.example.org: {address: 10.8.0.2}}",
                "http:",
                "  a.example.org:",
                "    backends:",
                "      - url: https://a.node2.example.org",
                "      - url: http://other.example.org/",
                "      - url: http://my_app:3000");

        Service service = files.service("a.example.org");

        assertThat(service.backends())
                .extracting(b -> b.node() + " " + b.address() + " " + b.local() + " " + b.tls())
                .containsExactly(
                        "node2.example.org a.node2.example.org:443 true true",
                        "example.org other.example.org:80 false false",
                        "my_app my_app:3000 false false");
    }

    @Test
    void aCheckIsInheritedFieldByField() throws ConfigurationException {
        files.with("watcher.yaml", "health_checks: {interval: 9s, timeout: 900ms}")
                .with(
                        "services.yaml",
                        "version: 1",
                        "defaults:",
                        "  check: {timeout: 300ms, path: /all}",
                        "  http: {check: {expect: {status: 200}}}",
                        "http:",
                        "  a.example.org:",
                        "    check: {expect: {body: ok}}",
                        "    backends: [{host: node1, port: 80}]",
                        "tcp:",
                        "  b: {port: 1, backends: [{host: node1, port: 80}]}",
                        "  c: {port: 2, check: {type: http}, backends: [{host: node1, port: 80}]}");

        Http http = (Http) files.service("a.example.org").backends().getFirst().check();
        assertThat(http.schedule()).isEqualTo(new Check.Schedule(Duration.ofSeconds(9), Duration.ofMillis(300)));
        assertThat(http.request().path()).isEqualTo("/all");
        assertThat(http.expect().status()).hasToString("200");
        assertThat(http.expect().body()).contains("ok");
        assertThat(files.service("b").backends().getFirst().check()).isEqualTo(new Check.Tcp(http.schedule()));
        assertThat(files.service("c").backends().getFirst().check()).isInstanceOfSatisfying(Http.class, c -> {
            assertThat(c.request().path()).isEqualTo("/all");
            assertThat(c.expect().status()).isEqualTo(StatusRanges.DEFAULT);
        });
    }

    @Test
    void aCheckMayAskAnotherPlaceAndSpeakOverTcp() throws ConfigurationException {
        files.with(
                "services.yaml",
                "version: 1",
                "nodes: {monitor: {address: 10.8.0.9}}",
                "defaults: {tcp: {check: {send: 'PING\\r\\n', port: 7000}}}",
                "tcp:",
                "  a:",
                "    port: 1",
                "    check: {address: monitor, expect: \"+PONG\"}",
                "    backends: [{host: node1, port: 80}]");

        Backend backend = files.service("a").backends().getFirst();
        assertThat(backend.check()).isInstanceOfSatisfying(Check.Tcp.class, tcp -> {
            assertThat(tcp.common().of(backend.address())).hasToString("10.8.0.9:7000");
            assertThat(tcp.send()).contains(new Octets("PING\r\n"));
            assertThat(tcp.expect()).contains(new Heard.Containing(new Octets("+PONG")));
        });
    }

    @Test
    void aCommandIsInheritedByThoseThatNameNone() throws ConfigurationException {
        files.with(
                "services.yaml",
                "version: 1",
                "defaults: {tcp: {check: {type: exec, command: [check_x, -v]}}}",
                "tcp:",
                "  a: {port: 1, backends: [{host: node1, port: 80}]}",
                "  b: {port: 2, check: {command: [check_y]}, backends: [{host: node1, port: 80}]}",
                "  c: {port: 3, check: {type: tcp}, backends: [{host: node1, port: 80}]}");

        assertThat(check("a"))
                .isInstanceOfSatisfying(
                        Check.Exec.class, exec -> assertThat(exec.command()).containsExactly("check_x", "-v"));
        assertThat(check("b"))
                .isInstanceOfSatisfying(
                        Check.Exec.class, exec -> assertThat(exec.command()).containsExactly("check_y"));
        assertThat(check("c")).isInstanceOf(Check.Tcp.class);
    }

    @Test
    void eachPartOfACheckIsTheCheckWithItsOwnKeysLaidOverIt() throws ConfigurationException {
        files.with(
                "services.yaml",
                "version: 1",
                "defaults: {http: {check: {path: /up, any: [{}, {port: 81}]}}}",
                "http:",
                "  a.example.org: {backends: [{host: node1, port: 80}]}",
                "  b.example.org:",
                "    check: {timeout: 2s, all: [{path: /a, timeout: 3s}, {type: tcp, address: node2}]}",
                "    backends: [{host: node1, port: 80}]",
                "  c.example.org: {check: {type: http}, backends: [{host: node1, port: 80}]}");

        assertThat(check("a.example.org")).isInstanceOfSatisfying(Check.Several.class, any -> {
            assertThat(any.mode()).isEqualTo(Check.Several.Mode.ANY);
            assertThat(any.parts())
                    .hasSize(2)
                    .allSatisfy(
                            part -> assertThat(((Check.Http) part).request()).hasToString("GET /up"));
            assertThat(any.parts().getLast().common().port()).contains(81);
        });
        assertThat(check("b.example.org")).isInstanceOfSatisfying(Check.Several.class, all -> {
            assertThat(all.mode()).isEqualTo(Check.Several.Mode.ALL);
            assertThat(all.schedule().timeout()).as("the longest").hasSeconds(3);
            assertThat(((Check.Http) all.parts().getFirst()).request()).hasToString("GET /a");
            assertThat(all.parts().getLast()).isInstanceOf(Check.Tcp.class);
            assertThat(all.parts().getLast().schedule().timeout()).hasSeconds(2);
        });
        assertThat(check("c.example.org")).as("a kind of its own").isInstanceOf(Check.Http.class);
    }

    @Test
    void aCheckOverGrpcAsksForTheWholeServerUnlessAServiceIsNamed() throws ConfigurationException {
        files.with(
                "services.yaml",
                "version: 1",
                "defaults: {tcp: {check: {type: grpc, grpc_service: shop.v1.Cart}}}",
                "tcp:",
                "  a: {port: 1, backends: [{host: node1, port: 80}]}",
                "  b: {port: 2, check: {grpc_service: \"\"}, backends: [{host: node1, port: 80}]}",
                "http:",
                "  c.example.org: {check: {type: grpc, tls: true}, backends: [{host: node1, port: 80}]}");

        assertThat(check("a"))
                .isInstanceOfSatisfying(
                        Check.Grpc.class, grpc -> assertThat(grpc.service()).isEqualTo("shop.v1.Cart"));
        assertThat(check("b"))
                .isInstanceOfSatisfying(
                        Check.Grpc.class, grpc -> assertThat(grpc.service()).isEmpty());
        assertThat(check("c.example.org")).isInstanceOfSatisfying(Check.Grpc.class, grpc -> {
            assertThat(grpc.service()).isEmpty();
            assertThat(grpc.tls()).contains(CheckTls.ON);
        });
    }

    private Check check(String service) throws ConfigurationException {
        return files.service(service).backends().getFirst().check();
    }

    @Test
    void aNearerTypeDropsWhatWasMeantForTheOther() throws ConfigurationException {
        files.with(
                "services.yaml",
                "version: 1",
                "defaults: {check: {type: http, path: /all, timeout: 1s}, http: {check: {type: tcp}}}",
                "http:",
                "  a: {backends: [{host: node1, port: 80}]}",
                "  b: {check: {type: http}, backends: [{host: node1, port: 80}]}");

        Check.Schedule schedule = new Check.Schedule(Duration.ofSeconds(2), Duration.ofSeconds(1));
        assertThat(files.service("a").backends().getFirst().check()).isEqualTo(new Check.Tcp(schedule));
        assertThat(((Http) files.service("b").backends().getFirst().check())
                        .request()
                        .path())
                .isEqualTo("/");
    }

    @Test
    void certificatesAreVerifiedByTheServicesOwnAuthorities() throws ConfigurationException {
        files.with(
                "services.yaml",
                "version: 1",
                "http:",
                "  a: {tls: {ca: tls/ca.pem, server_name: edge.example.org}, backends: [{url: 'https://node1'}]}",
                "  b: {tls: {ca: /etc/ca.pem}, backends: [{url: 'https://node1'}]}",
                "  c: {backends: [{url: 'https://node1'}]}");

        assertThat(files.service("a").backends().getFirst().upstreamTls())
                .isEqualTo(
                        new UpstreamTls(Optional.of(directory.resolve("tls/ca.pem")), Optional.of("edge.example.org")));
        assertThat(files.service("b").backends().getFirst().upstreamTls())
                .isEqualTo(new UpstreamTls(Optional.of(Path.of("/etc/ca.pem")), Optional.empty()));
        assertThat(files.service("c").backends().getFirst().upstreamTls()).isEqualTo(UpstreamTls.DEFAULT);
    }

    @Test
    void aCachePolicyIsAScopeAndATime() throws ConfigurationException {
        files.with(
                "services.yaml",
                "version: 1",
                "http:",
                "  a: {cache: 'static, 10m', backends: [{host: node1, port: 80}]}",
                "  b: {cache: '1h30m, all', backends: [{host: node1, port: 80}]}",
                "  c: {cache: 1d, backends: [{host: node1, port: 80}]}");

        assertThat(files.service("a").cache())
                .contains(new CachePolicy(CachePolicy.Scope.STATIC, Duration.ofMinutes(10)));
        assertThat(files.service("b").cache()).contains(new CachePolicy(CachePolicy.Scope.ALL, Duration.ofMinutes(90)));
        assertThat(files.service("c").cache()).contains(new CachePolicy(CachePolicy.Scope.STATIC, Duration.ofDays(1)));
    }

    @Test
    void aServiceNamesWhatItDependsOnAndWhenTroubleIsExpected() throws ConfigurationException {
        files.with(
                "services.yaml",
                "version: 1",
                "nodes: {node1: {maintenance: [{from: 2026-12-01T03:00Z, until: 2026-12-01T05:00+01:00, mode: drain}]}}",
                "include: [database.yaml]",
                "http:",
                "  a:",
                "    depends_on: [database]",
                "    maintenance: [{days: [sun], at: 03:00, for: 1h, timezone: Europe/Berlin, reason: backup}]",
                "    backends: [{host: node1, port: 80}]");
        files.with("database.yaml", "tcp: {database: {port: 5432, backends: [{host: node1, port: 5432}]}}");

        assertThat(files.service("a").dependsOn()).containsExactly(new ServiceName("database"));
        assertThat(files.service("a").maintenance())
                .containsExactly(new MaintenanceWindow(
                        new MaintenanceWindow.Recurring(
                                Set.of(DayOfWeek.SUNDAY),
                                LocalTime.of(3, 0),
                                Duration.ofHours(1),
                                ZoneId.of("Europe/Berlin")),
                        MaintenanceWindow.Mode.MUTE,
                        Optional.of("backup")));
        assertThat(files.registry().nodes().get(new NodeName("node1")).maintenance())
                .containsExactly(new MaintenanceWindow(
                        new MaintenanceWindow.Once(new MaintenanceWindow.Span(
                                Instant.parse("2026-12-01T03:00:00Z"), Instant.parse("2026-12-01T04:00:00Z"))),
                        MaintenanceWindow.Mode.DRAIN,
                        Optional.empty()));
    }

    @Test
    void aLongChainOfDependenciesIsNoDanger() throws ConfigurationException {
        StringBuilder text = new StringBuilder("version: 1\nhttp:\n");
        for (int i = 0; i < 5_000; i++) {
            text.append("  s%d: {depends_on: [s%d], backends: [{host: node1, port: 80}]}\n".formatted(i, i + 1));
        }
        text.append("  s5000: {backends: [{host: node1, port: 80}]}\n");

        assertThat(files.with("services.yaml", text.toString()).registry().services())
                .hasSize(5_001);
    }

    @Test
    void theFirstFileAloneMayAllowToShrink() throws ConfigurationException {
        assertThat(files.with("services.yaml", "version: 1").registry().allowShrink())
                .isFalse();
        assertThat(files.with("services.yaml", "version: 1", "allow_shrink: true")
                        .registry()
                        .allowShrink())
                .isTrue();
        assertThat(files.with("services.yaml", "version: 1", "include: [a.yaml]")
                        .with("a.yaml", "allow_shrink: true")
                        .lint())
                .containsExactly("a.yaml:1:1: 'allow_shrink' is not allowed in an included file,"
                        + " expected it in the first file alone");
    }

    @Test
    void theVersionFollowsTheContentAndNotTheDirectory(@TempDir Path elsewhere) throws ConfigurationException {
        String first = files.with("services.yaml", "version: 1").registry().version();
        String same = new ConfigurationFiles(elsewhere)
                .with("services.yaml", "version: 1")
                .registry()
                .version();
        String other = files.with("services.yaml", "version: 1 #").registry().version();

        assertThat(first).matches("[0-9a-f]{12}").isEqualTo(same).isNotEqualTo(other);
    }

    @Test
    void oneCheckMayBeSharedByManyServicesThroughAnAlias() throws ConfigurationException {
        StringBuilder text = new StringBuilder("version: 1\ndefaults: {check: &c {path: /x}}\nhttp:\n");
        for (int i = 0; i < 200; i++) {
            text.append("  s" + i + ": {check: *c, backends: [{host: node1, port: 80}]}\n");
        }

        assertThat(files.with("services.yaml", text.toString()).registry().services())
                .hasSize(200);
    }
}
