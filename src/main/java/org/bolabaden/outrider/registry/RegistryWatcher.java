package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.observe.Pulse;

/**
 * Notices changes of the configuration, however they are made: written in place, renamed over, a link that points
 * elsewhere, the whole directory replaced, a new file that an include matches, a file gone.
 *
 * <p>It polls. inotify, and so the JDK's WatchService, reports a directory and not a path: after a link is swapped or
 * a parent directory is replaced, as git, Syncthing and Kubernetes do, it goes on watching what is no longer
 * configured, and on a full queue it drops. Looking at 100 files takes about a millisecond, four times a second.
 *
 * <p>A change is reported as its {@link Patience} has it: by itself once no further one was seen for 100 ms, or 500 ms
 * after the first at the latest, so within 0.8 s. It may be reported although nothing changed in the end; the listener compares {@link Registry#version}. When
 * the load changes what is watched, it is reported once more, because the new files may have changed meanwhile.
 */
public final class RegistryWatcher implements AutoCloseable {
    private static final Duration LONGEST_TURN = Duration.ofMinutes(2);
    private static final Duration IDLE = Duration.ofMillis(250);
    private static final Duration SETTLING = Duration.ofMillis(50);
    private final Supplier<Set<Path>> watched;
    private final Runnable changed;
    private final Supplier<Patience> patience;
    private final EventSink events;
    private final Thread thread;
    private final Pulse pulse;

    // Of the watcher's thread alone, once that runs. Empty: the first look differs.
    private Map<Path, FileStamp> known = Map.of();
    // What was there before the first look: what has vanished by then may come back as well.
    private Set<Path> atStart = Set.of();

    /**
     * How long a change is waited out.
     *
     * @param quiet how long nothing further must have changed
     * @param longest after that it is reported although it goes on
     * @param grace how long a file that vanished may take to come back
     */
    public record Patience(Duration quiet, Duration longest, Duration grace) {
        /** Of files that are written at once. */
        public static final Patience PLAIN =
                new Patience(Duration.ofMillis(100), Duration.ofMillis(500), Duration.ZERO);
        /**
         * Of files that a transfer brings one by one, or writes in place: half of one may be without a mistake. Syncthing
         * deletes first and renames then; seconds lie in between on a slow link.
         */
        public static final Patience TRANSFERRED =
                new Patience(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(5));
    }

    /**
     * Prepares a watcher of files that are written at once; {@link #start} it.
     *
     * @param watched what to watch now, see {@link ConfigurationDirectory#watched}; asked before each look
     * @param changed called on the watcher's thread after a change, never twice at once; it should load anew
     * @param events told when the listener throws, after which watching goes on
     */
    public RegistryWatcher(Supplier<Set<Path>> watched, Runnable changed, EventSink events) {
        this(watched, changed, () -> Patience.PLAIN, events);
    }

    /**
     * The same, for files that are written in whatever manner.
     *
     * @param patience asked at each change
     */
    public RegistryWatcher(
            Supplier<Set<Path>> watched, Runnable changed, Supplier<Patience> patience, EventSink events) {
        this.watched = watched;
        this.changed = changed;
        this.patience = patience;
        this.events = events;
        this.thread = Thread.ofPlatform().daemon().name("registry-watcher").unstarted(this::run);
        this.pulse = new Pulse(thread, LONGEST_TURN);
    }

    /**
     * Starts to watch; once. The first look is reported in any case, so that no change falls between the first load and
     * the first look, whichever of them comes first.
     */
    public void start() {
        atStart = present(look());
        thread.start();
    }

    /** Whether its thread is at work. */
    public Pulse pulse() {
        return pulse;
    }

    /** Stops watching, and waits up to a second for a listener that is at work. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(IDLE);
                pulse.beat();
                turn();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() throws InterruptedException {
        try {
            Map<Path, FileStamp> now = look();
            if (differ(known, now)) {
                now = settle(now);
                known = now;
                changed.run();
            }
            known = now;
        } catch (RuntimeException | Error failed) {
            events.emit(Event.error("registry_reload_failed").reason(String.valueOf(failed)));
        }
    }

    private Map<Path, FileStamp> settle(Map<Path, FileStamp> first) throws InterruptedException {
        Patience wait = patience.get();
        Map<Path, FileStamp> last = first;
        Set<Path> there = new HashSet<>(known.isEmpty() ? atStart : present(known));
        long begin = System.nanoTime();
        long lastChange = begin;
        while (true) {
            there.addAll(present(last));
            long now = System.nanoTime();
            boolean still = now - lastChange >= wait.quiet().toNanos()
                    || now - begin >= wait.longest().toNanos();
            boolean complete =
                    now - begin >= wait.grace().toNanos() || present(last).containsAll(there);
            if (still && complete) {
                return last;
            }
            Thread.sleep(SETTLING);
            pulse.beat();
            Map<Path, FileStamp> next = look();
            if (differ(last, next)) {
                lastChange = System.nanoTime();
            }
            last = next;
        }
    }

    private static Set<Path> present(Map<Path, FileStamp> look) {
        return look.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(FileStamp.MISSING))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private Map<Path, FileStamp> look() {
        Map<Path, FileStamp> stamps = new HashMap<>();
        watched.get().forEach(path -> stamps.put(path, FileStamp.of(path)));
        return stamps;
    }

    private static boolean differ(Map<Path, FileStamp> before, Map<Path, FileStamp> after) {
        return !before.keySet().equals(after.keySet())
                || after.entrySet().stream()
                        .anyMatch(entry -> before.getOrDefault(entry.getKey(), FileStamp.MISSING)
                                .differs(entry.getValue()));
    }
}
