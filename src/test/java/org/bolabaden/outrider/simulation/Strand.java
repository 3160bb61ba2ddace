package org.bolabaden.outrider.simulation;

import java.lang.reflect.Constructor;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.bolabaden.outrider.simulation.disk.ProcessEnded;

/**
 * Something that can stop in the middle of what it does, and go on later. It never runs while who made it go on does.
 *
 * <p>It is a virtual thread that its caller's own thread carries, where the JVM lets us say so ({@code --add-opens
 * java.base/java.lang=ALL-UNNAMED}); then going on and pausing cost less than a microsecond, and no other thread has to get a
 * turn on a busy machine. Elsewhere it is carried by whichever thread there is.
 */
final class Strand {
    private final Queue<Runnable> turns = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile Thread caller;
    private volatile boolean mine;
    private volatile boolean ending;
    private Runnable task;
    private Throwable thrown;
    private boolean done = true;

    Strand() {
        thread = builder().unstarted(this::run);
    }

    private Thread.Builder builder() {
        try {
            Constructor<?> own = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            own.setAccessible(true);
            return (Thread.Builder) own.newInstance((Executor) this::carry);
        } catch (ReflectiveOperationException | RuntimeException closed) {
            return Thread.ofVirtual();
        }
    }

    /** Also after it waited for a lock that another simulation's thread had: then its carrier sleeps. */
    private void carry(Runnable turn) {
        turns.add(turn);
        LockSupport.unpark(caller);
    }

    /** What it is to do from its next go on. */
    void give(Runnable next) {
        task = next;
        done = false;
    }

    /** Goes on until it pauses or is done; returns whether it is done. */
    boolean go() {
        caller = Thread.currentThread();
        mine = true;
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        } else {
            LockSupport.unpark(thread);
        }
        while (mine) {
            Runnable turn = turns.poll();
            if (turn != null) {
                turn.run();
            } else if (mine) {
                LockSupport.park(this);
            }
        }
        finish();
        return done;
    }

    /** Until it is parked, and not only about to be. */
    private void finish() {
        for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
            turn.run();
        }
    }

    /** What it ended with, if that was no way to end. */
    void rethrow() {
        Throwable last = thrown;
        thrown = null;
        if (last instanceof RuntimeException bug) {
            throw bug;
        } else if (last instanceof Error bug) {
            throw bug;
        }
    }

    /** Called by itself: until it is made to go on. */
    void pause() {
        mine = false;
        LockSupport.unpark(caller);
        while (!mine) {
            LockSupport.park(this);
        }
        if (ending) {
            throw new ProcessEnded();
        }
    }

    private void run() {
        while (!ending) {
            try {
                task.run();
            } catch (ProcessEnded ended) {
                // It does nothing more.
            } catch (RuntimeException | Error bug) {
                thrown = bug;
            }
            done = true;
            if (ending) {
                break;
            }
            try {
                pause();
            } catch (ProcessEnded end) {
                break;
            }
        }
        mine = false;
        LockSupport.unpark(caller);
    }

    /** Unwinds it, wherever it is. */
    void end() {
        if (thread.getState() == Thread.State.NEW || thread.getState() == Thread.State.TERMINATED) {
            return;
        }
        ending = true;
        go();
    }
}
