package org.bolabaden.outrider.otlp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The verdicts that are on their way. Pure, and bounded: of more than {@value #MOST} the oldest are given up, as they are
 * when HAProxy is away.
 *
 * @param haproxy whether there is one to follow; without one the way ends with the plan
 * @param unplanned those that no plan has yet, the oldest first
 * @param unproven those of plans that HAProxy was not read to follow yet, the oldest first
 */
record VerdictWays(boolean haproxy, List<VerdictWay> unplanned, List<VerdictWay> unproven) {
    static final int MOST = 1_000;

    /** Nothing is on its way. */
    VerdictWays(boolean haproxy) {
        this(haproxy, List.of(), List.of());
    }

    /** What is on its way afterwards, and what came to its end. */
    record Step(VerdictWays next, List<VerdictWay> done) {}

    VerdictWays judged(VerdictWay way) {
        return new VerdictWays(haproxy, latest(unplanned, List.of(way)), unproven);
    }

    /**
     * A plan was made; it has every verdict that was there when it began.
     *
     * @param began when it looked at the verdicts
     */
    Step planned(long sequence, Instant began, Instant ended) {
        List<VerdictWay> had = new ArrayList<>();
        List<VerdictWay> left = new ArrayList<>();
        for (VerdictWay way : unplanned) {
            if (way.judged().isAfter(began)) {
                left.add(way);
            } else {
                had.add(way.planned(sequence, began, ended));
            }
        }
        return haproxy
                ? new Step(new VerdictWays(true, left, latest(unproven, had)), List.of())
                : new Step(new VerdictWays(false, left, List.of()), had);
    }

    /** HAProxy was read to follow that plan, and so every one before it. */
    Step proven(long sequence, Instant at) {
        List<VerdictWay> done = new ArrayList<>();
        List<VerdictWay> left = new ArrayList<>();
        for (VerdictWay way : unproven) {
            if (way.planned().filter(plan -> plan.sequence() <= sequence).isPresent()) {
                done.add(way.proven(at));
            } else {
                left.add(way);
            }
        }
        return new Step(new VerdictWays(haproxy, unplanned, left), done);
    }

    private static List<VerdictWay> latest(List<VerdictWay> before, List<VerdictWay> more) {
        List<VerdictWay> all = new ArrayList<>(before);
        all.addAll(more);
        return List.copyOf(all.subList(Math.max(0, all.size() - MOST), all.size()));
    }
}
