package org.bolabaden.outrider.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What systemd hears over a real socket, by the real systemd-notify. */
@Timeout(90)
class ServiceManagerTest {
    private static final String EVERY_200_MS = "400000";

    @TempDir
    Path directory;

    private final Told told = new Told();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private NotifySocket systemd;
    private Optional<ServiceManager> manager = Optional.empty();

    /** A service that is as the test says. */
    private static final class Told implements ServiceManager.Service {
        private volatile boolean begun = true;
        private volatile Optional<String> fault = Optional.empty();
        private volatile String status = "2 of 2 backends up";

        @Override
        public boolean begun() {
            return begun;
        }

        @Override
        public Optional<String> fault() {
            return fault;
        }

        @Override
        public String status() {
            return status;
        }
    }

    @BeforeEach
    void listen() {
        systemd = new NotifySocket(directory);
    }

    @AfterEach
    void stop() {
        manager.ifPresent(ServiceManager::close);
        systemd.close();
    }

    private void start(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(systemd.environment());
        environment.putAll(more);
        manager = ServiceManager.start(environment, told, failures::add);
    }

    @Test
    void itIsReadyWhenItHasBegunToCheckAndNotBefore() {
        told.begun = false;
        start(Map.of("WATCHDOG_USEC", EVERY_200_MS));
        await().during(Duration.ofMillis(500)).until(() -> systemd.heard().isEmpty());

        told.begun = true;

        systemd.awaitMessage("READY=1|STATUS=2 of 2 backends up"::equals);
    }

    @Test
    void theWatchdogHearsOfItWhileItWorksAndNoLonger() {
        start(Map.of("WATCHDOG_USEC", EVERY_200_MS));
        await().until(() -> systemd.count("WATCHDOG=1") >= 3);

        told.fault = Optional.of("thread outputs has been stuck for 90 s");
        systemd.awaitMessage("STATUS=stuck: thread outputs has been stuck for 90 s"::equals);
        long words = systemd.count("WATCHDOG=1");

        await().during(Duration.ofMillis(800)).until(() -> systemd.count("WATCHDOG=1") == words);
        told.fault = Optional.empty();
        await().until(() -> systemd.count("WATCHDOG=1") > words);
    }

    @Test
    void aChangeOfStatusIsToldAlongWithIt() {
        start(Map.of("WATCHDOG_USEC", EVERY_200_MS));
        systemd.awaitMessage(line -> line.startsWith("WATCHDOG=1"));

        told.status = "1 of 2 backends up";

        systemd.awaitMessage("WATCHDOG=1|STATUS=1 of 2 backends up"::equals);
    }

    @Test
    void withoutAWatchdogNoneIsFed() {
        start(Map.of());
        systemd.awaitMessage(line -> line.startsWith("READY=1"));

        manager.orElseThrow().close();

        systemd.awaitMessage(line -> line.startsWith("STOPPING=1"));
        assertThat(systemd.count("WATCHDOG=1")).isZero();
        assertThat(failures).isEmpty();
    }

    @Test
    void aManagerThatIsGoneIsToldOnceAndHoldsUpNothing() {
        Map<String, String> nowhere =
                Map.of("NOTIFY_SOCKET", directory.resolve("gone.sock").toString(), "WATCHDOG_USEC", EVERY_200_MS);
        manager = ServiceManager.start(nowhere, told, failures::add);

        await().until(() -> !failures.isEmpty());
        await().during(Duration.ofMillis(800)).until(() -> failures.size() == 1);
        assertThat(failures.getFirst()).startsWith("systemd-notify ended with 1: ");
    }
}
