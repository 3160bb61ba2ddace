package org.bolabaden.outrider.probe;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.bolabaden.outrider.registry.BackendId;
import org.jspecify.annotations.Nullable;

/**
 * What other threads want of the loop. Bounded without a limit: of schedules only the newest counts, wishes are a set of
 * backends, and work comes back from look-ups and handshakes that the loop itself began, at most one for each backend.
 */
final class Inbox {
    private final AtomicReference<@Nullable List<CheckPlan>> schedule = new AtomicReference<>();
    private final Set<BackendId> soon = ConcurrentHashMap.newKeySet();
    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();

    void schedule(List<CheckPlan> plans) {
        schedule.set(plans);
    }

    void soon(BackendId id) {
        soon.add(id);
    }

    void work(Runnable action) {
        work.add(action);
    }

    @Nullable
    List<CheckPlan> takeSchedule() {
        return schedule.get() == null ? null : schedule.getAndSet(null);
    }

    /** The backends to be checked at once. */
    List<BackendId> takeSoon() {
        if (soon.isEmpty()) {
            return List.of();
        }
        List<BackendId> taken = List.copyOf(soon);
        taken.forEach(soon::remove);
        return taken;
    }

    @Nullable
    Runnable nextWork() {
        return work.poll();
    }
}
