package org.bolabaden.outrider;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One alarm clock: rings when the time that was set last has come, at most once in {@link #SHORTEST}. It looks at the
 * clock at least once in {@link #LONGEST}, so that a clock that is put forward, or a machine that slept, makes it late by
 * no more than that.
 */
final class Wake implements AutoCloseable {
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Runnable alarm;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("plan-wake").daemon().factory());
    private Optional<Instant> wanted = Optional.empty();
    private @Nullable ScheduledFuture<?> pending;
    private @Nullable Long rang;

    /**
     * Creates it, not set.
     *
     * @param alarm runs on the clock's own thread; must be quick, must not throw
     */
    Wake(InstantSource clock, Runnable alarm) {
        this.clock = clock;
        this.alarm = alarm;
    }

    /**
     * How long to sleep before the next look. Pure.
     *
     * @param left until the alarm shall ring; negative: it is late
     * @param quiet since it last rang
     */
    static Duration sleep(Duration left, Duration quiet) {
        Duration rest = SHORTEST.minus(quiet);
        Duration longer = left.compareTo(rest) > 0 ? left : rest;
        return longer.isNegative() ? Duration.ZERO : longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
    }

    /** Sets it anew; what was set before counts no more. Empty: it does not ring. */
    synchronized void at(Optional<Instant> when) {
        wanted = when;
        arm();
    }

    private void arm() {
        if (pending != null) {
            pending.cancel(false);
        }
        if (wanted.isEmpty() || timer.isShutdown()) {
            return;
        }
        Duration quiet = rang == null ? SHORTEST : Duration.ofNanos(System.nanoTime() - rang);
        Duration sleep = sleep(Duration.between(clock.instant(), wanted.get()), quiet);
        pending = timer.schedule(this::look, sleep.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        synchronized (this) {
            if (wanted.isEmpty()) {
                return;
            }
            if (clock.instant().isBefore(wanted.get())) {
                arm();
                return;
            }
            wanted = Optional.empty();
            rang = System.nanoTime();
        }
        alarm.run();
    }

    @Override
    public synchronized void close() {
        timer.shutdownNow();
    }
}
