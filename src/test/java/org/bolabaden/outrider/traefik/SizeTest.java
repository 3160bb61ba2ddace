package org.bolabaden.outrider.traefik;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.render.Candidate;
import org.junit.jupiter.api.Test;

class SizeTest {
    @Test
    void fourThousandServicesAreRenderedAndJudgedInTime() {
        Renderings many = Renderings.on("node1.example.org");
        for (int i = 0; i < 4_000; i++) {
            many.with(Renderings.service("s" + i + ".example.org").local(80).peer(81));
        }
        Template template = new Template("builtin:traefik-http", Path.of("nowhere", "out.yaml"), List.of(), List.of());

        // Measured: 6 s with a cold JVM while others use the cores, of which reading takes less than 1 s.
        assertTimeout(
                Duration.ofSeconds(20),
                () -> assertThat(new DynamicConfigurationCheck()
                                .problems(List.of(new Candidate(template, Path.of("nowhere", ".x"), many.text()))))
                        .isEmpty());
    }
}
