package org.bolabaden.outrider.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the environment asks for. */
class SummonsTest {
    private static final String SOCKET = "/run/systemd/notify";

    @Test
    void withoutASocketNobodyAsks() {
        assertThat(Summons.in(Map.of("WATCHDOG_USEC", "30000000"), 7)).isEmpty();
    }

    @Test
    void theWatchdogsTimeIsInMicroseconds() {
        assertThat(Summons.in(Map.of("NOTIFY_SOCKET", SOCKET, "WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "7"), 7))
                .contains(new Summons(SOCKET, Optional.of(Duration.ofSeconds(30))));
    }

    @Test
    void aWatchdogOfAnotherProcessIsNoneOfOurs() {
        assertThat(Summons.in(Map.of("NOTIFY_SOCKET", SOCKET, "WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "8"), 7))
                .contains(new Summons(SOCKET, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-5", "soon", "99999999999999999999999"})
    void aTimeThatIsNoneAsksForNoWatchdog(String micros) {
        assertThat(Summons.in(Map.of("NOTIFY_SOCKET", SOCKET, "WATCHDOG_USEC", micros), 7))
                .contains(new Summons(SOCKET, Optional.empty()));
    }
}
