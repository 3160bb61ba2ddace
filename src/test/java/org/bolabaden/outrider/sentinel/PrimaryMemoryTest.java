package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on the disk is what was decided. */
class PrimaryMemoryTest {
    private static final ServiceName SERVICE = new ServiceName("redis-main");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456Z");
    private static final Endpoint A = new Endpoint("fd00::1", 6_379);
    private static final Endpoint B = new Endpoint("node2", 6_379);

    @TempDir
    Path directory;

    private static PrimaryMemory memory(Standing standing) {
        Failover failover = new Failover(
                SERVICE,
                Optional.of(A),
                Optional.of(B),
                Optional.of(new Epoch(7)),
                List.of(
                        new Failover.Step(Failover.Kind.SDOWN, NOW, "\"a\\quoted\" detail"),
                        new Failover.Step(Failover.Kind.CUT, NOW.plusMillis(5), "")));
        return new PrimaryMemory(
                Map.of(SERVICE, new Remembered(SERVICE, "sentinel redis-main", standing, List.of(failover))));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Path file = PrimaryMemory.in(directory.resolve("not-there-yet"));
        for (Standing standing : List.of(
                Standing.NONE,
                Standing.offering(B, new Epoch(7), NOW, true, "proof"),
                Standing.offering(A, new Epoch(7), NOW, false, "proof").deposed(new Epoch(8), NOW, "why"))) {
            memory(standing).write(file);

            assertThat(PrimaryMemory.read(file)).isEqualTo(memory(standing));
        }
    }

    @Test
    void withoutAFileNothingIsRemembered() throws IOException {
        assertThat(PrimaryMemory.read(PrimaryMemory.in(directory))).isEqualTo(PrimaryMemory.NONE);
    }

    @Test
    void aFileThatHoldsSomethingElseIsAnErrorAndNotAnEmptyMemory() throws IOException {
        Path file = PrimaryMemory.in(directory);
        for (String foreign : List.of(
                "",
                "{",
                "{\"services\":{\"redis-main\":{\"since\":\"yesterday\"}}}",
                "{\"services\":{\"redis-main\":{\"since\":\"2026-01-01T00:00:00Z\",\"epoch\":-1}}}",
                "{\"services\":{\"redis-main\":{\"since\":\"2026-01-01T00:00:00Z\",\"primary\":{\"host\":\"a"
                        + " b\"}}}}")) {
            Files.writeString(file, foreign);

            assertThatThrownBy(() -> PrimaryMemory.read(file)).as(foreign).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsToldOfPastFailoversDecidesNothing() {
        Standing standing = Standing.offering(B, new Epoch(7), NOW, true, "proof");
        PrimaryMemory without =
                new PrimaryMemory(Map.of(SERVICE, new Remembered(SERVICE, "sentinel redis-main", standing, List.of())));

        assertThat(without.decidesLike(memory(standing))).isTrue();
        assertThat(without.decidesLike(memory(Standing.NONE))).isFalse();
    }
}
