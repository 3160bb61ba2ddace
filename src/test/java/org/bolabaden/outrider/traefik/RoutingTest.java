package org.bolabaden.outrider.traefik;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bolabaden.outrider.traefik.Renderings.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bolabaden.outrider.registry.CachePolicy;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.registry.StatusRanges;
import org.bolabaden.outrider.render.Candidate;
import org.bolabaden.outrider.traefik.Asking.Answer;
import org.bolabaden.outrider.traefik.Renderings.ServiceBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the built-in template does in a real Traefik before real backends. */
class RoutingTest {
    private static final String S = "app.example.org";
    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<AutoCloseable> started = new ArrayList<>();
    private WebBackend local;
    private WebBackend peer;
    private TraefikProcess traefik;

    @BeforeEach
    void start() {
        TraefikProcess.program();
        local = backend("local");
        peer = backend("peer");
        traefik = traefik();
    }

    private TraefikProcess traefik() {
        TraefikProcess process = TraefikProcess.traefik().start();
        started.add(process);
        return process;
    }

    private WebBackend backend(String name) {
        WebBackend backend = WebBackend.named(name);
        started.add(backend);
        return backend;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : started.reversed()) {
            one.close();
        }
    }

    private ServiceBuilder both() {
        return service(S).local(local.port()).peer(peer.port());
    }

    private static Renderings node1() {
        return Renderings.on("node1.example.org");
    }

    /** Writes what our own check passes, and waits until it is live. */
    private static void write(TraefikProcess traefik, String text) {
        Template template =
                new Template("builtin:traefik-http", traefik.provided().resolve("out.yaml"), List.of(), List.of());
        assertThat(new DynamicConfigurationCheck().problems(List.of(new Candidate(template, template.output(), text))))
                .isEmpty();
        String marker = "m" + System.nanoTime();
        traefik.write("out.yaml", text);
        traefik.write(
                "marker.yaml", "http:\n  routers:\n    " + marker + ": {rule: Host(`m`), service: noop@internal}\n");
        traefik.awaitRouter(marker);
    }

    private Answer ask(String host, String path) {
        return Asking.get(traefik.port("web"), host, path);
    }

    private String who() {
        return ask(S, "/").server();
    }

    @Test
    void aServiceAnswersToItsNameAndItsAliases() {
        write(traefik, node1().with(both().aliases("alias.example.org")).text());

        assertThat(ask(S, "/").body()).isEqualTo("local for " + S);
        assertThat(ask("ALIAS.example.org:80", "/").body()).isEqualTo("local for ALIAS.example.org:80");
        assertThat(ask("other.example.org", "/").status()).isEqualTo(418);
    }

    @Test
    void nothingThatWeRenderIsDisabledOrAnError() {
        write(
                traefik,
                node1().with(both().cache(CachePolicy.Scope.STATIC, Duration.ofMinutes(1))
                                .edge("https://app.node3.example.org"))
                        .text());
        write(traefik, node1().text());

        assertThat(traefik.logged("error")).isEmpty();
        traefik.api("http/routers?per_page=1000")
                .forEach(router -> assertThat(router.path("status").asText()).isEqualTo("enabled"));
    }

    @Test
    void thePeerServesWhenTraefiksOwnCheckLosesTheLocalBackend() {
        write(traefik, node1().with(both()).text());
        assertThat(who()).isEqualTo("local");

        local.health(500);
        await().atMost(SOON).untilAsserted(() -> assertThat(who()).isEqualTo("peer"));
        local.health(200);
        await().atMost(SOON).untilAsserted(() -> assertThat(who()).isEqualTo("local"));

        local.stop();
        await().atMost(SOON).untilAsserted(() -> assertThat(who()).isEqualTo("peer"));
    }

    @Test
    void whoIsUpByOurVerdictServesWhenTraefiksOwnChecksHaveGivenUpOnEverybody() {
        write(traefik, node1().with(both()).text());
        local.health(500);
        await().atMost(SOON).untilAsserted(() -> assertThat(who()).isEqualTo("peer"));

        peer.health(500);
        await().atMost(SOON).until(() -> traefik.logged("warn").toString().contains(":" + peer.port()));

        assertThat(IntStream.range(0, 20).mapToObj(i -> who())).containsOnly("peer");
    }

    @Test
    void nobodyIsAskedWhomBothHaveGivenUpOn() {
        write(traefik, node1().with(both()).up(backend -> false).text());
        local.health(500);
        peer.health(500);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ask(S, "/").status()).isEqualTo(503));
    }

    @Test
    void aLocalBackendThatRefusesCostsNoRequestAlsoBeforeACheckHasNoticed() {
        for (int round = 0; round < 3; round++) {
            write(traefik, node1().passiveChecks().with(both()).text());
            await().atMost(SOON).untilAsserted(() -> assertThat(who()).isEqualTo("local"));

            local.stop();

            assertThat(IntStream.range(0, 20).mapToObj(i -> who())).containsOnly("peer");
            local.start();
        }
    }

    @Test
    void errorsOfTheApplicationTakeNobodyOutForGood() {
        write(traefik, node1().passiveChecks().with(both()).text());

        // The answers of the application arrive as they are, however many visitors meet them.
        assertThat(IntStream.range(0, 100).mapToObj(i -> ask(S, "/broken").status()))
                .containsOnly(500);
        assertThat(who()).isIn("local", "peer");
        await().atMost(SOON).untilAsserted(() -> assertThat(who()).isEqualTo("local"));
    }

    @Test
    void aPoolOfBothKindsTellsTheFailoverHowItIs() {
        WebBackend third = backend("third");
        write(
                traefik,
                node1().with(service(S)
                                .local(local.port())
                                .edge("http://localhost:" + third.port(), true)
                                .peer(peer.port()))
                        .text());
        local.health(500);
        third.health(500);

        await().atMost(SOON).untilAsserted(() -> assertThat(who()).isEqualTo("peer"));
    }

    @Test
    void aVerdictInTheFileCountsAtOnce() {
        Check tcp = new Check.Tcp(ServiceBuilder.schedule());
        ServiceBuilder unchecked = service(S).check(tcp).local(local.port()).peer(peer.port());
        write(traefik, node1().with(unchecked).text());
        assertThat(who()).isEqualTo("local");

        local.stop();
        write(traefik, node1().with(unchecked).up(backend -> !backend.local()).text());
        assertThat(IntStream.range(0, 20).mapToObj(i -> who())).containsOnly("peer");
    }

    @Test
    void weightsAreKept() {
        WebBackend other = backend("other");
        write(
                traefik,
                node1().with(service(S).peer(peer.port(), 1).peer(other.port(), 3))
                        .text());

        Map<String, Long> served = IntStream.range(0, 400)
                .mapToObj(i -> who())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(served.get("other")).isBetween(298L, 302L);
        assertThat(served.get("peer")).isBetween(98L, 102L);
    }

    @Test
    void whatIsCachedSaysSo() {
        write(
                traefik,
                node1().with(both().cache(CachePolicy.Scope.STATIC, Duration.ofMinutes(10)))
                        .with(service("all.example.org")
                                .cache(CachePolicy.Scope.ALL, Duration.ofHours(1))
                                .local(local.port()))
                        .text());

        assertThat(ask(S, "/a/b.css?v=1").header("Cache-Control")).isEqualTo("public, max-age=600");
        assertThat(ask(S, "/a.PNG").header("CDN-Cache-Control")).isEqualTo("public, max-age=600");
        assertThat(ask(S, "/a.css/page").headers()).doesNotContainKey("Cache-Control");
        assertThat(ask("all.example.org", "/b.css").header("Cache-Control")).isEqualTo("public, max-age=3600");
    }

    @Test
    void whatMayBeMeantForOneUserIsNeverDeclaredPublic() {
        write(
                traefik,
                node1().with(both().cache(CachePolicy.Scope.STATIC, Duration.ofMinutes(10)))
                        .with(service("all.example.org")
                                .cache(CachePolicy.Scope.ALL, Duration.ofHours(1))
                                .local(local.port()))
                        .text());

        assertThat(List.of(
                        ask("all.example.org", "/page"),
                        Asking.send(traefik.port("web"), "POST /a.css", S, "Content-Length: 0\r\n"),
                        Asking.send(traefik.port("web"), "GET /a.css", S, "Authorization: Basic eA==\r\n")))
                .allSatisfy(answer -> {
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.headers()).doesNotContainKeys("Cache-Control", "CDN-Cache-Control");
                });
    }

    @Test
    void aHostWithWwwLosesItAndNobodyIsSentToHttpsThatIsNotThere() {
        write(traefik, node1().with(both()).text());

        assertThat(ask("www." + S, "/x?y").header("Location")).isEqualTo("http://" + S + "/x?y");
        assertThat(ask("unknown.example.org", "/").headers()).doesNotContainKey("Location");
    }

    @Test
    void aCheckArrivesAsItIsWritten() {
        String path = "/_healthz/it's/$x/%7B%7B.y%7D%7D/(a)*;b=1,2@c:d!?q=%22&r=`".replace("`", "%60");
        Check check = new Check.Http(
                ServiceBuilder.schedule(),
                "HEAD",
                path,
                Optional.of("health.example.org"),
                StatusRanges.parse("404"),
                Optional.empty());
        local.health(404);
        peer.health(404);
        write(
                traefik,
                node1().with(service(S).check(check).local(local.port()).peer(peer.port()))
                        .text());

        await().atMost(SOON).until(() -> local.checks().size() > 2);
        assertThat(local.checks()).containsOnly(new WebBackend.Check("HEAD", path, "health.example.org"));
        assertThat(who()).isEqualTo("local");
        local.health(200);
        await().atMost(SOON).untilAsserted(() -> assertThat(who()).isEqualTo("peer"));
    }

    @Test
    void aCheckDoesNotFollowARedirect() {
        local.health(302);
        write(traefik, node1().with(both()).text());

        await().atMost(SOON).until(() -> local.checks().size() > 2);
        assertThat(who()).isEqualTo("local");
    }

    @Test
    void aFileThatOurCheckRefusesWouldHaveTakenEveryServiceOut() {
        String good = node1().with(both()).text();
        write(traefik, good);
        traefik.write("mine.yaml", "http:\n  routers:\n    mine: {rule: Host(`mine`), service: noop@internal}\n");
        traefik.awaitRouter("mine");
        String bad = good.replace("passHostHeader", "passHost").replace("healthCheck:", "healthChek:");
        Template template =
                new Template("builtin:traefik-http", traefik.provided().resolve("out.yaml"), List.of(), List.of());

        assertThat(new DynamicConfigurationCheck().problems(List.of(new Candidate(template, template.output(), bad))))
                .first()
                .asString()
                .contains("unknown key 'healthChek'");
        traefik.write("out.yaml", bad);
        traefik.write("mine.yaml", "http:\n  routers:\n    changed: {rule: Host(`mine`), service: noop@internal}\n");
        await().atMost(SOON)
                .until(() -> traefik.logged("error").stream().anyMatch(line -> line.contains("healthChek")));
        // Nothing of the provider moves any more, the user's own files included: a start with it would have no service.
        TraefikProcess fresh = TraefikProcess.traefik()
                .file("out.yaml", bad)
                .file("mine.yaml", "http:\n  routers:\n    mine: {rule: Host(`mine`), service: noop@internal}\n")
                .start();
        started.add(fresh);
        await().atMost(SOON).until(() -> fresh.logged("error").stream().anyMatch(line -> line.contains("healthChek")));
        assertThat(fresh.live("routers", "mine")).isEmpty();
        assertThat(traefik.live("routers", "changed")).isEmpty();
    }
}
