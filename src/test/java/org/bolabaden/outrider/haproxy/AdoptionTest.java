package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdoptionTest {
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("127.0.0.1");
    private static final int UP = 2;
    private static final int DISABLED_IN_THE_FILE = 4;

    @ParameterizedTest
    @EnumSource
    void whatIdleHaproxyHasReadyIsAdoptedAndNothingElse(HaproxyVersion version) {
        try (HaproxyProcess haproxy = HaproxyProcess.of(version)
                .backend(
                        "cache",
                        "server idle 127.0.0.1:1",
                        "server standby 127.0.0.1:2 backup",
                        "server out 127.0.0.1:3 disabled",
                        "server back 127.0.0.1:4 disabled",
                        "server weightless 127.0.0.1:5 weight 0",
                        "server drained 127.0.0.1:6",
                        "server dead 127.0.0.1:7 check inter 20ms fall 1",
                        "server nowhere nowhere.invalid:8 init-addr none")
                .start()) {
            haproxy.byHand("set server cache/back state ready");
            haproxy.byHand("set server cache/drained state drain");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> haproxy.server("cache", "dead").operational() == 0);

            Plans registry = Plans.service("cache");
            for (int port = 1; port <= 7; port++) {
                registry.ready("127.0.0.1", port);
            }
            Adoption adoption = Adoption.of(
                    haproxy.read(),
                    registry.ready("nowhere.invalid", 8)
                            .ready("absent.example.org", 9)
                            .registry());

            assertThat(adoption.serving())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            id("127.0.0.1", 1), ADDRESS, id("127.0.0.1", 2), ADDRESS, id("127.0.0.1", 4), ADDRESS));
        }
    }

    @Test
    void aServerAtAnotherPortIsNotThisBackendWhateverItsName() {
        assertThat(adopted(server("10.0.0.1", 81, 0, 1))).isEmpty();
    }

    @Test
    void aServerWithoutARealAddressServesNobody() {
        assertThat(adopted(server("192.0.2.1", 80, 0, 1))).isEmpty();
        assertThat(adopted(server("0.0.0.0", 80, 0, 1))).isEmpty();
    }

    @Test
    void theAddressThatSessionsGoToIsKeptThoughTheRegistryKnowsAnother() {
        assertThat(adopted(server("10.0.0.9", 80, 0, 1)))
                .containsExactly(Map.entry(id("node", 80), InetAddress.ofLiteral("10.0.0.9")));
    }

    @Test
    void whatTheFileDisablesAndSomebodyMadeReadyServes() {
        assertThat(adopted(server("10.0.0.1", 80, DISABLED_IN_THE_FILE, 1))).hasSize(1);
    }

    private static Map<BackendId, InetAddress> adopted(ServerState server) {
        ActualState actual =
                new ActualState(new WorkerInfo(7, "3.2", 1), Map.of(server.ref(), server), Map.of(), Map.of());
        return Adoption.of(actual, Plans.service("cache").ready("node", 80).registry())
                .serving();
    }

    private static ServerState server(String address, int port, int adminBits, int weight) {
        return new ServerState(
                new ServerRef("cache", "node"),
                Optional.of(InetAddress.ofLiteral(address)),
                port,
                UP,
                adminBits,
                weight,
                weight,
                Optional.empty(),
                0);
    }

    private static BackendId id(String host, int port) {
        return new BackendId(new ServiceName("cache"), new Endpoint(host, port));
    }
}
