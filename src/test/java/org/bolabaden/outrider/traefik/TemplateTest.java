package org.bolabaden.outrider.traefik;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.Balance;
import org.bolabaden.outrider.registry.CachePolicy;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.HttpVersion;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.registry.StatusRanges;
import org.bolabaden.outrider.registry.UpstreamTls;
import org.bolabaden.outrider.render.Candidate;
import org.bolabaden.outrider.traefik.Renderings.ServiceBuilder;
import org.bolabaden.outrider.traefik.Value.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static Renderings node1() {
        return Renderings.on("node1.example.org");
    }

    /** What the text says, once our own check has passed it. */
    private static Table read(Renderings renderings) {
        String text = renderings.text();
        Template template = new Template("builtin:traefik-http", Path.of("nowhere", "out.yaml"), List.of(), List.of());
        assertThat(new DynamicConfigurationCheck()
                        .problems(List.of(new Candidate(template, Path.of("nowhere", ".x"), text))))
                .isEmpty();
        Findings findings = new Findings(template.output());
        return ValueReader.read(text, findings)
                .flatMap(root -> root.table("http"))
                .orElseThrow();
    }

    private static Table service(Table http, String name) {
        return http.table("services").flatMap(services -> services.table(name)).orElseThrow();
    }

    private static Table balancer(Table http, String name) {
        return service(http, name).table("loadBalancer").orElseThrow();
    }

    private static String text(Table table, String key) {
        return table.scalar(key).orElseThrow().text();
    }

    private static ServiceBuilder app() {
        return Renderings.service("app.example.org");
    }

    @Test
    void withoutAnyServiceTheFileIsStillValid() {
        assertThat(read(node1()).get("services")).isEmpty();
    }

    @Test
    void aSinglePoolIsALoadBalancer() {
        assertThat(text(
                        balancer(read(node1().with(app().peer(80))), "app.example.org:peers")
                                .tables("servers")
                                .getFirst(),
                        "url"))
                .isEqualTo("http://127.0.0.1:80");
    }

    @Test
    void anIpv6HostIsInBrackets() {
        Table http = read(node1().with(app().backend("2001:db8::1", 80, false, 1)));

        assertThat(text(
                        balancer(http, "app.example.org:peers")
                                .tables("servers")
                                .getFirst(),
                        "url"))
                .isEqualTo("http://[2001:db8::1]:80");
    }

    @Test
    void theOrderOfThePoolsIsTheVerdicts() {
        Renderings both = node1().with(app().local(80).peer(81));
        assertThat(text(service(read(both), "app.example.org").table("failover").orElseThrow(), "service"))
                .isEqualTo("app.example.org:local");

        assertThat(text(
                        service(read(both.up(backend -> !backend.local())), "app.example.org")
                                .table("failover")
                                .orElseThrow(),
                        "service"))
                .isEqualTo("app.example.org:peers");
    }

    @Test
    void whenTraefikGivesUpOnAllItAsksThoseThatAreUpByOurVerdict() {
        Table http = read(node1().with(app().local(80).peer(81).peer(82))
                .up(backend -> backend.id().endpoint().port() != 82));

        Table then = service(http, "app.example.org:then").table("failover").orElseThrow();
        assertThat(text(then, "service")).isEqualTo("app.example.org:peers");
        assertThat(text(then, "fallback")).isEqualTo("app.example.org:unchecked");
        Table unchecked = balancer(http, "app.example.org:unchecked");
        assertThat(unchecked.get("healthCheck")).isEmpty();
        assertThat(unchecked.tables("servers"))
                .extracting(server -> text(server, "url"))
                .containsExactly("http://127.0.0.1:81");
    }

    @Test
    void theLastResortOfAPoolThatIsDownIsTheOtherOne() {
        Table http = read(node1().with(app().local(80).peer(81)).up(backend -> !backend.local()));

        assertThat(balancer(http, "app.example.org:unchecked").tables("servers"))
                .extracting(server -> text(server, "url"))
                .containsExactly("http://127.0.0.1:81");
    }

    @Test
    void whenAllAreDownByOurVerdictTooThereIsNoLastResort() {
        Table http = read(node1().with(app().local(80).peer(81)).up(backend -> false));

        assertThat(http.table("services").orElseThrow().entries().keySet())
                .containsExactly("app.example.org", "app.example.org:local", "app.example.org:peers");
    }

    @Test
    void aServerThatIsDownIsNotInTheFileWhileAnotherIsUp() {
        Table http = read(node1().with(app().peer(80).peer(81))
                .up(backend -> backend.id().endpoint().port() == 81));

        assertThat(balancer(http, "app.example.org:peers").tables("servers")).hasSize(1);
    }

    @Test
    void whenAllAreDownAllAreInTheFileButThoseThatTheRegistryGivesNoShare() {
        // A server of weight 0 that is healthy among others that are not makes Traefik 3.6 look for one for ever.
        Table http = read(node1().with(app().peer(80).peer(81).peer(82, 0)).up(backend -> false));

        assertThat(balancer(http, "app.example.org").tables("servers"))
                .extracting(server -> text(server, "url") + " " + text(server, "weight"))
                .containsExactly("http://127.0.0.1:80 100", "http://127.0.0.1:81 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//other/x", "/a/../b", "/%zz", "/{{x}}", "/a#b"})
    void aPathThatTraefikWouldReadAsAnotherIsLeftToOurOwnCheck(String path) {
        Table http = read(node1().with(app().check(path).local(80).peer(81)));

        assertThat(service(http, "app.example.org").table("weighted")).isPresent();
        assertThat(balancer(http, "app.example.org:local").get("healthCheck")).isEmpty();
    }

    @Test
    void statusCodesThatTraefikCannotTellApartAreLeftToOurOwnCheck() {
        assertThat(checked("200-399")).isTrue();
        assertThat(checked("200,301")).isTrue();
        assertThat(checked("404")).isTrue();
        assertThat(checked("200-404")).isFalse();
        assertThat(checked("200,404")).isFalse();
    }

    @Test
    void aCheckOfAnotherPlaceIsLeftToOurOwnCheck() {
        Check.Common common = new Check.Common(ServiceBuilder.schedule(), Optional.empty(), Optional.of(8081));
        Check check = new Check.Http(
                common,
                new Check.Http.Request("GET", "/", Optional.empty(), Map.of()),
                Check.Http.Expectation.of(StatusRanges.DEFAULT, Optional.empty()),
                Optional.empty(),
                HttpVersion.HTTP_1_1);

        assertThat(balancer(read(node1().with(app().check(check).peer(80))), "app.example.org")
                        .get("healthCheck"))
                .isEmpty();
    }

    private static boolean checked(String status) {
        Check check = new Check.Http(
                ServiceBuilder.schedule(), "GET", "/", Optional.empty(), StatusRanges.parse(status), Optional.empty());
        Table http = read(node1().with(app().check(check).peer(80)).up(backend -> false));
        return balancer(http, "app.example.org").get("healthCheck").isPresent();
    }

    @Test
    void aServiceOfAnyNameGetsAlongWithOurOwnNames() {
        read(node1().with(Renderings.service("catchall").local(80))
                .with(Renderings.service("strip-www").local(81))
                .with(Renderings.service("true").local(82).peer(83))
                .with(Renderings.service("1.5").local(84)));
    }

    @Test
    void everythingAtOncePassesOurOwnCheck() {
        UpstreamTls tls =
                new UpstreamTls(Optional.of(Path.of("/etc/it's \"{{ca}}\".pem")), Optional.of("inside.example.org"));
        Table http = read(node1().entryPoints("web", "websecure", "letsencrypt")
                .with(app().aliases("a.example.org", "B.example.org")
                        .balance(Balance.LEASTCONN)
                        .cache(CachePolicy.Scope.STATIC, Duration.ofMinutes(10))
                        .tls(tls)
                        .local(80)
                        .edge("https://app.node1.example.org", true)
                        .peer(81)
                        .edge("https://app.node2.example.org")));

        Table transport = http.table("serversTransports")
                .flatMap(all -> all.table("app.example.org:tls"))
                .orElseThrow();
        assertThat(transport.list("rootCAs")).extracting(Value::shown).containsExactly("'/etc/it's \"{{ca}}\".pem'");
        assertThat(text(transport, "serverName")).isEqualTo("inside.example.org");
        assertThat(http.table("routers").orElseThrow().entries().keySet())
                .containsExactly(
                        "app.example.org",
                        "app.example.org:static",
                        "app.example.org:http",
                        "app.example.org:direct",
                        ":catchall",
                        ":catchall:https");
        assertThat(text(balancer(http, "app.example.org:peers:edges"), "passHostHeader"))
                .isEqualTo("false");
    }

    @Test
    void theSystemsAuthoritiesAndTheUrlsNameNeedNoTransportOfTheirOwn() {
        assertThat(read(node1().with(app().edge("https://app.node2.example.org:8443")))
                        .get("serversTransports")
                        .orElseThrow()
                        .toString())
                .contains(":hosts")
                .doesNotContain(":tls");
    }
}
