package org.bolabaden.outrider.probe;

import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.process.Commands.Result;

/**
 * The checks that are commands. A process costs a thousand times what a connection does, so few run at once; the others
 * wait, and are late. Confined to the loop's thread.
 */
final class Executions {
    static final int MOST = 16;

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
    private final Admission processes = new Admission(MOST);

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
        return processes.taken();
    }

    int waiting() {
        return processes.waiting();
    }

    void add(Target target) {
        processes.add(target);
    }

    void remove(Target target) {
        processes.remove(target);
    }

    void clear() {
        processes.clear();
    }

    /** Has one that the system refused start a little later, before the others. */
    void postpone(Target target, long now) {
        processes.refused(target, now);
    }

    /** How long there is nothing to start, in nanoseconds; at most {@code longest}. */
    long idle(long now, long longest) {
        return processes.idle(now, longest);
    }

    /** Starts those that may run. */
    void run(long now) {
        for (Target next = processes.next(now); next != null; next = processes.next(now)) {
            start(next, now);
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
        owner.begun(execution);
        execution.start();
    }

    private void ended(Execution execution, Result result) {
        processes.release();
        owner.ended(execution, result);
    }
}
