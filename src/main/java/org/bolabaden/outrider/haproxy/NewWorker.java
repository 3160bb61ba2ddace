package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for the worker of a reload. "The socket answers" proves nothing: the old worker answers too, and what it is told
 * in the moment of the reload is lost. So it goes by process ids, and by what the applier has read from the new one.
 */
final class NewWorker {
    private static final long POLL_NANOS = 2_000_000;
    // An applier that found the old worker once more shall look again soon; a look at 1,000 servers takes some 10 ms.
    private static final long LOOK_NANOS = 25_000_000;

    private static final long MASTER_NANOS = 3_000_000_000L;

    private final Optional<RuntimeSocket> runtime;
    private final Optional<MasterSocket> master;
    private final Optional<WorkerInfo> workerBefore;
    private final Optional<MasterProcesses> processesBefore;

    private NewWorker(Optional<RuntimeSocket> runtime, Optional<MasterSocket> master) {
        this.runtime = runtime;
        this.master = master;
        this.workerBefore = worker();
        this.processesBefore = masterOf(workerBefore.isPresent());
    }

    /** A master that has just started or reloaded does not listen for a moment while its worker serves. */
    private Optional<MasterProcesses> masterOf(boolean workerAnswers) {
        long end = System.nanoTime() + MASTER_NANOS;
        Optional<MasterProcesses> found = processes();
        while (found.isEmpty()
                && master.isPresent()
                && workerAnswers
                && System.nanoTime() - end < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(POLL_NANOS);
            found = processes();
        }
        return found;
    }

    /** Remembers who there is now, before the reload; an empty socket is not configured. */
    static NewWorker watch(Optional<RuntimeSocket> runtime, Optional<MasterSocket> master) {
        return new NewWorker(runtime, master);
    }

    /** Whether there was nobody to reload, as far as one can know. */
    boolean nobodyBefore() {
        boolean askable = runtime.isPresent() || master.isPresent();
        return askable && workerBefore.isEmpty() && processesBefore.isEmpty();
    }

    boolean masterAnswers() {
        return processesBefore.isPresent();
    }

    /**
     * Returns when a new worker answers and the applier has proven a plan on it.
     *
     * @param applier what brings the new worker to the plan; empty: nothing does
     * @param end {@link System#nanoTime()} when to give up
     * @return what could not be proven of the new worker in time; empty: all was
     * @throws ReloadFailedException when there is no new worker
     */
    Optional<String> await(Optional<RuntimeApplier> applier, long end) throws ReloadFailedException {
        if (runtime.isEmpty() && !masterAnswers()) {
            // The command's word is all there is.
            return Optional.empty();
        }
        OptionalLong found = find();
        while (found.isEmpty()) {
            pause(end, "no new worker of HAProxy came up in time; its log says why");
            found = find();
        }
        long pid = found.getAsLong();
        try {
            if (applier.isPresent()) {
                reassert(applier.get(), pid, end);
            } else if (runtime.isPresent()) {
                while (worker().filter(worker -> worker.pid() == pid).isEmpty()) {
                    pause(end, "HAProxy's new worker " + pid + " does not answer at " + runtime.get());
                }
            }
            return Optional.empty();
        } catch (ReloadFailedException unproven) {
            return Optional.of(unproven.reason());
        }
    }

    private OptionalLong find() throws ReloadFailedException {
        if (processesBefore.isPresent()) {
            Optional<MasterProcesses> now = processes();
            return now.isEmpty() ? OptionalLong.empty() : find(processesBefore.get(), now.get());
        }
        return worker().filter(this::isNew)
                .map(WorkerInfo::pid)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    private static OptionalLong find(MasterProcesses before, MasterProcesses now) throws ReloadFailedException {
        if (now.failed() > before.failed()) {
            throw new ReloadFailedException("HAProxy refused the file and goes on with the last one; its log says why");
        }
        return now.workers().stream()
                .mapToLong(MasterProcesses.Worker::pid)
                .filter(pid -> !before.pids().contains(pid))
                .findFirst();
    }

    /** In a container that was started again the worker may have the same pid. */
    private boolean isNew(WorkerInfo now) {
        return workerBefore.isEmpty()
                || now.pid() != workerBefore.get().pid()
                || now.uptimeSeconds() < workerBefore.get().uptimeSeconds();
    }

    private void reassert(RuntimeApplier applier, long pid, long end) throws ReloadFailedException {
        long lookAt = System.nanoTime();
        while (!applier.followed(pid)) {
            if (System.nanoTime() - lookAt >= 0) {
                applier.look();
                lookAt = System.nanoTime() + LOOK_NANOS;
            }
            pause(end, "HAProxy has reloaded, but its new worker " + pid + " is not yet proven to follow the plan");
        }
    }

    private static void pause(long end, String inVain) throws ReloadFailedException {
        if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
            throw new ReloadFailedException(inVain);
        }
        LockSupport.parkNanos(POLL_NANOS);
    }

    private Optional<WorkerInfo> worker() {
        try {
            return runtime.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            WorkerInfo.parse(runtime.get().ask("show info").getFirst()));
        } catch (IOException notNow) {
            return Optional.empty();
        }
    }

    private Optional<MasterProcesses> processes() {
        try {
            return master.isEmpty()
                    ? Optional.empty()
                    : Optional.of(master.get().processes());
        } catch (IOException notNow) {
            return Optional.empty();
        }
    }
}
