package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.haproxy.RenderedHaproxy.freePort;
import static org.bolabaden.outrider.haproxy.RenderedHaproxy.get;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Local first, and what happens when that one dies, through the built-in template for tcp services. */
class RenderedTcpTrafficTest {
    @RegisterExtension
    private final WebServers web = new WebServers();

    @ParameterizedTest
    @EnumSource
    void aPeerTakesOverFromAKilledLocalServerWithoutOutrider(HaproxyVersion version) throws Exception {
        int localPort = freePort();
        int tcpPort = freePort();
        HaproxyProcess killed = HaproxyProcess.of(version)
                .section(
                        "listen local",
                        List.of(
                                "mode http",
                                "bind 127.0.0.1:" + localPort,
                                "http-request return status 200 content-type text/plain string \"local 1\""))
                .start();
        try (RenderedHaproxy haproxy = web.haproxy(version, """
                tcp:
                  web:
                    port: %d
                    check: {type: http , path: "/it's?", expect: {status: "200-399,404"}}
                    backends: [{host: localhost, port: %d}, {host: 127.0.0.1, port: %d}]
                """.formatted(tcpPort, localPort, web.peer.port()))) {
            for (int i = 0; i < 10; i++) {
                assertThat(get(tcpPort, "any", "/")).contains("local ");
            }
            killed.kill();
            long from = System.nanoTime();
            // What is connecting to it as it goes down is cut off, and forgotten by 3.0.11.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(8))
                    .ignoreExceptions()
                    .until(() -> get(tcpPort, "any", "/").contains("peer "));
            System.out.printf(
                    "local killed, %s: the peer serves after %d ms%n", version, (System.nanoTime() - from) / 1_000_000);
            for (int i = 0; i < 10; i++) {
                assertThat(get(tcpPort, "any", "/")).contains("peer ");
            }
            assertThat(haproxy.read().worker().pid()).isPositive();
        } finally {
            killed.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProxyThatStartsFromTheFileServesThePrimaryAlone(HaproxyVersion version) throws Exception {
        int tcpPort = freePort();
        int readPort = freePort();
        try (RenderedHaproxy haproxy =
                web.haproxy(version, """
                tcp:
                  web:
                    port: %d
                    primary: 127.0.0.1
                    read_pool: {port: %d}
                    backends: [{host: localhost, port: %d}, {host: 127.0.0.1, port: %d}]
                """.formatted(tcpPort, readPort, web.local.port(), web.peer.port()))) {
            for (int i = 0; i < 10; i++) {
                assertThat(get(tcpPort, "any", "/")).contains("peer ");
                assertThat(get(readPort, "any", "/")).contains("local ");
            }
            haproxy.runtime().ask("set server web/127.0.0.1:" + web.peer.port() + " state maint");

            assertThat(get(tcpPort, "any", "/")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerAddedAtRunTimeStandsByAndTakesOver(HaproxyVersion version) throws Exception {
        int tcpPort = freePort();
        String one = """
                tcp:
                  web: {port: %d, backends: [{host: localhost, port: %d}]}
                """.formatted(tcpPort, web.local.port());
        String two = one.replace("]}", ", {host: 127.0.0.1, port: " + web.peer.port() + "}]}");
        AtomicInteger drifts = new AtomicInteger();
        ApplierListener listener = new ApplierListener() {
            @Override
            public void drift(int settings) {
                drifts.addAndGet(settings);
            }
        };
        try (RenderedHaproxy haproxy = web.haproxy(version, one);
                RuntimeApplier applier = new RuntimeApplier(haproxy.runtime(), event -> {}, listener)) {
            applier.start();
            applier.submit(haproxy.render(two));
            ServerRef added = new ServerRef("web", "127.0.0.1:" + web.peer.port());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> applier.proven().isPresent());

            assertThat(haproxy.read().backup(added)).isTrue();
            assertThat(haproxy.read().server(added).orElseThrow().weight()).isEqualTo(100);
            assertThat(get(tcpPort, "any", "/")).contains("local ");
            haproxy.runtime().ask("set server web/localhost:" + web.local.port() + " state maint");
            assertThat(get(tcpPort, "any", "/")).contains("peer ");
            assertThat(drifts.get()).isLessThanOrEqualTo(1);
        }
    }
}
