package org.bolabaden.outrider.probe;

import java.time.Duration;
import java.util.function.Consumer;

/** A check that waits for the address of its backend. */
final class NameWait extends Deadline {
    /** How much longer a check waits when all look-up threads are busy, which is not its backend's fault. */
    private static final long PATIENCE = Duration.ofSeconds(5).toNanos();

    private final Resolver.Lookup lookup;
    private final DueQueue<Deadline> deadlines;
    private final Consumer<Target> timedOut;
    private final long since;

    NameWait(Target target, Resolver.Lookup lookup, DueQueue<Deadline> deadlines, Consumer<Target> timedOut, long now) {
        super(target);
        this.lookup = lookup;
        this.deadlines = deadlines;
        this.timedOut = timedOut;
        this.since = now;
    }

    /** The part of its wait in which the look-up really ran. */
    long nanos(long now) {
        return Math.min(lookup.nanos(), now - since);
    }

    @Override
    void strike(long now) {
        long timeout = target.plan.timeoutNanos;
        long begun = lookup.begun() ? Math.max(lookup.begunAt(), since) : now;
        boolean overdue = now - begun >= timeout || now - since >= timeout + PATIENCE;
        if (overdue) {
            timedOut.accept(target);
        } else {
            deadlines.schedule(this, Math.min(begun + timeout, since + timeout + PATIENCE));
        }
    }

    @Override
    void abandon() {
        // The look-up goes on, for whoever asks next.
    }
}
