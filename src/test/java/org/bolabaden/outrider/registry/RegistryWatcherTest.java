package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bolabaden.outrider.observe.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryWatcherTest {
    @TempDir
    Path root;

    private final AtomicReference<Registry> loaded = new AtomicReference<>(Registry.EMPTY);
    private final AtomicReference<Event> told = new AtomicReference<>();
    private final AtomicInteger loads = new AtomicInteger();
    private Path configuration;
    private ConfigurationDirectory directory;
    private RegistryWatcher watcher;

    @BeforeEach
    void aRegistryIsLoadedAndWatched() throws Exception {
        configuration = root.resolve("configuration");
        write(configuration, "a");
        directory = new ConfigurationDirectory(configuration, java.util.Map.of());
        watcher = new RegistryWatcher(directory::watched, this::load, told::set);
        watcher.start();
        load();
        await().until(() -> loads.get() == 2);
    }

    @AfterEach
    void stop() {
        watcher.close();
    }

    @Test
    void aFileWrittenInPlaceIsLoaded() throws Exception {
        write(configuration, "b");

        awaitService("b");
    }

    @Test
    void aFileRenamedOverIsLoaded() throws Exception {
        Path fresh = configuration.resolve(".services.yaml.tmp");
        Files.writeString(fresh, text("b"));
        Files.move(fresh, configuration.resolve("services.yaml"), StandardCopyOption.ATOMIC_MOVE);

        awaitService("b");
    }

    @Test
    void aLinkThatPointsElsewhereIsLoaded() throws Exception {
        Path file = configuration.resolve("services.yaml");
        Files.writeString(root.resolve("one.yaml"), text("b"));
        Files.writeString(root.resolve("two.yaml"), text("c"));
        Files.delete(file);
        Files.createSymbolicLink(file, root.resolve("one.yaml"));
        awaitService("b");

        Path swapped = root.resolve("swapped");
        Files.createSymbolicLink(swapped, root.resolve("two.yaml"));
        Files.move(swapped, file, StandardCopyOption.ATOMIC_MOVE);

        awaitService("c");
    }

    @Test
    void aReplacedDirectoryIsLoaded() throws Exception {
        write(root.resolve("fresh"), "b");
        Files.move(configuration, root.resolve("old"));
        Files.move(root.resolve("fresh"), configuration);

        awaitService("b");
    }

    @Test
    void aNewFileThatAnIncludeMatchesIsLoadedAndItsEndToo() throws Exception {
        Path included = configuration.resolve("services.d/b.yaml");
        Files.createDirectories(included.getParent());
        Files.writeString(included, text("b"));
        awaitService("b");

        Files.writeString(included, text("c"));
        awaitService("c");

        Files.delete(included);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(loaded.get().services()).hasSize(1));
    }

    @Test
    void manyWritesAtOnceAreOneLoadOrTwo() throws Exception {
        int before = loads.get();
        for (int i = 0; i < 50; i++) {
            write(configuration, "b" + i);
        }

        awaitService("b49");
        assertThat(loads.get() - before).isLessThanOrEqualTo(3);
    }

    @Test
    void aListenerThatThrowsIsToldAndWatchingGoesOn() throws Exception {
        Error failure = new OutOfMemoryError("listener");
        AtomicInteger calls = new AtomicInteger();
        try (RegistryWatcher second = new RegistryWatcher(
                directory::watched,
                () -> {
                    if (calls.incrementAndGet() == 1) {
                        throw failure;
                    }
                },
                told::set)) {
            second.start();
            for (int i = 0; calls.get() < 2; i++) {
                int round = i;
                write(configuration, "b" + i);
                await().atMost(Duration.ofSeconds(5)).until(() -> calls.get() > Math.min(round, 1));
            }
        }
        assertThat(told.get().reason()).contains(failure.toString());
    }

    @Test
    void whatATransferWritesIsNotLoadedBeforeItIsStill() throws Exception {
        watcher.close();
        AtomicInteger seen = new AtomicInteger();
        RegistryWatcher.Patience patience =
                new RegistryWatcher.Patience(Duration.ofMillis(600), Duration.ofSeconds(30), Duration.ofSeconds(3));
        try (RegistryWatcher patient =
                new RegistryWatcher(directory::watched, seen::incrementAndGet, () -> patience, told::set)) {
            patient.start();
            await().until(() -> seen.get() == 1);
            for (int i = 0; i < 8; i++) {
                write(configuration, "b" + i);
                Thread.sleep(200);
            }
            assertThat(seen).hasValue(1);
            await().atMost(Duration.ofSeconds(5)).until(() -> seen.get() == 2);

            Path file = configuration.resolve("services.yaml");
            Files.delete(file);
            Thread.sleep(1_500);
            assertThat(seen).as("a file that vanished may come back").hasValue(2);
            write(configuration, "c");
            await().atMost(Duration.ofSeconds(5)).until(() -> seen.get() == 3);
        }
    }

    @Test
    void aFileThatATransferTakesAwayBeforeTheFirstLookMayComeBackToo() throws Exception {
        watcher.close();
        List<Boolean> there = new CopyOnWriteArrayList<>();
        Path file = configuration.resolve("services.yaml");
        RegistryWatcher.Patience patient =
                new RegistryWatcher.Patience(Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofSeconds(30));
        watcher =
                new RegistryWatcher(directory::watched, () -> there.add(Files.exists(file)), () -> patient, told::set);

        watcher.start();
        Files.delete(file);
        await().during(Duration.ofSeconds(1)).until(there::isEmpty);
        write(configuration, "b");

        await().until(() -> !there.isEmpty());
        assertThat(there).containsOnly(true);
    }

    private void load() {
        try {
            loaded.set(directory.registry(directory.settings()));
        } catch (ConfigurationException seenAgainWhenMended) {
            // The last good one stays, as in the product.
        }
        loads.incrementAndGet();
    }

    private void awaitService(String name) {
        await().atMost(Duration.ofSeconds(5))
                .until(() -> loaded.get().service(new ServiceName(name)).isPresent());
    }

    private static void write(Path directory, String service) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("services.yaml"), "include: ['services.d/*.yaml']\n" + text(service));
    }

    private static String text(String service) {
        return "version: 1\nhttp: {" + service + ": {backends: [{host: node1, port: 80}]}}\n";
    }
}
