package org.bolabaden.outrider.haproxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.registry.BackendId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrafficWatchTest {
    private static final String WEB = "web";

    private final Map<BackendId, TrafficSignal> suspected = new ConcurrentHashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private HaproxyProcess haproxy;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsThatHangAreNoticedBeforeAnyTimeout(HaproxyVersion version) throws IOException {
        ServerSocket silent = opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        watch(version, silent.getLocalPort());

        Awaitility.await().atMost(Duration.ofSeconds(8)).until(() -> {
            opened(new Socket(InetAddress.getLoopbackAddress(), haproxy.port("in")))
                    .getOutputStream()
                    .write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
            return suspected.containsValue(TrafficSignal.STALL);
        });
    }

    @ParameterizedTest
    @EnumSource
    void refusedConnectionsAreNoticed(HaproxyVersion version) throws IOException {
        ServerSocket gone = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        gone.close();
        watch(version, gone.getLocalPort());

        Awaitility.await().atMost(Duration.ofSeconds(8)).until(() -> {
            opened(new Socket(InetAddress.getLoopbackAddress(), haproxy.port("in")));
            return suspected.containsValue(TrafficSignal.CONNECT_ERRORS);
        });
    }

    @ParameterizedTest
    @EnumSource(names = "V2_6")
    void trafficThatIsAnsweredRaisesNoSuspicion(HaproxyVersion version) throws IOException {
        EchoServer echo = opened(new EchoServer("echo"));
        watch(version, echo.port());

        for (int i = 0; i < 200; i++) {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), haproxy.port("in"))) {
                client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
                assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
                        .contains("200");
            }
        }

        assertThat(suspected).isEmpty();
    }

    private void watch(HaproxyVersion version, int port) {
        haproxy = opened(HaproxyProcess.of(version)
                .frontend("in", WEB)
                .backend(WEB, "retries 0", "server 127.0.0.1:" + port + " 127.0.0.1:" + port)
                .start());
        RuntimeApplier applier = opened(new RuntimeApplier(haproxy.runtime(), event -> {}, ApplierListener.NONE));
        TrafficWatch watch = opened(new TrafficWatch(haproxy.runtime(), applier, suspected::put, event -> {}));
        applier.submit(Plans.service(WEB).ready("127.0.0.1", port).plan(1));
        applier.start();
        watch.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(8))
                .until(() -> !applier.bound().isEmpty());
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }
}
