package org.bolabaden.outrider;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.observe.Pulse;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.sentinel.Failover;
import org.bolabaden.outrider.sentinel.Primary;
import org.bolabaden.outrider.sentinel.PrimaryBoard;
import org.bolabaden.outrider.sentinel.PrimaryEvents;
import org.bolabaden.outrider.sentinel.PrimaryMemory;
import org.bolabaden.outrider.sentinel.PrimaryStatus;
import org.bolabaden.outrider.sentinel.PrimaryWarnings;
import org.bolabaden.outrider.sentinel.SentinelConnector;
import org.bolabaden.outrider.sentinel.SentinelMetrics;
import org.bolabaden.outrider.sentinel.ServiceSignal;
import org.bolabaden.outrider.sentinel.Signal;
import org.bolabaden.outrider.sentinel.SwitchCounts;
import org.bolabaden.outrider.sentinel.Watch;

/**
 * Knows who is the primary of each service that has one. Signals are taken on the event loop, where they cost microseconds;
 * what they decide comes into force on a thread of its own, which first writes it to the disk. Level-triggered: the thread
 * takes the latest state of everything, so that no queue can fill.
 */
final class PrimaryStage implements AutoCloseable {
    private static final Duration LONGEST_ASKING = Duration.ofSeconds(5);
    private static final Duration CALM = Duration.ofSeconds(1);
    private static final Duration URGENT = Duration.ofMillis(100);
    // A disk that hangs; then nothing new comes into force, and the process is not live.
    private static final Duration LONGEST_TURN = Duration.ofMinutes(1);
    private static final long JOIN_MILLIS = 1_000;

    private final SentinelConnector connector;
    private final Path file;
    private final EventSink events;
    private final InstantSource clock;
    private final PrimaryBoard board;
    private final Thread thread;
    private final Pulse pulse;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SwitchCounts switches = new SwitchCounts();
    // Of the stage's thread.
    private final PrimaryWarnings warnings = new PrimaryWarnings();
    private volatile List<Watch> watches = List.of();
    private volatile PrimaryBoard.Snapshot inForce = new PrimaryBoard.Snapshot(Map.of());
    private volatile Runnable whenChanged = () -> {};

    // Guarded by the lock.
    private boolean news;
    private boolean stopped;

    // Of whoever publishes.
    private final Object publishing = new Object();
    private PrimaryMemory written;
    private Instant writtenAt = Instant.EPOCH;
    private final StateFile kept;
    private Attention attention = new Attention(List.of(), Set.of(), Set.of());

    /** Who is asked, and how often. */
    private record Attention(Collection<Watch> watches, Set<ServiceName> urgent, Set<Endpoint> offered) {}

    /** A stage that knows what was decided before; {@link #start} begins the work. */
    PrimaryStage(SentinelConnector connector, Path stateDirectory, EventSink events, InstantSource clock) {
        this.connector = connector;
        this.file = PrimaryMemory.in(stateDirectory);
        this.events = events;
        this.clock = clock;
        this.kept = new StateFile(events, "a restart now would forget what was decided");
        this.written = read();
        this.board = new PrimaryBoard(written);
        this.thread = Thread.ofPlatform().name("primaries").daemon().unstarted(this::run);
        this.pulse = new Pulse(thread, LONGEST_TURN);
    }

    private PrimaryMemory read() {
        try {
            return PrimaryMemory.read(file);
        } catch (IOException unreadable) {
            events.emit(Event.warn("state_unreadable")
                    .reason(unreadable.getMessage() + "; what was decided before is forgotten"));
            return PrimaryMemory.NONE;
        }
    }

    /**
     * Begins.
     *
     * @param planner is told that another primary is in force
     */
    void start(Runnable planner) {
        whenChanged = planner;
        connector.start(events);
        thread.start();
    }

    /** Follows the services of this registry from now on. */
    void follow(Registry registry) {
        follow(registry.services().values().stream()
                .flatMap(service -> Watch.of(service).stream())
                .toList());
    }

    /** Follows these from now on. */
    void follow(List<Watch> services) {
        watches = List.copyOf(services);
        board.follow(watches, clock.instant());
        publish();
        wake();
    }

    /**
     * What HAProxy had ready when it was met: it stays until somebody is proven.
     *
     * @return whether that changes what is in force
     */
    boolean adopt(Map<ServiceName, Set<BackendId>> ready) {
        Map<ServiceName, Primary> before = primaries();
        ready.forEach(board::adopt);
        publish();
        return !before.equals(primaries());
    }

    /** One signal. Never blocks; any thread. */
    void heard(ServiceSignal signal) {
        board.accept(signal).ifPresent(step -> {
            PrimaryEvents.seen(step).forEach(events::emit);
            PrimaryEvents.abandoned(step)
                    .ifPresent(why -> switches.count(signal.service(), SwitchCounts.Result.ABANDONED));
            if (step.matters()) {
                wake();
            }
        });
    }

    /** Something was done about a failover: applied, cut. Never blocks; any thread. */
    void noted(ServiceName service, Failover.Kind kind, Instant at, String detail) {
        heard(new ServiceSignal(service, new Signal.Noted(at, kind, detail)));
    }

    /** Who is the primary of each service that has one: what is in force, and on the disk. */
    Map<ServiceName, Primary> primaries() {
        return inForce.primaries();
    }

    /** The backends that may have the sessions of a service with one primary. */
    Set<BackendId> serving() {
        return primaries().values().stream()
                .flatMap(primary -> switch (primary) {
                    case Primary.Offered offered -> Stream.of(offered.backend());
                    case Primary.Unknown unknown -> unknown.serving().stream();
                    case Primary.Withheld withheld -> Stream.empty();
                })
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Where the primary is that is offered for the service.
     *
     * @param service empty: the only one that has a primary
     */
    Optional<Endpoint> offeredAt(Optional<ServiceName> service, Registry registry) {
        Map<ServiceName, Primary> all = primaries();
        return service.or(() -> all.size() == 1 ? all.keySet().stream().findFirst() : Optional.empty())
                .map(all::get)
                .flatMap(Primary::offered)
                .flatMap(id -> registry.backends().stream()
                        .filter(backend -> backend.id().equals(id))
                        .findFirst())
                .map(Backend::address);
    }

    /** The services whose offered primary is among those. */
    List<ServiceName> offeredAmong(Predicate<BackendId> those) {
        return primaries().entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Primary.Offered offered && those.test(offered.backend()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether a primary that is not among those is offered for the service. */
    boolean isOfferedBeside(ServiceName service, Predicate<BackendId> those) {
        return primaries().get(service) instanceof Primary.Offered offered && !those.test(offered.backend());
    }

    /**
     * Has the sentinels of the service elect another primary.
     *
     * @return what is in the way; empty: they have begun
     */
    Optional<String> failover(ServiceName service) throws InterruptedException {
        try {
            connector.failover(service).toCompletableFuture().get(LONGEST_ASKING.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException refused) {
            return Optional.of("SENTINEL FAILOVER of " + service + ": "
                    + Optional.ofNullable(refused.getCause())
                            .map(Throwable::getMessage)
                            .orElse(refused.getMessage()));
        } catch (TimeoutException silent) {
            return Optional.of("SENTINEL FAILOVER of " + service + ": no sentinel answers");
        }
    }

    /** All that is known about each of them. */
    Map<ServiceName, PrimaryStatus> statuses() {
        return board.snapshot().statuses(connector);
    }

    /** Its series. */
    SentinelMetrics metrics() {
        return new SentinelMetrics(connector::sentinels, () -> inForce, switches);
    }

    Pulse pulse() {
        return pulse;
    }

    private void wake() {
        lock.lock();
        try {
            news = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (await(inForce.urgent().isEmpty() ? CALM : URGENT)) {
                pulse.beat();
                turn();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean await(Duration longest) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = longest.toNanos();
            while (!news && !stopped && left > 0) {
                left = changed.awaitNanos(left);
            }
            news = false;
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    private void turn() {
        try {
            Instant now = clock.instant();
            board.snapshot().services().forEach(service -> heard(new ServiceSignal(service, new Signal.Ticked(now))));
            publish();
            warnings.look(inForce, connector.minReplicas(), now).forEach(events::emit);
        } catch (RuntimeException fault) {
            // A bug; what is in force stays, and the next turn comes.
            events.emit(Event.error("primaries_fault").reason(String.valueOf(fault)));
        }
    }

    /** Puts what is decided into force, after it is on the disk. */
    private void publish() {
        synchronized (publishing) {
            PrimaryBoard.Snapshot next = board.snapshot();
            write(next.memory());
            PrimaryBoard.Snapshot before = inForce;
            inForce = next;
            next.since(before).forEach(this::told);
            if (!before.primaries().equals(next.primaries())) {
                whenChanged.run();
            }
            attend(new Attention(watches, next.urgent(), next.offered()));
        }
    }

    private void told(Event event) {
        events.emit(event);
        ServiceName service = new ServiceName(event.service().orElseThrow());
        switches.count(
                service,
                event.name().equals("primary_offered") ? SwitchCounts.Result.OFFERED : SwitchCounts.Result.WITHHELD);
    }

    private void write(PrimaryMemory next) {
        boolean decided = !next.decidesLike(written);
        boolean told = !next.equals(written) && clock.instant().isAfter(writtenAt.plus(CALM));
        if (!decided && !told) {
            return;
        }
        writtenAt = clock.instant();
        if (kept.write(() -> next.write(file))) {
            written = next;
        }
    }

    private void attend(Attention next) {
        if (!next.equals(attention)) {
            attention = next;
            connector.follow(next.watches(), next.urgent(), next.offered());
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        connector.stop();
    }
}
