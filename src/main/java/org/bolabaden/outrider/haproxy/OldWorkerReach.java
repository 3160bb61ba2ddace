package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;

/** Old workers as far as they can be reached; tells once when they cannot although it matters, and when that is over. */
final class OldWorkerReach {
    // A master that has just started or reloaded refuses connections for a moment.
    private static final long PATIENCE = Duration.ofSeconds(3).toNanos();

    private final Optional<MasterSocket> master;
    private final Optional<OldWorkers> workers;
    private final EventSink events;
    private final Ticks ticks;
    private final AtomicBoolean reloaded = new AtomicBoolean();
    private boolean silent;
    private long silentSince;
    private boolean told;

    OldWorkerReach(Optional<MasterSocket> master, EventSink events, Ticks ticks) {
        this.ticks = ticks;
        this.master = master;
        this.workers = master.map(OldWorkers::new);
        this.events = events;
    }

    /** There is an old worker now. Any thread. */
    void reloaded() {
        reloaded.set(true);
    }

    /**
     * Shuts all sessions to such servers, wherever one can; for one thread.
     *
     * @param current the process id of the current worker
     * @param up whether HAProxy answers otherwise: then a master that does not is worth telling
     * @return what was found; whole, too, where no master is configured: then nobody will ever know
     */
    OldWorkers.Found cut(Predicate<ServerRef> stale, long current, boolean up) {
        if (workers.isEmpty()) {
            if (reloaded.get()) {
                tell("haproxy.master_socket is not set, so sessions in the workers that a reload left behind stay"
                        + " with the primary that they have");
            }
            return new OldWorkers.Found(Map.of(), true);
        }
        try {
            OldWorkers.Found found = workers.get().cut(stale, current);
            reached();
            return found;
        } catch (IOException unreachable) {
            unreachable(unreachable, up);
            return new OldWorkers.Found(Map.of(), false);
        }
    }

    /** How many were cut, in words. */
    String words(int sessions) {
        return master.isEmpty()
                ? "none in old workers, which cannot be reached without haproxy.master_socket"
                : sessions + " in old workers";
    }

    private void unreachable(IOException why, boolean up) {
        long now = ticks.nanos();
        if (!silent || !up) {
            silent = up;
            silentSince = now;
        } else if (now - silentSince >= PATIENCE) {
            tell(why.getMessage() + ", so sessions in old workers stay with the primary that they have");
        }
    }

    private void reached() {
        silent = false;
        if (told) {
            told = false;
            events.emit(Event.info("old_workers_reachable").reason("HAProxy's master answers again"));
        }
    }

    private void tell(String reason) {
        if (!told) {
            told = true;
            events.emit(Event.warn("old_workers_unreachable").reason(reason));
        }
    }
}
