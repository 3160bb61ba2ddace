package org.bolabaden.outrider.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static final Path OUTPUT = Path.of("haproxy.cfg");
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

    private final Retries retries = new Retries();

    @Test
    void whatFailedIsTriedAgainAfterAPauseThatGrows() {
        retries.failed(OUTPUT, "text", NOW);
        assertThat(retries.waits(OUTPUT, "text", NOW.plusSeconds(9))).isTrue();
        assertThat(retries.waits(OUTPUT, "text", NOW.plusSeconds(10))).isFalse();
        retries.failed(OUTPUT, "text", NOW.plusSeconds(10));
        assertThat(retries.waits(OUTPUT, "text", NOW.plusSeconds(29))).isTrue();
        assertThat(retries.waits(OUTPUT, "text", NOW.plusSeconds(30))).isFalse();
    }

    @Test
    void somethingElseIsTriedAtOnce() {
        retries.failed(OUTPUT, "text", NOW);

        assertThat(retries.waits(OUTPUT, "another text", NOW)).isFalse();
    }

    @Test
    void aClockThatWasPutBackMakesNoPauseLonger() {
        retries.failed(OUTPUT, "text", NOW);

        assertThat(retries.waits(OUTPUT, "text", NOW.minus(Duration.ofDays(1)))).isFalse();
    }
}
