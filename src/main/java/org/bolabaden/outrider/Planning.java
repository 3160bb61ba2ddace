package org.bolabaden.outrider;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.health.HealthBoard;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.sentinel.Primary;
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
    private final PlanMaker maker;
    // Plans are made one at a time, but not always by the same thread.
    private volatile long restUntil = System.nanoTime();

    /** What the stages know now. */
    private record Seen(Stages stages) implements PlanMaker.Known {
        @Override
        public long nextPlan() {
            return stages.nextPlan();
        }

        @Override
        public RegistryStage.Running running() {
            return stages.running();
        }

        @Override
        public HealthBoard board() {
            return stages.board();
        }

        @Override
        public Map<ServiceName, Primary> primaries() {
            return stages.primaryStage().primaries();
        }

        @Override
        public Drains drained(Instant now) {
            return stages.drainStage().settle(now);
        }

        @Override
        public Optional<Instant> overdue(Instant now) {
            return stages.reports().settle(now);
        }
    }

    Planning(@Channel("causes") @OnOverflow(OnOverflow.Strategy.LATEST) Emitter<Cause> causes, Stages stages) {
        this.causes = causes;
        this.stages = stages;
        this.maker = new PlanMaker(new Seen(stages), clock);
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
        PlanMaker.Made made = maker.make(cause.time(), first == NONE ? cause.at() : first);
        wake.at(made.again());
        return made.change();
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
