package org.bolabaden.outrider.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.ServiceName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrainFileTest {
    private static final NodeName HERE = new NodeName("here");
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00.123Z");

    @TempDir
    Path directory;

    private static Drain drain(Target target, Optional<String> reason, Optional<Instant> until, boolean forced) {
        return new Drain(target, reason, NOW, until, forced, HERE);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        ServiceName site = new ServiceName("site");
        Drains drains = new Drains(List.of(
                drain(
                        new Target.OfNode(new NodeName("fd00::1")),
                        Optional.of("\"new\" kernel"),
                        Optional.empty(),
                        true),
                drain(new Target.OfService(site), Optional.empty(), Optional.of(NOW.plusSeconds(9)), false),
                drain(
                        new Target.OfBackend(new BackendId(site, new Endpoint("fd00::1", 80))),
                        Optional.empty(),
                        Optional.empty(),
                        false),
                drain(
                        new Target.OfBackend(new BackendId(site, new Endpoint("node1", 80))),
                        Optional.empty(),
                        Optional.empty(),
                        false)));
        DrainFile file = DrainFile.in(directory.resolve("new"));

        OwnDrains own =
                OwnDrains.NONE.with(drains).and(new DrainId(new Target.OfService(site), new NodeName("node9"), NOW));

        file.write(own);

        assertThat(file.read(HERE)).isEqualTo(own);
    }

    @Test
    void nothingIsDrainedBeforeTheFirst() throws IOException {
        assertThat(DrainFile.in(directory).read(HERE)).isEqualTo(OwnDrains.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"drains\": 1}",
                "{\"drains\": [1]}",
                "{\"drains\": [{\"kind\": \"cluster\", \"target\": \"a\", \"since\": \"2026-11-28T10:00:00Z\"}]}",
                "{\"drains\": [{\"kind\": \"node\", \"target\": \"a b\", \"since\": \"2026-11-28T10:00:00Z\"}]}",
                "{\"drains\": [{\"kind\": \"backend\", \"target\": \"a/b\", \"since\": \"2026-11-28T10:00:00Z\"}]}",
                "{\"drains\": [{\"kind\": \"node\", \"target\": \"a\", \"since\": \"yesterday\"}]}",
                "{\"drains\": [{\"kind\": \"node\""
            })
    void whatIsNoneIsRefusedWithItsName(String content) throws IOException {
        DrainFile file = DrainFile.in(directory);
        Files.writeString(file.path(), content);

        assertThatThrownBy(() -> file.read(HERE)).isInstanceOf(IOException.class);
    }
}
