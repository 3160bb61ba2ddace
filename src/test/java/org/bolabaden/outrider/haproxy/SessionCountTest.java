package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.haproxy.SessionCount.Busy;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionCountTest {
    private static final String SITE = "site";

    private static BackendId backend(String host, int port) {
        return new BackendId(new ServiceName(SITE), new Endpoint(host, port));
    }

    @ParameterizedTest
    @EnumSource
    void sessionsAreCountedInTheWorkerThatAReloadLeftBehindToo(HaproxyVersion version) throws Exception {
        try (TcpServer server = TcpServer.echo();
                DrivenHaproxy driven = new DrivenHaproxy(HaproxyProcess.of(version)
                        .frontend("in", SITE)
                        .backend(
                                SITE,
                                "server a:1 127.0.0.1:" + server.port(),
                                "server b:2 127.0.0.1:" + server.port() + " disabled")
                        .masterWorker()
                        .start())) {
            MasterSocket master = new MasterSocket(driven.haproxy.masterSocket(), RuntimeSocket.DEFAULT_DEADLINE);
            SessionCount all = new SessionCount(driven.haproxy.runtime(), Optional.of(master), driven.applier);
            SessionCount present = new SessionCount(driven.haproxy.runtime(), Optional.empty(), driven.applier);
            driven.apply(Plans.service(SITE).ready("a", 1).maint("b", 2).plan(1));
            try (TcpClient before = new TcpClient(driven.haproxy.port("in"))) {
                assertThat(before.answered("x")).isTrue();
                SwitchedHaproxy.reload(driven.haproxy);
                try (TcpClient after = new TcpClient(driven.haproxy.port("in"))) {
                    assertThat(after.answered("x")).isTrue();

                    assertCounted(all, 2);
                    assertCounted(present, 1);
                }
            }
        }
    }

    private static void assertCounted(SessionCount count, long sessions) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(8))
                // A master that was just reloaded refuses connections for a moment.
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(count.read())
                        .containsEntry(backend("a", 1), new Busy(sessions, true))
                        .containsEntry(backend("b", 2), new Busy(0, false)));
    }
}
