package org.bolabaden.outrider;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.health.HealthBoard;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.plan.Circumstances;
import org.bolabaden.outrider.plan.Decision;
import org.bolabaden.outrider.plan.Held;
import org.bolabaden.outrider.plan.Memory;
import org.bolabaden.outrider.plan.Planner;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.sentinel.Primary;

/** Makes a plan of all that is known now, and remembers what the next one needs. For one plan at a time; starts no thread. */
final class PlanMaker {
    private final Known known;
    private final InstantSource clock;
    // Plans are made one at a time, but not always by the same thread.
    private volatile Memory memory = Memory.NONE;

    /** What plans are made of, as it is now. */
    interface Known {
        /** The number of the next plan; drawn before anything else is looked at. */
        long nextPlan();

        RegistryStage.Running running();

        HealthBoard board();

        Map<ServiceName, Primary> primaries();

        /** What is drained, after those drains ended whose time is over. */
        Drains drained(Instant now);

        /** Tells what is overdue; when to look again; empty: when something changes. */
        Optional<Instant> overdue(Instant now);
    }

    /**
     * A plan, and when another could be due although nothing happens.
     *
     * @param again empty: never
     */
    record Made(PlannedChange change, Optional<Instant> again) {}

    PlanMaker(Known known, InstantSource clock) {
        this.known = known;
        this.clock = clock;
    }

    /**
     * Makes one.
     *
     * @param byTime whether nothing calls for it but time
     * @param causedAt nano clock of the first event that it answers
     */
    Made make(boolean byTime, long causedAt) {
        Instant lookedAt = clock.instant();
        long sequence = known.nextPlan();
        RegistryStage.Running running = known.running();
        Map<BackendId, Held> held = new HashMap<>();
        known.board().snapshot().forEach((id, health) -> held.put(id, Held.of(health)));
        Instant now = clock.instant();
        Decision decision = Planner.plan(
                sequence,
                new Circumstances(
                        running.registry(),
                        running.settings().healthChecks().pool(),
                        held,
                        known.primaries(),
                        known.drained(now),
                        memory,
                        now));
        memory = decision.memory();
        Optional<Instant> again = Stream.of(decision.again(), known.overdue(now))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
        boolean undecided = running.registry().backends().stream()
                .map(backend -> held.get(backend.id()))
                .anyMatch(one -> one == null || one.verdict().status() == Verdict.Status.UNVERIFIED);
        return new Made(new PlannedChange(decision.plan(), running, undecided, byTime, lookedAt, causedAt), again);
    }
}
