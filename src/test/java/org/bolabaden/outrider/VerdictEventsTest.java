package org.bolabaden.outrider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.TestBackends.peer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.health.HealthBoard;
import org.bolabaden.outrider.health.HealthBoard.Judgement;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.Event.Level;
import org.bolabaden.outrider.probe.FailureReason;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.NodeSettings.HealthChecks;
import org.junit.jupiter.api.Test;

class VerdictEventsTest {
    private static final Backend BACKEND = peer("site", "node2", 80);

    private final List<Event> told = new ArrayList<>();
    private final VerdictEvents events = new VerdictEvents();
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final HealthBoard board = new HealthBoard(
            Judgement.of(HealthChecks.DEFAULT),
            () -> now,
            () -> 0.5,
            change -> events.of(change).ifPresent(told::add));

    VerdictEventsTest() {
        board.replace(List.of(BACKEND));
        checks(1, true);
        told.clear();
    }

    /** So many checks with that outcome, half a second apart. */
    private void checks(int times, boolean pass) {
        for (int i = 0; i < times; i++) {
            now = now.plusMillis(500);
            board.onResult(
                    BACKEND,
                    new ProbeResult(
                            now,
                            new ProbeResult.Timings(0, 1, 0, 0, 1),
                            pass ? Optional.empty() : Optional.of(new FailureReason(FailureReason.Kind.REFUSED)),
                            Optional.of(new InetSocketAddress(InetAddress.ofLiteral("10.0.0.2"), 80)),
                            0));
        }
    }

    private List<String> names() {
        return told.stream().map(Event::name).toList();
    }

    @Test
    void aRestartIsADownAndAnUp() {
        checks(3, false);
        checks(2, true);

        assertThat(names()).containsExactly("backend_down", "backend_up");
        assertThat(told).extracting(Event::level).containsExactly(Level.WARN, Level.INFO);
    }

    @Test
    void aBackendThatKeepsFlappingIsToldToBeHeldOnceAndToBeReleasedOnce() {
        for (int i = 0; i < 6; i++) {
            checks(3, false);
            checks(2, true);
        }
        assertThat(names()).containsExactly("backend_down", "backend_up", "backend_down", "backend_held");
        assertThat(told.getLast().level()).isEqualTo(Level.WARN);
        assertThat(told.getLast().reason().orElseThrow())
                .startsWith("its checks pass, but it comes and goes (flap penalty ")
                .contains("trusted again below 1500, in ");

        now = now.plus(Duration.ofSeconds(130));
        checks(1, true);

        assertThat(names()).endsWith("backend_held", "backend_released");
        assertThat(told.getLast().from()).contains("held");
        assertThat(told.getLast().to()).contains("up");
    }

    @Test
    void aBackendThatStaysDownThroughItsHoldDownIsToldToBeReleasedToDown() {
        for (int i = 0; i < 3; i++) {
            checks(3, false);
            checks(2, true);
        }
        checks(3, false);
        now = now.plus(Duration.ofSeconds(130));
        checks(1, false);

        assertThat(names()).endsWith("backend_held", "backend_released");
        assertThat(told.getLast().to()).contains("down");
    }

    @Test
    void oneThatLeftTheRegistryIsForgotten() {
        for (int i = 0; i < 3; i++) {
            checks(3, false);
            checks(2, true);
        }
        events.retain(Set.of());
        now = now.plus(Duration.ofSeconds(130));
        checks(1, true);

        assertThat(names()).last().isEqualTo("backend_up");
    }
}
