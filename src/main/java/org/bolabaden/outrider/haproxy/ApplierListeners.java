package org.bolabaden.outrider.haproxy;

import java.time.Duration;

/** Tells two, one after the other. */
record ApplierListeners(ApplierListener first, ApplierListener second) implements ApplierListener {
    @Override
    public void up(WorkerInfo worker) {
        first.up(worker);
        second.up(worker);
    }

    @Override
    public void down(String reason) {
        first.down(reason);
        second.down(reason);
    }

    @Override
    public void workerChanged(long before, WorkerInfo now) {
        first.workerChanged(before, now);
        second.workerChanged(before, now);
    }

    @Override
    public void commands(int accepted, int refused) {
        first.commands(accepted, refused);
        second.commands(accepted, refused);
    }

    @Override
    public void drift(int settings) {
        first.drift(settings);
        second.drift(settings);
    }

    @Override
    public void applied(long sequence, Duration sinceCause, int commands) {
        first.applied(sequence, sinceCause, commands);
        second.applied(sequence, sinceCause, commands);
    }
}
