package org.bolabaden.outrider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.bolabaden.outrider.observe.Event;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryHistoryTest {
    private static final Instant THEN = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    Path directory;

    @TempDir
    Path state;

    List<Event> events = new CopyOnWriteArrayList<>();
    ConfigurationFiles files;

    @BeforeEach
    void aDirectory() {
        files = new ConfigurationFiles(directory).with("watcher.yaml", "node: n1");
    }

    private RegistryHistory history() {
        return new RegistryHistory(files.read(), state, events::add);
    }

    private LoadedRegistry load() throws ConfigurationException {
        return files.read().load(files.read().settings());
    }

    private LoadedRegistry keep() throws ConfigurationException {
        LoadedRegistry loaded = load();
        history().keep(loaded, THEN);
        return loaded;
    }

    private Registry newest() throws ConfigurationException {
        return history().newest(files.read().settings()).orElseThrow().registry();
    }

    private Path kept(String name) {
        return state.resolve("registry").resolve(name);
    }

    @Test
    void everyFileIsKeptAsItWasReadUnderItsPath() throws Exception {
        files.with("services.yaml", "version: 1", "include: ['services.d/*.yaml']")
                .with("services.d/x.yaml", service("x"))
                .with("services.d/unrelated.txt", "no registry");

        LoadedRegistry loaded = load();
        files.with("services.d/x.yaml", "tcp: [changed meanwhile]");
        history().keep(loaded, THEN);

        assertThat(kept("0001/services.yaml")).hasSameBinaryContentAs(directory.resolve("services.yaml"));
        assertThat(kept("0001/services.d/x.yaml")).hasContent(service("x") + "\n");
        assertThat(kept("0001/generation.json"))
                .content()
                .contains(
                        "\"number\":1",
                        "\"version\":\"" + loaded.registry().version(),
                        "\"since\":\"2026-01-31T12:00:00Z\"");
        try (Stream<Path> all = Files.walk(state)) {
            assertThat(all.filter(Files::isRegularFile)).hasSize(3);
        }
    }

    @Test
    void aGenerationIsTheRegistryThatItWas() throws Exception {
        files.with(
                "services.yaml",
                "version: 1",
                "http: {a.example.org: {tls: {ca: tls/ca.pem}, backends: [{url: 'https://n2.example.org'}]}}",
                "tcp:",
                "  r:",
                "    port: 6379",
                "    sentinel: {master: r, sentinels: ['n1:26379'], password-file: secrets/redis}",
                "    backends: [{host: n1, port: 6379}]");

        LoadedRegistry loaded = keep();

        assertThat(newest()).isEqualTo(loaded.registry());
        Service redis = newest().service(new ServiceName("r")).orElseThrow();
        assertThat(redis.sentinel().orElseThrow().redis().orElseThrow().passwordFile())
                .isEqualTo(directory.resolve("secrets/redis"));
    }

    @Test
    void whatWasReachedUnderTwoNamesIsTheSameAgain() throws Exception {
        files.with("services.yaml", "version: 1", "include: ['s.d/*.yaml', again.yaml, '[!s]*']")
                .with("s.d/a.yaml", service("a"));
        Files.delete(directory.resolve("watcher.yaml"));
        Files.createSymbolicLink(directory.resolve("again.yaml"), Path.of("s.d/a.yaml"));

        LoadedRegistry loaded = keep();

        assertThat(newest()).isEqualTo(loaded.registry());
        assertThat(events).isEmpty();
    }

    @Test
    void theSameVersionIsKeptOnce() throws Exception {
        files.with("services.yaml", "version: 1");

        keep();
        keep();

        assertThat(history().generations()).hasSize(1);
    }

    @Test
    void tenAreKeptAndNumbersAreNotUsedTwice() throws Exception {
        for (int i = 1; i <= 13; i++) {
            files.with("services.yaml", "version: 1 # " + i);
            keep();
        }

        assertThat(history().generations())
                .extracting(Generation::number)
                .containsExactly(13, 12, 11, 10, 9, 8, 7, 6, 5, 4);
        assertThat(kept("0003")).doesNotExist();
    }

    @Test
    void thePinnedOneIsNotForgotten() throws Exception {
        for (int i = 1; i <= 13; i++) {
            files.with("services.yaml", "version: 1 # " + i);
            keep();
            if (i == 3) {
                history().rollback(2, files.read().settings());
            }
        }

        assertThat(kept("0001")).exists();
        assertThat(kept("0002")).doesNotExist();
        assertThat(history().pinned(files.read().settings())).isPresent();
    }

    @Test
    void aDamagedGenerationIsPassedOver() throws Exception {
        files.with("services.yaml", "version: 1 # first");
        LoadedRegistry first = keep();
        files.with("services.yaml", "version: 1 # second");
        keep();
        Files.writeString(kept("0002/services.yaml"), "version: 1 # tampered with");

        assertThat(newest().version()).isEqualTo(first.registry().version());
        assertThat(events).extracting(Event::name).containsExactly("state_unreadable");
    }

    @Test
    void whatACrashLeftBehindIsNoGenerationAndIsCleared() throws Exception {
        files.with("services.yaml", "version: 1");
        Files.createDirectories(kept(".unfinished-1/sub"));
        Files.writeString(kept(".unfinished-1/services.yaml"), "version: 1");

        assertThat(history().generations()).isEmpty();
        keep();

        assertThat(kept(".unfinished-1")).doesNotExist();
        assertThat(history().generations()).hasSize(1);
    }

    @Test
    void aFaultIsToldOnceAndAgainAfterItWasOver() throws Exception {
        files.with("services.yaml", "version: 1");
        Files.writeString(state.resolve("registry"), "a file");
        RegistryHistory history = history();

        history.keep(load(), THEN);
        history.keep(load(), THEN);
        assertThat(events).hasSize(1);

        Files.delete(state.resolve("registry"));
        history.keep(load(), THEN);
        assertThat(history.generations()).hasSize(1);
    }

    private static String service(String name) {
        return "http: {" + name + ": {backends: [{host: node1, port: 80}]}}";
    }
}
