package org.bolabaden.outrider.probe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.bolabaden.outrider.registry.BackendId;
import org.jspecify.annotations.Nullable;

/** Who is checked, and when next. Knows no sockets; confined to the loop's thread. */
final class Roster {
    private final Map<BackendId, Target> targets = new HashMap<>();
    private final DueQueue<Target> due = new DueQueue<>();
    private final Consumer<Target> abort;
    private final RandomGenerator random;

    /**
     * An empty roster.
     *
     * @param abort ends what is under way for a target, without a result
     */
    Roster(Consumer<Target> abort, RandomGenerator random) {
        this.abort = abort;
        this.random = random;
    }

    Collection<Target> targets() {
        return targets.values();
    }

    int size() {
        return targets.size();
    }

    /** When the next check is due; null: never. */
    @Nullable
    Target first() {
        return due.first();
    }

    @Nullable
    Target poll(long now) {
        return due.poll(now);
    }

    /** Makes those plans the schedule: unchanged ones go on as they were, the first checks of new ones are spread. */
    void replace(List<CheckPlan> plans, long now) {
        Set<BackendId> kept = HashSet.newHashSet(plans.size());
        List<Target> added = new ArrayList<>();
        for (CheckPlan plan : plans) {
            kept.add(plan.backend.id());
            Target known = targets.get(plan.backend.id());
            if (known == null) {
                Target target = new Target(plan, true);
                targets.put(plan.backend.id(), target);
                added.add(target);
            } else {
                known.regular = true;
                update(known, plan, now);
            }
        }
        for (Target target : List.copyOf(targets.values())) {
            if (!kept.contains(target.plan.backend.id())) {
                retire(target);
            }
        }
        for (int i = 0; i < added.size(); i++) {
            Target target = added.get(i);
            schedule(target, now + Spread.firstDelay(i, added.size(), target.plan.intervalNanos, random));
        }
    }

    /** Checks it now, unless a check is under way already. */
    void soon(BackendId id, long now) {
        Target target = targets.get(id);
        if (target != null && target.scheduled()) {
            schedule(target, now);
        }
    }

    /** Checks each within that time, by chance spread over it; one that is due sooner stays so. */
    void within(Collection<BackendId> ids, long nanos, long now) {
        for (BackendId id : ids) {
            Target target = targets.get(id);
            long at = now + (long) (nanos * random.nextDouble());
            if (target != null && target.scheduled() && at - target.at() < 0) {
                schedule(target, at);
            }
        }
    }

    /**
     * Checks it several times in short succession, whether or not earlier checks have ended: the one that is due, now, and
     * the others beside it. Nothing happens while that is under way already.
     *
     * @param checks how many
     * @param spacing from start to start, in nanoseconds
     */
    void suspect(BackendId id, int checks, long spacing, long now) {
        Target target = targets.get(id);
        if (target == null || !target.regular || !target.echoes.isEmpty()) {
            return;
        }
        int first = target.scheduled() ? 1 : 0;
        soon(id, now);
        for (int i = first; i < checks; i++) {
            schedule(target.echo(), now + i * spacing);
        }
    }

    /** Answers with the result of the check that is under way, or else of one that starts now. */
    void once(CheckPlan plan, CompletableFuture<ProbeResult> asker, long now) {
        Target known = targets.get(plan.backend.id());
        if (known == null) {
            Target target = new Target(plan, false);
            target.askers.add(asker);
            targets.put(plan.backend.id(), target);
            schedule(target, now);
        } else if (known.plan.asksTheSame(plan)) {
            known.askers.add(asker);
            soon(plan.backend.id(), now);
        } else {
            // Its own check would run beside the schedule's, and that one's answer is to another question.
            asker.completeExceptionally(new IllegalArgumentException(
                    plan.backend.id() + " is on the schedule with another check; ask with that one"));
        }
    }

    void schedule(Target target, long at) {
        target.dueNanos = at;
        due.schedule(target, at);
    }

    /** A check that is not repeated is over. */
    void forget(Target target) {
        Target chief = target.echoOf;
        if (chief != null) {
            chief.echoes.remove(target);
        } else {
            targets.remove(target.plan.backend.id(), target);
        }
    }

    /** Ends the checks beside the regular one, without a result. */
    void dropEchoes(Target target) {
        for (Target echo : target.echoes) {
            due.remove(echo);
            abort.accept(echo);
        }
        target.echoes.clear();
    }

    private void update(Target known, CheckPlan plan, long now) {
        boolean otherCheck = !known.plan.asksTheSame(plan);
        boolean idle = known.scheduled();
        if (otherCheck) {
            dropEchoes(known);
        }
        if (otherCheck && !idle) {
            abort.accept(known);
        }
        known.change(plan);
        if (otherCheck) {
            long next = idle ? now + plan.intervalNanos : now;
            schedule(known, idle && known.at() - next < 0 ? known.at() : next);
        }
    }

    private void retire(Target target) {
        target.regular = false;
        dropEchoes(target);
        if (target.askers.isEmpty()) {
            due.remove(target);
            abort.accept(target);
            targets.remove(target.plan.backend.id());
        }
    }
}
