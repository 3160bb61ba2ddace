package org.bolabaden.outrider.traefik;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.GeneratedRegistries;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.render.Candidate;
import org.bolabaden.outrider.render.Models;
import org.bolabaden.outrider.render.Renderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Doutrider.registries=10000 -Doutrider.registries.from=1} tries more, and others. */
class GeneratedDynamicConfigurationTest {
    private static final int COUNT = Integer.getInteger("outrider.registries", 150);
    private static final int FROM = Integer.getInteger("outrider.registries.from", 1);
    private static final String MARK = "mark.yaml";

    @TempDir
    Path directory;

    @Test
    void whatTheRegistryAcceptsTraefikAccepts() throws Exception {
        Files.writeString(directory.resolve("watcher.yaml"), "node: " + GeneratedRegistries.NODE + "\n");
        NodeSettings settings = new ConfigurationDirectory(directory, Map.of()).settings();
        int accepted = 0;
        try (TraefikProcess traefik = TraefikProcess.traefik()
                .entryPoint("web")
                .throttle(Duration.ofMillis(1))
                .start()) {
            for (long seed = FROM; seed < FROM + COUNT; seed++) {
                Optional<Registry> registry = GeneratedRegistries.lintable(directory, seed, settings);
                if (registry.isPresent()) {
                    accepted++;
                    String text = new Renderer()
                            .render(
                                    "builtin:traefik-http",
                                    Models.of(
                                            "1", "v", settings, GeneratedRegistries.plan(registry.get(), seed), true));
                    assertThat(ourProblems(text)).as("seed %d", seed).isEmpty();
                    traefik.write("http.yaml", text);
                    traefik.write(MARK, mark(seed));
                    assertThat(troubles(traefik, seed)).as("seed %d", seed).isEmpty();
                }
            }
            assertThat(traefik.logged("error")).isEmpty();
        }
        assertThat(accepted).isGreaterThan(COUNT * 3 / 4);
    }

    private List<String> ourProblems(String text) {
        Template template = new Template("builtin:traefik-http", directory.resolve("http.yaml"), List.of(), List.of());
        return new DynamicConfigurationCheck()
                .problems(List.of(new Candidate(template, directory.resolve(".http.yaml.new"), text)));
    }

    /** A router that tells which registry Traefik has by now. */
    private static String mark(long seed) {
        return "http: {routers: {mark%d: {rule: 'Host(`mark`)', service: 'noop@internal'}}}%n".formatted(seed);
    }

    /** What Traefik could not use of the registry with that mark, by name. */
    private static Map<String, String> troubles(TraefikProcess traefik, long seed) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> traefik.live("routers", "mark" + seed).isPresent());
        Map<String, String> troubles = new TreeMap<>();
        for (String kind : List.of("routers", "services", "middlewares")) {
            for (JsonNode one : traefik.api("http/" + kind + "?per_page=1000")) {
                if (!one.path("status").asText().equals("enabled")) {
                    troubles.put(
                            kind + " " + one.path("name").asText(),
                            one.path("error").toString());
                }
            }
        }
        return troubles;
    }
}
