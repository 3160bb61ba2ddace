package org.bolabaden.outrider;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.bolabaden.outrider.RegistryDecision.Reading;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.ConfigurationDirectory;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.registry.Generation;
import org.bolabaden.outrider.registry.LastGood;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.Pinned;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.RegistryHistory;

/**
 * Keeps the registry that runs: the last one that could take effect. It reads the files, has {@link RegistryDecision}
 * decide, and does that; {@link RegistryHistory} remembers, {@link RegistryNotices} tells.
 */
final class RegistryStage {
    private final ConfigurationDirectory files;
    private final RegistryHistory history;
    private final InstantSource clock;
    private final RegistryNotices notices;
    private final Executor disk;
    private final AtomicLong loaded = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong held = new AtomicLong();
    private final NodeSettings startedWith;
    private Optional<Pinned> lastPinned = Optional.empty();
    private volatile Running running;

    /**
     * What runs.
     *
     * @param at when it took effect
     */
    record Running(NodeSettings settings, Registry registry, Instant at) {}

    /**
     * Loads for the first time. Files that cannot be used are no reason not to start while the history has what ran before.
     *
     * @param force whether to take the files however much of what ran before they take away
     * @throws ConfigurationException when watcher.yaml has a mistake, or services.yaml with nothing to fall back on
     */
    RegistryStage(
            ConfigurationDirectory files, RegistryHistory history, InstantSource clock, EventSink events, boolean force)
            throws ConfigurationException {
        this(files, history, clock, events, force, historyThread());
    }

    /**
     * The same.
     *
     * @param disk runs what writes the history, one after the other
     */
    RegistryStage(
            ConfigurationDirectory files,
            RegistryHistory history,
            InstantSource clock,
            EventSink events,
            boolean force,
            Executor disk)
            throws ConfigurationException {
        this.disk = disk;
        this.files = files;
        this.history = history;
        this.clock = clock;
        this.notices = new RegistryNotices(events);
        NodeSettings settings = files.settings();
        this.startedWith = settings;
        Reading reading = read(settings);
        this.running = settle(reading, () -> ranBefore(reading), Optional.empty(), force);
    }

    /**
     * Reads the files again.
     *
     * @param force whether to take them however much of what runs they take away
     * @return what runs from now on; empty: nothing changed
     */
    synchronized Optional<Running> reload(boolean force) {
        Running before = running;
        LastGood runs = new LastGood(before.registry(), before.at());
        try {
            Running now = settle(readAnew(before.settings()), () -> Optional.of(runs), Optional.of(before), force);
            if (now.settings().equals(before.settings()) && now.registry().equals(before.registry())) {
                return Optional.empty();
            }
            notices.settings(startedWith, before.settings(), now.settings());
            running = now;
            return Optional.of(now);
        } catch (ConfigurationException nothingRuns) {
            throw new IllegalStateException("what runs can always stay", nothingRuns);
        }
    }

    private Reading readAnew(NodeSettings lastSettings) {
        try {
            return read(files.settings());
        } catch (ConfigurationException mistakes) {
            return new Reading.Broken(lastSettings, mistakes);
        }
    }

    private Reading read(NodeSettings settings) {
        try {
            return new Reading.Good(settings, files.load(settings));
        } catch (ConfigurationException mistakes) {
            return new Reading.Broken(settings, mistakes);
        }
    }

    private Optional<LastGood> ranBefore(Reading reading) {
        Optional<String> newest = history.generations().stream().findFirst().map(Generation::version);
        boolean same = reading instanceof Reading.Good good
                && newest.equals(Optional.of(good.loaded().registry().version()));
        // Reading a large registry twice would double the time to the first check.
        return same ? Optional.empty() : history.newest(reading.settings());
    }

    private Running settle(
            Reading reading, Supplier<Optional<LastGood>> before, Optional<Running> present, boolean force)
            throws ConfigurationException {
        Optional<Pinned> pinned = pinned(reading.settings());
        return switch (RegistryDecision.of(reading, pinned, before, force)) {
            case RegistryDecision.Take take -> {
                pinned.ifPresent(over -> history.unpin());
                lastPinned = Optional.empty();
                yield take(take.reading(), present);
            }
            case RegistryDecision.Stay stay -> {
                count(stay);
                notices.stay(stay, pinned, present.map(Running::registry), reading.settings());
                NodeSettings settings = pinned.isPresent()
                        ? reading.settings()
                        : present.map(Running::settings).orElse(reading.settings());
                yield new Running(
                        settings, stay.stays().registry(), stay.stays().since());
            }
        };
    }

    /** A pin that cannot be read any more is no reason to serve what an operator rolled back from. */
    private Optional<Pinned> pinned(NodeSettings settings) {
        lastPinned = history.pinned(settings).or(() -> history.hasPin() ? lastPinned : Optional.empty());
        return lastPinned;
    }

    private Running take(Reading.Good reading, Optional<Running> present) {
        loaded.incrementAndGet();
        Registry registry = reading.loaded().registry();
        Optional<Running> same = present.filter(runs -> runs.registry().equals(registry));
        Instant since = same.map(Running::at).orElseGet(clock::instant);
        boolean changed =
                same.filter(runs -> runs.settings().equals(reading.settings())).isEmpty();
        notices.taken(present.map(Running::registry), registry, changed);
        disk.execute(() -> history.keep(reading.loaded(), since));
        return new Running(reading.settings(), registry, since);
    }

    /** Writes what the disk refused, if it did. */
    void catchUp() {
        disk.execute(history::catchUp);
    }

    // A hundred files, each flushed to the disk, take some 400 ms: the registry must not wait for that to take effect.
    private static Executor historyThread() {
        ThreadPoolExecutor one = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(RegistryHistory.KEPT),
                Thread.ofPlatform().daemon().name("registry-history").factory(),
                new ThreadPoolExecutor.CallerRunsPolicy());
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    private void count(RegistryDecision.Stay stay) {
        AtomicLong counter =
                switch (stay) {
                    case RegistryDecision.RolledBack back -> loaded;
                    case RegistryDecision.Hold hold -> held;
                    case RegistryDecision.Reject reject -> rejected;
                };
        counter.incrementAndGet();
    }

    Running running() {
        return running;
    }

    /** Why what runs is not what the files say: their mistakes, what is held, a rollback; empty: it is. */
    Optional<String> error() {
        return notices.error();
    }

    /** Files and directories of which a change calls for a {@link #reload}. */
    Set<Path> watched() {
        Set<Path> all = new TreeSet<>(files.watched());
        all.add(history.pinFile());
        return all;
    }

    long loads() {
        return loaded.get();
    }

    long rejections() {
        return rejected.get();
    }

    long holds() {
        return held.get();
    }
}
