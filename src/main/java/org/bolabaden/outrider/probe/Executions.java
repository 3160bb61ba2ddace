package org.bolabaden.outrider.probe;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.process.Commands.Result;

/**
 * The checks that are commands. A process costs a thousand times what a connection does, so few run at once; the others
 * wait, and are late. Confined to the loop's thread.
 */
final class Executions {
    static final int MOST = 16;

    /** After the system refused a process: long enough that some of ours have ended by then. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    /** Who has commands run. */
    interface Owner {
        /** It is about to start. */
        void begun(Execution execution);

        /** It is over, with everything that it had started. */
        void ended(Execution execution, Result result);
    }

    private final Commands commands;
    private final Executor loop;
    private final Owner owner;
    private final Deque<Target> waiting = new ArrayDeque<>();
    private int running;
    private boolean paused;
    private long pausedUntil;

    /**
     * Nothing runs yet.
     *
     * @param loop runs things on the loop
     */
    Executions(Commands commands, Executor loop, Owner owner) {
        this.commands = commands;
        this.loop = loop;
        this.owner = owner;
    }

    int running() {
        return running;
    }

    int waiting() {
        return waiting.size();
    }

    void add(Target target) {
        waiting.add(target);
    }

    void remove(Target target) {
        waiting.remove(target);
    }

    void clear() {
        waiting.clear();
    }

    /** Has one that the system refused start a little later, before the others. */
    void postpone(Target target, long now) {
        waiting.addFirst(target);
        paused = true;
        pausedUntil = now + PAUSE;
    }

    /** How long there is nothing to start, in nanoseconds; at most {@code longest}. */
    long idle(long now, long longest) {
        if (waiting.isEmpty() || running >= MOST) {
            return longest;
        }
        return paused ? Math.min(longest, pausedUntil - now) : 0;
    }

    /** Starts those that may run. */
    void run(long now) {
        paused = paused && pausedUntil - now > 0;
        while (!paused && running < MOST && !waiting.isEmpty()) {
            start(waiting.remove(), now);
        }
    }

    private void start(Target target, long now) {
        ExternalCommand command = target.plan.command();
        InetSocketAddress address = target.address().orElseThrow();
        Execution execution = new Execution(
                target,
                now,
                () -> command.run(commands, address),
                (over, result) -> loop.execute(() -> ended(over, result)));
        running++;
        owner.begun(execution);
        execution.start();
    }

    private void ended(Execution execution, Result result) {
        running--;
        owner.ended(execution, result);
    }
}
