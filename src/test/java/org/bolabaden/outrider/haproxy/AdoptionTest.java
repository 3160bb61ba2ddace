package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdoptionTest {
    @ParameterizedTest
    @EnumSource
    void whatServesInAnExistingConfigurationIsFoundByItsAddress(HaproxyVersion version) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                HaproxyProcess haproxy = HaproxyProcess.of(version)
                        .frontend("in", "cache")
                        .backend(
                                "cache",
                                "server one 127.0.0.1:" + server.getLocalPort(),
                                "server two 127.0.0.2:2 disabled")
                        .start();
                Socket client = new Socket(InetAddress.getLoopbackAddress(), haproxy.port("in"))) {
            assertThat(client.isConnected()).isTrue();
            ServerRef one = new ServerRef("cache", "one");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> haproxy.read().sessionsTotal(one) > 0);

            Adoption adoption = Adoption.of(
                    haproxy.read(),
                    Plans.service("redis-main")
                            .ready("127.0.0.1", server.getLocalPort())
                            .ready("127.0.0.2", 2)
                            .ready("absent.example.org", 3)
                            .registry(),
                    Optional.empty());

            assertThat(adoption.worker().pid()).isPositive();
            assertThat(adoption.serving()).hasSize(2);
            assertThat(adoption.serves(id("127.0.0.1", server.getLocalPort()))).isTrue();
            assertThat(adoption.serves(id("127.0.0.2", 2))).isFalse();
        }
    }

    private static BackendId id(String host, int port) {
        return new BackendId(new ServiceName("redis-main"), new Endpoint(host, port));
    }
}
