package org.bolabaden.outrider;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.plan.Plan;
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
 * of plans, and no queue can fill.
 */
@ApplicationScoped
class Planning {
    private static final long NONE = Long.MIN_VALUE;

    private final Emitter<Cause> causes;
    private final Stages stages;
    private final AtomicLong oldestUnplanned = new AtomicLong(NONE);
    private final AtomicLong sequence = new AtomicLong();

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
        long first = oldestUnplanned.getAndSet(NONE);
        RegistryStage.Running running = stages.running();
        Map<BackendId, Verdict> verdicts = stages.board().verdicts();
        Plan plan = Planner.plan(sequence.incrementAndGet(), running.registry(), verdicts);
        boolean undecided = running.registry().backends().stream()
                .map(backend -> verdicts.get(backend.id()))
                .anyMatch(verdict -> verdict == null || verdict.status() == Verdict.Status.UNVERIFIED);
        return new PlannedChange(plan, running, undecided, first == NONE ? cause.at() : first);
    }

    @Incoming("plans")
    void apply(PlannedChange change) {
        stages.apply(change);
    }
}
