package org.bolabaden.outrider.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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
 * <p>A change is reported once no further one was seen for 100 ms, or 500 ms after the first at the latest, so within
 * 0.8 s. It may be reported although nothing changed in the end; the listener compares {@link Registry#version}. When
 * the load changes what is watched, it is reported once more, because the new files may have changed meanwhile.
 */
public final class RegistryWatcher implements AutoCloseable {
    private static final Duration LONGEST_TURN = Duration.ofMinutes(2);
    private static final Duration IDLE = Duration.ofMillis(250);
    private static final Duration SETTLING = Duration.ofMillis(50);
    private static final Duration QUIET = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    private final Supplier<Set<Path>> watched;
    private final Runnable changed;
    private final EventSink events;
    private final Thread thread;
    private final Pulse pulse;

    // Of the watcher's thread alone. Empty: the first look differs.
    private Map<Path, FileStamp> known = Map.of();

    /**
     * Prepares a watcher; {@link #start} it.
     *
     * @param watched what to watch now, see {@link ConfigurationDirectory#watched}; asked before each look
     * @param changed called on the watcher's thread after a change, never twice at once; it should load anew
     * @param events told when the listener throws, after which watching goes on
     */
    public RegistryWatcher(Supplier<Set<Path>> watched, Runnable changed, EventSink events) {
        this.watched = watched;
        this.changed = changed;
        this.events = events;
        this.thread = Thread.ofPlatform().daemon().name("registry-watcher").unstarted(this::run);
        this.pulse = new Pulse(thread, LONGEST_TURN);
    }

    /**
     * Starts to watch; once. The first look is reported in any case, so that no change falls between the first load and
     * the first look, whichever of them comes first.
     */
    public void start() {
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
        Map<Path, FileStamp> last = first;
        long begin = System.nanoTime();
        long lastChange = begin;
        while (System.nanoTime() - lastChange < QUIET.toNanos() && System.nanoTime() - begin < LONGEST_WAIT.toNanos()) {
            Thread.sleep(SETTLING);
            Map<Path, FileStamp> now = look();
            if (differ(last, now)) {
                lastChange = System.nanoTime();
            }
            last = now;
        }
        return last;
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
