package org.bolabaden.outrider.simulation;

import java.util.concurrent.locks.LockSupport;
import org.bolabaden.outrider.simulation.disk.ProcessEnded;

/** Something that can stop in the middle of what it does, and go on later. It never runs while who made it go on does. */
final class Strand {
    private final Thread thread;
    private volatile Thread caller;
    private volatile boolean mine;
    private volatile boolean ending;
    private Runnable task;
    private Throwable thrown;
    private boolean done = true;

    Strand() {
        thread = Thread.ofVirtual().unstarted(this::run);
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
            LockSupport.park(this);
        }
        return done;
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
