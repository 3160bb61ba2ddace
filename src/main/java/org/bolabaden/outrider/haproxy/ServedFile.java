package org.bolabaden.outrider.haproxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.AtomicFile;
import org.bolabaden.outrider.registry.BackendId;
import org.jspecify.annotations.Nullable;

/**
 * Remembers on disk which backends were ready in which HAProxy worker, so that a restart of Outrider takes nothing out
 * that serves: the next process trusts it only for the worker that it was written for.
 *
 * <p>Written by a thread of its own, the latest state only, at most every {@value #PAUSE_MS} ms; a disk that refuses is
 * reported once and costs nothing but this memory.
 */
public final class ServedFile implements AutoCloseable {
    private static final long PAUSE_MS = 200;

    private final Path file;
    private final EventSink events;
    private final AtomicReference<@Nullable Served> waiting = new AtomicReference<>();
    private final Thread writer;
    private volatile boolean closed;
    private boolean refused;

    /**
     * What was ready.
     *
     * @param workerPid in which worker
     * @param ready the backends, as {@link BackendId} prints them
     */
    public record Served(long workerPid, Set<String> ready) {
        public Served {
            ready = Set.copyOf(ready);
        }
    }

    /** Starts the writer; nothing is read or written yet. */
    public ServedFile(Path file, EventSink events) {
        this.file = file;
        this.events = events;
        this.writer = Thread.ofPlatform().name("served-file").daemon().start(this::write);
    }

    /** What the last process left; empty: nothing, or nothing that can be read. */
    public Optional<Served> read() {
        try {
            JsonNode root = new ObjectMapper().readTree(Files.readAllBytes(file));
            Set<String> ready = new HashSet<>();
            root.path("ready").forEach(id -> ready.add(id.asText()));
            return Optional.of(new Served(root.path("worker_pid").asLong(), ready));
        } catch (NoSuchFileException first) {
            return Optional.empty();
        } catch (IOException unreadable) {
            events.emit(Event.warn("state_unreadable")
                    .reason(file + ": " + unreadable.getClass().getSimpleName() + "; starting without it"));
            return Optional.empty();
        }
    }

    /** Remembers this soon; never blocks. */
    public void write(long workerPid, List<BackendId> ready) {
        Set<String> names = new HashSet<>();
        ready.forEach(id -> names.add(id.toString()));
        waiting.set(new Served(workerPid, names));
        LockSupport.unpark(writer);
    }

    private void write() {
        @Nullable Served last = null;
        while (!closed) {
            Served next = waiting.getAndSet(null);
            if (next == null) {
                LockSupport.park(this);
                continue;
            }
            if (!next.equals(last)) {
                store(next);
                last = next;
            }
            LockSupport.parkNanos(this, PAUSE_MS * 1_000_000);
        }
        Served rest = waiting.getAndSet(null);
        if (rest != null && !rest.equals(last)) {
            store(rest);
        }
    }

    private void store(Served served) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode().put("worker_pid", served.workerPid());
        served.ready().stream().sorted().forEach(root.withArray("ready")::add);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            AtomicFile.replace(file, mapper.writeValueAsBytes(root));
            refused = false;
        } catch (IOException full) {
            if (!refused) {
                events.emit(Event.warn("state_not_written")
                        .reason(file + ": " + full.getClass().getSimpleName()
                                + "; a restart may hold servers back until their first check"));
            }
            refused = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(writer);
        try {
            writer.join(1_000);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
