package org.bolabaden.outrider.probe;

import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.bolabaden.outrider.process.Commands.Result;

/** One check's command under way, on a thread of its own, from its start until nothing of it is left. */
final class Execution extends Deadline {
    private static final Result FAULT = new Result.NotStarted("a fault in Outrider");

    final long openedNanos;
    private final Thread thread;

    /**
     * Not started yet.
     *
     * @param command runs to its end, or until the thread is interrupted
     * @param ended told on that thread how it ended
     */
    Execution(Target target, long now, Supplier<Result> command, BiConsumer<Execution, Result> ended) {
        super(target);
        this.openedNanos = now;
        this.thread = Thread.ofPlatform().daemon().name("probe-command").unstarted(() -> {
            Result result = FAULT;
            try {
                result = command.get();
            } finally {
                ended.accept(this, result);
            }
        });
    }

    void start() {
        thread.start();
    }

    /** Has it ended. The result is there when it has, so that no two of one backend ever run at once. */
    @Override
    void strike(long now) {
        thread.interrupt();
    }

    @Override
    void abandon() {
        thread.interrupt();
    }
}
