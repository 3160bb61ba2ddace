package org.bolabaden.outrider.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.registry.NodeName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrainWishTest {
    private static final NodeName HERE = new NodeName("here");
    private static final Target NODE = new Target.OfNode(new NodeName("node1"));

    private static DrainWish because(String reason) {
        return new DrainWish(Optional.of(reason), Optional.empty(), false);
    }

    private static DrainWish lasting(Duration time) {
        return new DrainWish(Optional.empty(), Optional.of(time), false);
    }

    @Test
    void aReasonIsOneLineOfTwoHundredCharactersAtMost() {
        assertThat(because("  new kernel ").reason()).contains("new kernel");
        assertThat(because(" ").reason()).isEmpty();
        assertThat(because("x".repeat(200)).reason()).contains("x".repeat(200));
        assertThatThrownBy(() -> because("x".repeat(201)))
                .hasMessage("the reason has 201 characters, expected at most 200");
        assertThatThrownBy(() -> because("new\nkernel")).hasMessageContaining("a line break");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "P365D"})
    void theShortestAndTheLongestTimeAreTaken(Duration time) {
        assertThat(lasting(time).time()).contains(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.999S", "PT0S", "P365DT1S"})
    void aTimeBeyondThemIsRefused(Duration time) {
        assertThatThrownBy(() -> lasting(time)).hasMessageContaining("expected 1s to 365d");
    }

    @Test
    void aDrainBeginsInWholeMillisecondsAndEndsThatMuchLater() {
        Instant now = Instant.parse("2026-11-28T10:00:00.123456Z");

        Drain drain = lasting(Duration.ofMinutes(5)).begin(NODE, HERE, now, Optional.empty());

        assertThat(drain.since()).isEqualTo(Instant.parse("2026-11-28T10:00:00.123Z"));
        assertThat(drain.until()).contains(Instant.parse("2026-11-28T10:05:00.123Z"));
        assertThat(because("x").begin(NODE, HERE, now, Optional.empty()).until())
                .isEmpty();
    }

    @Test
    void aDrainThatIsChangedKeepsItsBeginningAndItsTimeCountsFromNow() {
        Instant before = Instant.parse("2026-11-28T09:00:00Z");
        Instant now = Instant.parse("2026-11-28T10:00:00Z");
        Drain first = because("x").begin(NODE, HERE, before, Optional.empty());

        Drain changed = lasting(Duration.ofMinutes(5)).begin(NODE, HERE, now, Optional.of(first));

        assertThat(changed.since()).isEqualTo(before);
        assertThat(changed.until()).contains(now.plusSeconds(300));
    }
}
