package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

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
    private final BooleanSupplier stopped;
    private final Ticks ticks;
    private final Optional<WorkerInfo> workerBefore;
    private final Optional<MasterProcesses> processesBefore;

    private NewWorker(
            Optional<RuntimeSocket> runtime, Optional<MasterSocket> master, BooleanSupplier stopped, Ticks ticks) {
        this.ticks = ticks;
        this.runtime = runtime;
        this.master = master;
        this.stopped = stopped;
        this.workerBefore = worker();
        this.processesBefore = masterOf(workerBefore.isPresent());
    }

    /** A master that has just started or reloaded does not listen for a moment while its worker serves. */
    private Optional<MasterProcesses> masterOf(boolean workerAnswers) {
        long end = ticks.nanos() + MASTER_NANOS;
        Optional<MasterProcesses> found = processes();
        while (found.isEmpty() && master.isPresent() && workerAnswers && ticks.nanos() - end < 0 && !ended()) {
            ticks.rest(POLL_NANOS);
            found = processes();
        }
        return found;
    }

    /**
     * Remembers who there is now, before the reload; an empty socket is not configured.
     *
     * @param stopped whether this program is stopping: then nothing is waited for
     */
    static NewWorker watch(
            Optional<RuntimeSocket> runtime, Optional<MasterSocket> master, BooleanSupplier stopped, Ticks ticks) {
        return new NewWorker(runtime, master, stopped, ticks);
    }

    private boolean ended() {
        return stopped.getAsBoolean() || Thread.currentThread().isInterrupted();
    }

    /** Whether there was nobody to reload, as far as one can know. */
    boolean nobodyBefore() {
        boolean askable = runtime.isPresent() || master.isPresent();
        return askable && workerBefore.isEmpty() && processesBefore.isEmpty();
    }

    boolean masterAnswers() {
        return processesBefore.isPresent();
    }

    /** Whether there is anybody to ask about workers; else a command's word is all there is. */
    boolean visible() {
        return runtime.isPresent() || masterAnswers();
    }

    /**
     * Waits for a new worker.
     *
     * @param end {@link Ticks#nanos()} when to give up
     * @return its process id; empty: none came up in time
     * @throws ReloadFailedException when the master says that there will be none
     */
    OptionalLong await(long end) throws ReloadFailedException {
        OptionalLong found = find();
        while (found.isEmpty() && pause(end)) {
            found = find();
        }
        return found;
    }

    /**
     * Waits until the new worker answers and the applier has proven a plan on it.
     *
     * @param pid the new worker
     * @param applier what brings it to the plan; empty: nothing does
     * @param end {@link Ticks#nanos()} when to give up
     * @return what could not be proven of it in time; empty: all was
     */
    Optional<String> prove(long pid, Optional<RuntimeApplier> applier, long end) {
        if (applier.isPresent()) {
            return follows(applier.get(), pid, end)
                    ? Optional.empty()
                    : Optional.of("HAProxy has reloaded, but its new worker " + pid
                            + " is not yet proven to follow the plan");
        }
        return runtime.isEmpty() || answers(pid, end)
                ? Optional.empty()
                : Optional.of("HAProxy's new worker " + pid + " does not answer at " + runtime.get());
    }

    private boolean answers(long pid, long end) {
        while (worker().filter(worker -> worker.pid() == pid).isEmpty()) {
            if (!pause(end)) {
                return false;
            }
        }
        return true;
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

    private boolean follows(RuntimeApplier applier, long pid, long end) {
        long lookAt = ticks.nanos();
        while (!applier.followed(pid)) {
            if (ticks.nanos() - lookAt >= 0) {
                applier.look();
                lookAt = ticks.nanos() + LOOK_NANOS;
            }
            if (!pause(end)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is worth another look. */
    private boolean pause(long end) {
        if (ticks.nanos() - end >= 0 || ended()) {
            return false;
        }
        ticks.rest(POLL_NANOS);
        return true;
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
