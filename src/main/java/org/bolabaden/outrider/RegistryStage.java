package org.bolabaden.outrider;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.ConfigurationError;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Registry;

/**
 * Keeps the registry that runs: the last one that was loaded without a mistake.
 *
 * <p>A load is one of three: the files are broken, and what runs goes on running; they say what runs already; or they say
 * something new, which then runs.
 */
final class RegistryStage {
    private final ConfigurationDirectory files;
    private final InstantSource clock;
    private final EventSink events;
    private final AtomicLong loaded = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private volatile Running running;
    private volatile Optional<String> error = Optional.empty();

    /**
     * What runs.
     *
     * @param at when it was loaded
     */
    record Running(NodeSettings settings, Registry registry, Instant at) {}

    /**
     * Loads for the first time.
     *
     * @throws ConfigurationException when there is a mistake, with nothing to fall back on
     */
    RegistryStage(ConfigurationDirectory files, InstantSource clock, EventSink events) throws ConfigurationException {
        this.files = files;
        this.clock = clock;
        this.events = events;
        NodeSettings settings = files.settings();
        this.running = new Running(settings, files.registry(settings), clock.instant());
        loaded.incrementAndGet();
        events.emit(
                Event.info("registry_loaded").change("none", running.registry().version()));
    }

    /**
     * Reads the files again.
     *
     * @return what runs from now on; empty: nothing changed
     */
    synchronized Optional<Running> reload() {
        try {
            NodeSettings settings = files.settings();
            Registry registry = files.registry(settings);
            loaded.incrementAndGet();
            error = Optional.empty();
            return replace(settings, registry);
        } catch (ConfigurationException mistakes) {
            reject(mistakes);
            return Optional.empty();
        }
    }

    private Optional<Running> replace(NodeSettings settings, Registry registry) {
        Running before = running;
        if (settings.equals(before.settings()) && registry.equals(before.registry())) {
            return Optional.empty();
        }
        if (!settings.haproxy().equals(before.settings().haproxy())
                || !settings.api().equals(before.settings().api())
                || !settings.node().equals(before.settings().node())) {
            events.emit(Event.warn("restart_needed")
                    .reason("node, haproxy or api changed in watcher.yaml: they take effect at the next start"));
        }
        running = new Running(settings, registry, clock.instant());
        events.emit(Event.info("registry_loaded").change(before.registry().version(), registry.version()));
        return Optional.of(running);
    }

    private void reject(ConfigurationException mistakes) {
        rejected.incrementAndGet();
        String text =
                mistakes.errors().stream().map(ConfigurationError::toString).collect(Collectors.joining("\n"));
        if (!error.equals(Optional.of(text))) {
            events.emit(Event.error("registry_rejected")
                    .reason(text + "\nthe last good registry "
                            + running.registry().version() + " stays"));
        }
        error = Optional.of(text);
    }

    Running running() {
        return running;
    }

    /** What is wrong with the files as they are now. */
    Optional<String> error() {
        return error;
    }

    long loads() {
        return loaded.get();
    }

    long rejections() {
        return rejected.get();
    }
}
