package org.bolabaden.outrider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.registry.Generation;
import org.bolabaden.outrider.registry.RegistryHistory;
import org.bolabaden.outrider.registry.RollbackException;
import org.bolabaden.outrider.registry.ServiceName;

/** A configuration directory with real files, and the registry stages that run on it one after the other. */
final class RegistryFixture {
    final List<Event> events = new CopyOnWriteArrayList<>();
    final Path directory;
    final Path state;
    Instant now = Instant.parse("2026-01-31T12:00:00Z");

    private final ConfigurationDirectory files;
    private Optional<RegistryStage> stage = Optional.empty();

    RegistryFixture(Path directory) {
        this.directory = directory;
        this.state = directory.resolve("state");
        this.files = new ConfigurationDirectory(directory, Map.of());
        write("watcher.yaml", "node: n1\nstate_dir: state\n");
    }

    RegistryFixture write(String name, String content) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Writes services.yaml with these tcp services, each with one backend. */
    RegistryFixture services(String... names) {
        return write("services.yaml", "version: 1\n" + tcp(names));
    }

    /** A section with these services; their ports follow from their names. */
    static String tcp(String... names) {
        StringBuilder text = new StringBuilder(names.length == 0 ? "" : "tcp:\n");
        for (String name : names) {
            int port = 1000 + name.hashCode() % 1000;
            text.append("  %s: {port: %d, backends: [{host: n1, port: %d}]}%n".formatted(name, port, port));
        }
        return text.toString();
    }

    RegistryFixture broken() {
        return write("services.yaml", "version: 1\ntcp: [oops]\n");
    }

    RegistryFixture delete(String name) {
        try {
            Files.delete(directory.resolve(name));
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A new process on the same directory; events begin anew. */
    RegistryStage start() throws ConfigurationException {
        return start(false);
    }

    RegistryStage start(boolean force) throws ConfigurationException {
        events.clear();
        RegistryStage started = new RegistryStage(files, history(), () -> now, events::add, force, Runnable::run);
        stage = Optional.of(started);
        return started;
    }

    /** A minute passes, and the watcher has noticed something. */
    RegistryFixture reload() {
        now = now.plus(Duration.ofMinutes(1));
        stage.orElseThrow().reload(false);
        return this;
    }

    /** What another process does. */
    Generation rollback(int steps) throws RollbackException {
        try {
            return history().rollback(steps, files.settings());
        } catch (ConfigurationException mistake) {
            throw new IllegalStateException(mistake);
        }
    }

    RegistryHistory history() {
        return new RegistryHistory(files, state, events::add);
    }

    /** The services that run. */
    List<String> running() {
        return stage.orElseThrow().running().registry().services().keySet().stream()
                .map(ServiceName::value)
                .toList();
    }

    String version() {
        return stage.orElseThrow().running().registry().version();
    }

    List<String> eventNames() {
        return events.stream().map(Event::name).toList();
    }

    Event event(String name) {
        return events.stream()
                .filter(event -> event.name().equals(name))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("no " + name + " in " + events));
    }

    long count(String name) {
        return events.stream().filter(event -> event.name().equals(name)).count();
    }
}
