package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.bolabaden.outrider.GeneratedRegistries;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.render.Model;
import org.bolabaden.outrider.render.Models;
import org.bolabaden.outrider.render.Renderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Doutrider.registries=10000 -Doutrider.registries.from=1} tries more, and others. */
class GeneratedConfigurationTest {
    private static final int COUNT = Integer.getInteger("outrider.registries", 150);
    private static final int FROM = Integer.getInteger("outrider.registries.from", 1);

    @TempDir
    Path directory;

    @Test
    void whatTheRegistryAcceptsHaproxyAccepts() throws Exception {
        Files.writeString(directory.resolve("watcher.yaml"), """
                node: %s
                haproxy: {socket: "/run/it's here/admin.sock", master_socket: /run/m, certificate: %s}
                """.formatted(
                        GeneratedRegistries.NODE, HaproxyFiles.certificate(directory)));
        NodeSettings settings = new ConfigurationDirectory(directory, Map.of()).settings();
        HaproxyVersion[] versions = HaproxyVersion.values();
        int accepted = 0;
        int primaries = 0;
        int readPools = 0;
        for (long seed = FROM; seed < FROM + COUNT; seed++) {
            Optional<Registry> registry = GeneratedRegistries.lintable(directory, seed, settings);
            if (registry.isPresent()) {
                accepted++;
                primaries += count(registry.get(), service -> service.primary().isPresent());
                readPools += count(registry.get(), service -> service.readsOf().isPresent());
                render(registry.get(), seed, settings);
                check(seed, versions[(int) (seed % versions.length)]);
            }
        }
        assertThat(accepted).isGreaterThan(COUNT * 9 / 10);
        assertThat(primaries).isGreaterThan(COUNT / 5);
        assertThat(readPools).isGreaterThan(COUNT / 10);
    }

    private static int count(Registry registry, Predicate<Service> kind) {
        return (int) registry.services().values().stream().filter(kind).count();
    }

    @Test
    void aCopyOfABuiltInTemplateRendersTheSame() throws Exception {
        NodeSettings settings = new ConfigurationDirectory(directory, Map.of()).settings();
        Registry registry = GeneratedRegistries.lintable(directory, 4, settings).orElseThrow();
        Model model = Models.of("1", "v", settings, GeneratedRegistries.plan(registry, 4), true);
        for (String input : List.of("builtin:haproxy-tcp", "builtin:haproxy-http")) {
            Path copy = Files.writeString(directory.resolve("my own.tmpl"), Renderer.source(input));

            assertThat(new Renderer().render(copy.toString(), model))
                    .isEqualTo(new Renderer().render(input, model))
                    .contains("\n  server ");
        }
    }

    private void render(Registry registry, long seed, NodeSettings settings) throws Exception {
        Plan plan = GeneratedRegistries.plan(registry, seed);
        Files.writeString(
                directory.resolve("tcp.cfg"),
                new Renderer().render("builtin:haproxy-tcp", Models.of("1", "v", settings, plan, true)));
        Files.writeString(
                directory.resolve("http.cfg"),
                new Renderer().render("builtin:haproxy-http", Models.of("1", "v", settings, plan, false)));
    }

    private void check(long seed, HaproxyVersion version) {
        List<String> words = List.of(
                version.program().toString(),
                "-c",
                "-f",
                directory.resolve("tcp.cfg").toString(),
                "-f",
                directory.resolve("http.cfg").toString());
        assertThat(new Commands().run(words, Map.of(), Duration.ofSeconds(30)))
                .as("seed %d, %s", seed, version)
                .isInstanceOfSatisfying(Commands.Result.Ended.class, ended -> {
                    assertThat(ended.exit()).as(ended.output()).isZero();
                    assertThat(ended.output().replace("Configuration file is valid", ""))
                            .as("seed %d, %s", seed, version)
                            .isBlank();
                });
    }
}
