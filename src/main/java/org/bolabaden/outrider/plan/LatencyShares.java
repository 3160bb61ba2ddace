package org.bolabaden.outrider.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.bolabaden.outrider.health.Latency;
import org.bolabaden.outrider.plan.Memory.Applied;
import org.bolabaden.outrider.registry.Percent;

/**
 * How much of its weight a backend keeps that answers slower than its pool: {@code median / average}, so that one that
 * takes twice as long gets half, never below the floor and never above all of it. A backend that is faster than the median
 * gets nothing more: checks are cheap requests, and who answers them fastest need not be the strongest.
 *
 * <p>Three things keep it quiet. The dead band: whoever is slower by less than a millisecond, or by less than a fifth, is as
 * fast as the others; once a share is applied, half of either lets go of it, so that the edge of the band is no place to
 * chatter. The hysteresis: a share changes when it would by at least {@value #LEAST_CHANGE} points. The pace: at most
 * every ten seconds.
 *
 * @param floor the least that is kept
 */
record LatencyShares(Percent floor) {
    /** From one change of a share to the next. */
    static final Duration PACE = Duration.ofSeconds(10);

    static final int LEAST_CHANGE = 10;
    private static final double BAND_NANOS = 1_000_000;
    private static final double BAND_SHARE = 0.2;

    /**
     * The share from now on.
     *
     * @param latency the backend's
     * @param median of its pool, in nanoseconds; greater than 0
     * @param before what is in force; empty: all of the weight, as ever
     * @return empty: all of the weight, as ever
     */
    Optional<Applied> next(Latency latency, double median, Optional<Applied> before, Instant now) {
        Percent present = before.map(Applied::share).orElse(Percent.FULL);
        Percent wanted = wanted(latency.nanos(), median, !present.equals(Percent.FULL));
        boolean rested = before.map(
                        applied -> !now.isBefore(applied.since().plus(PACE)) || now.isBefore(applied.since()))
                .orElse(true);
        if (!rested || Math.abs(wanted.points() - present.points()) < LEAST_CHANGE) {
            return before;
        }
        return Optional.of(new Applied(wanted, now, evidence(latency.nanos(), median)));
    }

    private Percent wanted(double nanos, double median, boolean applied) {
        double band = applied ? 0.5 : 1;
        if (nanos - median < BAND_NANOS * band || nanos < median * (1 + BAND_SHARE * band)) {
            return Percent.FULL;
        }
        // Between that and all of it there is no share: the way back must be a change that counts.
        int points = Math.min((int) Math.round(100 * median / nanos), Percent.FULL.points() - LEAST_CHANGE);
        return new Percent(Math.max(points, floor.points()));
    }

    private static String evidence(double nanos, double median) {
        return String.format(Locale.ROOT, "answers in %.1f ms, its pool in %.1f ms", nanos / 1e6, median / 1e6);
    }
}
