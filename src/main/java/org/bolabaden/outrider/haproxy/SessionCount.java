package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.registry.BackendId;

/** Counts the sessions that backends have in HAProxy, in workers that a reload left behind too, whenever it is asked. */
public final class SessionCount {
    private final RuntimeSocket socket;
    private final Optional<OldWorkers> oldWorkers;
    private final RuntimeApplier applier;

    /**
     * A counter.
     *
     * @param master knows the old workers; empty: theirs are not counted
     * @param applier knows which of HAProxy's servers is whose
     */
    public SessionCount(RuntimeSocket socket, Optional<MasterSocket> master, RuntimeApplier applier) {
        this.socket = socket;
        this.oldWorkers = master.map(OldWorkers::new);
        this.applier = applier;
    }

    /**
     * What one backend's server has to do.
     *
     * @param sessions open now, in all workers
     * @param serving whether new ones may go to it
     */
    public record Busy(long sessions, boolean serving) {}

    /**
     * Asks HAProxy now; of a backend that has no server there nothing is told.
     *
     * @throws IOException when the present worker, the master or an old worker does not answer in time
     */
    public Map<BackendId, Busy> read() throws IOException {
        ActualState actual = ActualState.read(socket);
        Map<ServerRef, Long> left =
                oldWorkers.isPresent() ? oldWorkers.get().count(actual.worker().pid()) : Map.of();
        Map<String, BackendId> bound = applier.bound();
        Map<BackendId, Busy> busy = new HashMap<>();
        actual.servers().forEach((ref, server) -> {
            BackendId backend = bound.get(ref.toString());
            if (backend != null) {
                long sessions = actual.sessions(ref) + left.getOrDefault(ref, 0L);
                busy.put(backend, new Busy(sessions, server.serving()));
            }
        });
        return busy;
    }
}
