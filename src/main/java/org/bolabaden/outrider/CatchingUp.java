package org.bolabaden.outrider;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.Callable;

/** Has what a disk refused written when it takes it: asks every few seconds, on a thread that may wait for a disk. */
final class CatchingUp implements AutoCloseable {
    // A try costs nothing while nothing was refused.
    private static final long PACE_MILLIS = 2_000;

    private final Vertx vertx;
    private final long timer;

    /**
     * Begins.
     *
     * @param all each writes what it could not, if there is anything
     */
    CatchingUp(Vertx vertx, List<Runnable> all) {
        this.vertx = vertx;
        Callable<Boolean> round = () -> {
            all.forEach(Runnable::run);
            return true;
        };
        this.timer = vertx.setPeriodic(PACE_MILLIS, tick -> vertx.executeBlocking(round, false));
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
