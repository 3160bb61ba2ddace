package org.bolabaden.outrider;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.plan.Circumstances;
import org.bolabaden.outrider.plan.Decision;
import org.bolabaden.outrider.plan.Held;
import org.bolabaden.outrider.plan.Memory;
import org.bolabaden.outrider.plan.Planner;
import org.bolabaden.outrider.registry.BackendId;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/**
 * The planning stage: takes causes from the channel {@code causes}, and puts a plan on the channel {@code plans} for each
 * burst of them.
 *
 * <p>While one plan is made, later causes overwrite each other (LATEST): a mass failure of 1,000 backends costs a handful
 * of plans, and no queue can fill. A plan tells when, if nothing else happens, another could be due; {@link Wake} asks
 * for it then.
 */
@ApplicationScoped
class Planning {
    private static final long NONE = Long.MIN_VALUE;
    // A plan of 20,000 servers takes a tenth of a second and tens of megabytes: made for each of 2,000 first verdicts a
    // second, one after the other, they kept a core and the collector busy, and checks were late. A thousand servers
    // are
    // two megabytes and a millisecond: those of a burst share what comes after the first. Small ones never wait.
    private static final long COSTLY_NANOS = 700_000;
    private static final int REST = 4;
    private static final long LONGEST_REST_NANOS = 500_000_000;

    private final Emitter<Cause> causes;
    private final Stages stages;
    private final AtomicLong oldestUnplanned = new AtomicLong(NONE);
    private final InstantSource clock = InstantSource.system();
    private final Wake wake = new Wake(clock, () -> because(Cause.ofTime()));
    // Plans are made one at a time, but not always by the same thread.
    private volatile Memory memory = Memory.NONE;
    private volatile long restUntil = System.nanoTime();

    Planning(@Channel("causes") @OnOverflow(OnOverflow.Strategy.LATEST) Emitter<Cause> causes, Stages stages) {
        this.causes = causes;
        this.stages = stages;
    }

    /** Asks for a new plan. Returns at once; any thread. */
    void because(Cause cause) {
        oldestUnplanned.compareAndSet(NONE, cause.at());
        causes.send(cause);
    }

    @Incoming("causes")
    @Outgoing("plans")
    @Blocking
    PlannedChange plan(Cause cause) {
        LockSupport.parkNanos(restUntil - System.nanoTime());
        long began = System.nanoTime();
        PlannedChange planned = made(cause);
        long took = System.nanoTime() - began;
        restUntil = began + took + (took < COSTLY_NANOS ? 0 : Math.min(REST * took, LONGEST_REST_NANOS));
        return planned;
    }

    private PlannedChange made(Cause cause) {
        long first = oldestUnplanned.getAndSet(NONE);
        Instant lookedAt = clock.instant();
        long sequence = stages.nextPlan();
        RegistryStage.Running running = stages.running();
        Map<BackendId, Held> held = new HashMap<>();
        stages.board().snapshot().forEach((id, health) -> held.put(id, Held.of(health)));
        Instant now = clock.instant();
        Decision decision = Planner.plan(
                sequence,
                new Circumstances(
                        running.registry(),
                        running.settings().healthChecks().pool(),
                        held,
                        stages.primaryStage().primaries(),
                        stages.drainStage().settle(now),
                        memory,
                        now));
        memory = decision.memory();
        wake.at(Stream.of(decision.again(), stages.reports().settle(now))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder()));
        boolean undecided = running.registry().backends().stream()
                .map(backend -> held.get(backend.id()))
                .anyMatch(known -> known == null || known.verdict().status() == Verdict.Status.UNVERIFIED);
        return new PlannedChange(
                decision.plan(), running, undecided, cause.time(), lookedAt, first == NONE ? cause.at() : first);
    }

    /** Makes no more plans because of time. */
    void stop() {
        wake.close();
    }

    @Incoming("plans")
    void apply(PlannedChange change) {
        stages.apply(change);
    }
}
