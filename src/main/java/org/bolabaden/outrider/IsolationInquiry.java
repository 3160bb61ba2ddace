package org.bolabaden.outrider;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bolabaden.outrider.health.HealthBoard;
import org.bolabaden.outrider.health.Inquiry;
import org.bolabaden.outrider.health.Isolation;
import org.bolabaden.outrider.health.Sign;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.observe.Pulse;
import org.bolabaden.outrider.probe.OwnNetwork;
import org.bolabaden.outrider.probe.ProbeEngine;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * The isolation guard's eyes: it knows what this machine's own network is, and has the engine ask witnesses and other
 * backends. A thread of its own looks at the interfaces and routes every {@link #LOOK}, and asks at most once in {@link
 * #TOGETHER}, however often it is asked to.
 */
final class IsolationInquiry implements Inquiry, AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(10);
    // A wait of LOOK, and a question or a look that takes milliseconds.
    private static final Duration LONGEST_TURN = Duration.ofMinutes(1);
    // Silence.PROMPT counts on it.
    private static final Duration TOGETHER = Duration.ofMillis(50);

    private final EventSink events;
    private final Supplier<RegistryStage.Running> running;
    private final Semaphore questions = new Semaphore(0);
    private final Thread thread = Thread.ofPlatform().name("isolation").daemon().unstarted(this::work);
    private final Pulse pulse = new Pulse(thread, LONGEST_TURN);
    private volatile OwnNetwork network = OwnNetwork.UNKNOWN.readAgain();
    private volatile @Nullable Asked asked;

    private record Asked(HealthBoard board, ProbeEngine engine) {}

    IsolationInquiry(EventSink events, Supplier<RegistryStage.Running> running) {
        this.events = events;
        this.running = running;
    }

    /** Begins to look, and to ask when asked to. */
    void start(HealthBoard board, ProbeEngine engine) {
        asked = new Asked(board, engine);
        thread.start();
    }

    private void work() {
        long looked = System.nanoTime();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                pulse.beat();
                if (questions.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    questions.drainPermits();
                    attempt(this::askNow);
                    Thread.sleep(TOGETHER);
                }
                if (System.nanoTime() - looked >= LOOK.toNanos()) {
                    attempt(this::look);
                    looked = System.nanoTime();
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether its thread is at work. */
    Pulse pulse() {
        return pulse;
    }

    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error bug) {
            events.emit(Event.error("isolation_fault").reason(bug.toString()));
        }
    }

    private void look() {
        network = network.readAgain();
    }

    @Override
    public boolean elsewhere(Backend backend, Optional<InetAddress> address) {
        return !backend.local() && address.map(network::elsewhere).orElse(true);
    }

    @Override
    public List<String> witnesses() {
        return endpoints().stream().map(Endpoint::toString).toList();
    }

    private List<Endpoint> endpoints() {
        RegistryStage.Running runs = running.get();
        return Witnesses.of(runs.settings(), runs.registry(), network.gateways());
    }

    @Override
    public void ask() {
        questions.release();
    }

    private void askNow() {
        Asked with = asked;
        if (with == null) {
            return;
        }
        with.board().others().forEach(with.engine()::probeSoon);
        // An answer that fails otherwise is none: the engine closes, or too many questions are open.
        endpoints()
                .forEach(witness -> with.engine()
                        .probeOnce(Witnesses.asked(witness))
                        .thenAccept(result -> answered(with.board(), witness, result)));
    }

    private void answered(HealthBoard board, Endpoint witness, ProbeResult result) {
        boolean elsewhere = result.address()
                .map(InetSocketAddress::getAddress)
                .filter(network::elsewhere)
                .isPresent();
        if (elsewhere) {
            Sign.of(witness.toString(), result, Instant.now()).ifPresent(board::heard);
        }
    }

    @Override
    public void isolated(Isolation isolation) {
        events.emit(Event.error("isolated").reason(isolation.reason()));
    }

    @Override
    public void ended(Isolation isolation, String why) {
        events.emit(Event.info("isolation_ended").reason(why).took(Duration.between(isolation.since(), Instant.now())));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
