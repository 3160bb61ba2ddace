package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.haproxy.RenderedHaproxy.freePort;
import static org.bolabaden.outrider.haproxy.RenderedHaproxy.get;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServicePlan;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the built-in templates make of a registry, asked by real clients. */
class RenderedTrafficTest {
    @RegisterExtension
    private final WebServers web = new WebServers();

    @ParameterizedTest
    @EnumSource
    void aHostLeadsToItsServiceAndAnUnknownOneNowhere(HaproxyVersion version) throws Exception {
        try (RenderedHaproxy haproxy =
                web.haproxy(version, """
                http:
                  One.example.org:
                    aliases: [ALIAS.example.org]
                    backends: [{host: localhost, port: %d}, {host: 127.0.0.1, port: %d}]
                  two.example.org:
                    backends: [{host: 127.0.0.1, port: %d}]
                """.formatted(web.local.port(), web.peer.port(), web.peer.port()))) {
            assertThat(get(web.port, "one.example.org", "/")).contains("200 OK", "local ");
            assertThat(get(web.port, "ONE.Example.ORG:8080", "/")).contains("200 OK", "local ");
            assertThat(get(web.port, "alias.example.org", "/")).contains("local ");
            assertThat(get(web.port, "two.example.org", "/")).contains("peer ");
            assertThat(get(web.port, "three.example.org", "/")).startsWith("HTTP/1.1 404 ");
            assertThat(get(web.port, "two.example.org.evil.org", "/")).startsWith("HTTP/1.1 404 ");
            assertThat(get(web.port, "www.two.example.org:" + web.port, "/a?b=c"))
                    .startsWith("HTTP/1.1 302 ")
                    .contains("location: http://two.example.org:" + web.port + "/a?b=c\r\n");
            assertThat(haproxy.read().servers()).hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBackendIsToldWhomTheClientAskedForAndHow(HaproxyVersion version) throws Exception {
        try (RenderedHaproxy haproxy = web.haproxy(version, """
                http:
                  one.example.org:
                    backends: [{host: localhost, port: %d}]
                """.formatted(web.local.port()))) {
            String answer = get(
                    web.port, "one.example.org", "/", "X-Forwarded-Host: forged.example", "X-Forwarded-Proto: https");

            assertThat(answer.toLowerCase(Locale.ROOT))
                    .contains("x-forwarded-host: one.example.org\n")
                    .contains("x-forwarded-proto: http\n")
                    .contains("x-forwarded-port: " + web.port + "\n")
                    .contains("x-forwarded-for: 127.0.0.1\n")
                    .contains("\nhost: one.example.org\n");
            assertThat(haproxy.read().worker().pid()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void staticFilesAreCachedAndNothingElse(HaproxyVersion version) throws Exception {
        try (RenderedHaproxy haproxy = web.haproxy(version, """
                http:
                  one.example.org: {cache: "static, 10m", backends: [{host: localhost, port: %d}]}
                  all.example.org: {cache: "all, 10m", backends: [{host: localhost, port: %d}]}
                """.formatted(web.local.port(), web.local.port()))) {
            assertThat(get(web.port, "one.example.org", "/a.CSS?v=1")).contains("public, max-age=600", "local 1\n");
            assertThat(get(web.port, "one.example.org", "/a.CSS?v=1")).contains("local 1\n");
            assertThat(get(web.port, "one.example.org", "/page"))
                    .contains("local 2\n")
                    .doesNotContain("max-age");
            assertThat(get(web.port, "one.example.org", "/page")).contains("local 3\n");
            assertThat(get(web.port, "one.example.org", "/private.css")).contains("local 4\n");
            assertThat(get(web.port, "one.example.org", "/private.css")).contains("local 5\n");
            assertThat(get(web.port, "one.example.org", "/a.CSS?v=1", "Authorization: Basic eDp4"))
                    .contains("local 6\n");
            assertThat(get(web.port, "all.example.org", "/page")).contains("local 7\n");
            assertThat(get(web.port, "all.example.org", "/page")).contains("local 7\n");
            assertThat(get(web.port, "all.example.org", "/page", "Cookie: me=1"))
                    .contains("local 8\n");
            assertThat(haproxy.read().worker().pid()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void plainHttpIsSentToHttpsWhereThereIsACertificate(HaproxyVersion version) throws Exception {
        int https = freePort();
        String settings = "http_bind: '127.0.0.1:%d', https_bind: '127.0.0.1:%d', certificate: %s"
                .formatted(web.port, https, HaproxyFiles.certificate(web.directory));
        try (RenderedHaproxy haproxy =
                new RenderedHaproxy(version, web.directory, settings, """
                http:
                  localhost:
                    backends: [{host: localhost, port: %d}]
                """.formatted(web.local.port()))) {
            assertThat(get(web.port, "localhost", "/a?b=c"))
                    .startsWith("HTTP/1.1 302 ")
                    .contains("location: https://localhost:" + https + "/a?b=c\r\n");
            String answer = curl(https);
            assertThat(answer).startsWith("HTTP/2 200").containsIgnoringCase("x-forwarded-proto: https");
            assertThat(haproxy.read().worker().pid()).isPositive();
        }
    }

    private String curl(int https) throws Exception {
        Process curl = new ProcessBuilder(
                        "curl",
                        "-si",
                        "--cacert",
                        web.directory.resolve("certificate.pem").toString(),
                        "https://localhost:" + https + "/")
                .start();
        String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        curl.waitFor();
        return answer;
    }

    @ParameterizedTest
    @EnumSource
    void anEdgeIsAskedByItsOwnNameAndOnlyWhenNothingElseServes(HaproxyVersion version) throws Exception {
        String services = """
                http:
                  one.example.org:
                    backends: [{host: localhost, port: %d}, {url: "http://127.0.0.1:%d"}]
                  far.example.org:
                    backends: [{url: "http://127.0.0.1:%d"}]
                """.formatted(web.local.port(), web.peer.port(), web.peer.port());
        try (RenderedHaproxy haproxy = web.haproxy(version, services);
                RuntimeApplier applier = new RuntimeApplier(haproxy.runtime(), event -> {}, ApplierListener.NONE)) {
            assertThat(get(web.port, "one.example.org", "/")).contains("local ", "Host: one.example.org");
            assertThat(get(web.port, "far.example.org", "/"))
                    .contains("peer ", "Host: 127.0.0.1:" + web.peer.port(), "X-forwarded-host: far.example.org");

            haproxy.runtime().ask("set server one.example.org/localhost:" + web.local.port() + " state maint");
            assertThat(get(web.port, "one.example.org", "/"))
                    .contains("peer ", "Host: 127.0.0.1:" + web.peer.port(), "X-forwarded-host: one.example.org");

            applier.start();
            applier.submit(haproxy.render(services));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> applier.proven().isPresent());
            assertThat(get(web.port, "one.example.org", "/")).contains("local ");
            assertThat(haproxy.read().servers().keySet())
                    .extracting(ServerRef::toString)
                    .containsExactlyInAnyOrder(
                            "one.example.org/localhost:" + web.local.port(),
                            "one.example.org:edge/127.0.0.1:" + web.peer.port(),
                            "one.example.org:local/localhost:" + web.local.port(),
                            "far.example.org/127.0.0.1:" + web.peer.port());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theDirectHostReachesLocalServersAloneAndFollowsThePlan(HaproxyVersion version) throws Exception {
        String services = """
                http:
                  one.example.org:
                    backends: [{host: localhost, port: %d}, {host: 127.0.0.1, port: %d}]
                """.formatted(web.local.port(), web.peer.port());
        try (RenderedHaproxy haproxy = web.haproxy(version, services);
                RuntimeApplier applier = new RuntimeApplier(haproxy.runtime(), event -> {}, ApplierListener.NONE)) {
            String direct = "one.node1.example.org";
            assertThat(get(web.port, direct, "/", "X-Forwarded-Host: one.example.org"))
                    .contains("local ", "X-forwarded-host: one.example.org");
            assertThat(get(web.port, direct, "/", "X-Forwarded-Host: forged.example"))
                    .contains("X-forwarded-host: one.node1.example.org");

            Plan plan = haproxy.render(services);
            Plan without = new Plan(
                    2,
                    Map.copyOf(plan.services().entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey,
                                    entry -> new ServicePlan(
                                            entry.getValue().service(),
                                            entry.getValue().servers().stream()
                                                    .map(RenderedTrafficTest::downIfLocal)
                                                    .toList())))));
            applier.start();
            applier.submit(without);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> applier.proven()
                            .filter(proof -> proof.sequence() == 2)
                            .isPresent());

            assertThat(get(web.port, direct, "/")).startsWith("HTTP/1.1 503 ");
            assertThat(get(web.port, "one.example.org", "/")).contains("peer ");
        }
    }

    private static ServerPlan downIfLocal(ServerPlan server) {
        return !server.backend().local()
                ? server
                : new ServerPlan(
                        server.backend(), Admin.MAINT, server.weight(), server.role(), server.address(), "test");
    }
}
