package org.bolabaden.outrider.observe;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The event log: writes each event as one line, keeps the recent ones, and passes them on to who follows. What comes too
 * often of one backend or service is suppressed and counted, and the count is told ({@link Suppression}).
 *
 * <p>Emitting never waits: a thread of its own writes, from a bounded queue. When the reader of our output is stuck and
 * the queue is full, the line is dropped and counted, and the count is told with the next line that gets through; the
 * memory of recent events has it all the same.
 */
public final class EventLog implements EventSink, AutoCloseable {
    /** How many events the API remembers. */
    public static final int REMEMBERED = 1_000;

    // A mass failure of 1,000 backends is 1,000 lines at once; four of those fit.
    private static final int QUEUE = 4_096;

    private static final Duration TICK = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final EventJson json;
    private final PrintStream out;
    private final Optional<EventFile> file;
    private final EventCounts counts = new EventCounts();
    // Guarded by the lock on the recent events.
    private final Suppression suppression = new Suppression();
    private final BlockingQueue<RecordedEvent> toWrite = new ArrayBlockingQueue<>(QUEUE);
    private final Deque<RecordedEvent> recent = new ArrayDeque<>();
    private final List<Consumer<RecordedEvent>> followers = new CopyOnWriteArrayList<>();
    private final List<Consumer<RecordedEvent>> witnesses = new CopyOnWriteArrayList<>();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;
    private long lastId;
    private volatile boolean closed;

    /**
     * Creates the log and starts its writer.
     *
     * @param out where the lines go
     */
    public EventLog(EventJson json, InstantSource clock, PrintStream out) {
        this(json, clock, out, Optional.empty());
    }

    /**
     * Creates the log and starts its writer.
     *
     * @param out where the lines go
     * @param file where they go too
     */
    public EventLog(EventJson json, InstantSource clock, PrintStream out, Optional<EventFile> file) {
        this.clock = clock;
        this.json = json;
        this.out = out;
        this.file = file;
        this.writer = Thread.ofPlatform().name("event-log").daemon().start(this::write);
    }

    @Override
    public void emit(Event event) {
        RecordedEvent recorded;
        boolean admitted;
        synchronized (recent) {
            Instant now = clock.instant();
            admitted = suppression.admits(event, now);
            recorded = admitted ? remember(event, now) : new RecordedEvent(0, now, event);
        }
        if (admitted) {
            pass(recorded);
        } else {
            counts.suppressed(event);
            witnesses.forEach(witness -> witness.accept(recorded));
        }
    }

    /** For who holds the lock. */
    private RecordedEvent remember(Event event, Instant now) {
        RecordedEvent recorded = new RecordedEvent(++lastId, now, event);
        recent.addLast(recorded);
        if (recent.size() > REMEMBERED) {
            recent.removeFirst();
        }
        return recorded;
    }

    private void pass(RecordedEvent recorded) {
        counts.told(recorded.event());
        if (!toWrite.offer(recorded)) {
            dropped.incrementAndGet();
        }
        followers.forEach(follower -> follower.accept(recorded));
        witnesses.forEach(witness -> witness.accept(recorded));
    }

    /** How many events there were, for Prometheus. */
    public EventCounts counts() {
        return counts;
    }

    /** The recent events after that id, the oldest first. */
    public List<RecordedEvent> since(long id) {
        synchronized (recent) {
            List<RecordedEvent> found = new ArrayList<>(recent);
            found.removeIf(recorded -> recorded.id() <= id);
            return found;
        }
    }

    /**
     * Passes on every event from now on.
     *
     * @param follower called on the emitting thread, or on the log's own: must be quick, must not throw
     * @return ends it
     */
    public Runnable follow(Consumer<RecordedEvent> follower) {
        followers.add(follower);
        return () -> followers.remove(follower);
    }

    /**
     * Passes on every event from now on, those too that are not told because there were too many: for who keeps account of
     * what is bad, and must not miss its end.
     *
     * @param witness called as a follower is; an event that is not told has the id 0
     * @return ends it
     */
    public Runnable witness(Consumer<RecordedEvent> witness) {
        witnesses.add(witness);
        return () -> witnesses.remove(witness);
    }

    private void write() {
        Instant tickAt = Instant.MIN;
        try {
            while (!closed || !toWrite.isEmpty()) {
                RecordedEvent next = toWrite.poll(200, TimeUnit.MILLISECONDS);
                if (next != null) {
                    write(next);
                    tellDropped();
                }
                Instant now = clock.instant();
                if (Duration.between(tickAt, now).abs().compareTo(TICK) >= 0) {
                    tickAt = now;
                    tellSuppressed(now);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        out.flush();
        file.ifPresent(EventFile::close);
    }

    private void write(RecordedEvent recorded) {
        String line = json.line(recorded);
        out.println(line);
        file.flatMap(kept -> kept.append(line, recorded.at())).ifPresent(this::emit);
    }

    private void tellDropped() {
        long count = dropped.getAndSet(0);
        if (count > 0) {
            Event event = Event.warn("events_dropped").reason(count + " lines: nobody read our output fast enough");
            counts.told(event);
            write(new RecordedEvent(0, clock.instant(), event));
        }
    }

    private void tellSuppressed(Instant now) {
        List<RecordedEvent> summaries;
        synchronized (recent) {
            summaries = remember(suppression.due(now), now);
        }
        summaries.forEach(this::pass);
    }

    private List<RecordedEvent> remember(List<Event> summaries, Instant now) {
        return summaries.stream().map(event -> remember(event, now)).toList();
    }

    /** Writes what is queued, for at most a second, and ends. */
    @Override
    public void close() {
        List<RecordedEvent> summaries;
        synchronized (recent) {
            summaries = remember(suppression.rest(), clock.instant());
        }
        summaries.forEach(this::pass);
        closed = true;
        try {
            writer.join(1_000);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
