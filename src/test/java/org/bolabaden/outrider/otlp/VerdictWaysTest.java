package org.bolabaden.outrider.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class VerdictWaysTest {
    private static final Instant START = Instant.parse("2026-11-28T03:00:00Z");

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    private static VerdictWay way(String backend, int judged) {
        return new VerdictWay(
                "site",
                backend,
                "up",
                "down",
                "refused",
                Optional.of(new VerdictWay.Span(at(judged - 1), at(judged))),
                at(judged),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void aVerdictIsDoneWhenHaproxyFollowsAPlanThatHasIt() {
        VerdictWays.Step planned = new VerdictWays(true).judged(way("a:1", 10)).planned(7, at(11), at(12));
        assertThat(planned.done()).isEmpty();

        VerdictWays.Step proven = planned.next().proven(8, at(13));
        assertThat(proven.done()).singleElement().satisfies(way -> {
            assertThat(way.began()).isEqualTo(at(9));
            assertThat(way.ended()).isEqualTo(at(13));
            assertThat(way.planned().orElseThrow().sequence()).isEqualTo(7);
        });
        assertThat(proven.next()).isEqualTo(new VerdictWays(true));
    }

    @Test
    void aVerdictThatCameAfterThePlanWasLookedAtWaitsForTheNext() {
        VerdictWays.Step step = new VerdictWays(true).judged(way("a:1", 10)).planned(7, at(9), at(12));

        assertThat(step.next().proven(7, at(13)).done()).isEmpty();
        assertThat(step.next()
                        .planned(8, at(14), at(15))
                        .next()
                        .proven(8, at(16))
                        .done())
                .hasSize(1);
    }

    @Test
    void anOlderPlansProofEndsNothingOfALaterOne() {
        VerdictWays ways = new VerdictWays(true)
                .judged(way("a:1", 10))
                .planned(7, at(11), at(12))
                .next();

        assertThat(ways.proven(6, at(13)).done()).isEmpty();
    }

    @Test
    void withoutHaproxyTheWayEndsWithThePlan() {
        VerdictWays.Step step = new VerdictWays(false).judged(way("a:1", 10)).planned(7, at(11), at(12));

        assertThat(step.done())
                .singleElement()
                .satisfies(way -> assertThat(way.ended()).isEqualTo(at(12)));
        assertThat(step.next()).isEqualTo(new VerdictWays(false));
    }

    @Test
    void whileHaproxyIsAwayTheOldestAreGivenUp() {
        VerdictWays ways = new VerdictWays(true);
        for (int i = 0; i < 3 * VerdictWays.MOST; i++) {
            ways = ways.judged(way("a:" + i, i)).planned(i, at(i), at(i)).next();
        }

        assertThat(ways.unplanned()).isEmpty();
        assertThat(ways.unproven()).hasSize(VerdictWays.MOST);
        assertThat(ways.unproven().getLast().backend()).isEqualTo("a:" + (3 * VerdictWays.MOST - 1));
    }

    @Property
    void everyVerdictIsDoneOnceAndNoSoonerThanItsPlan(@ForAll @Size(max = 60) List<@IntRange(max = 2) Integer> steps) {
        VerdictWays ways = new VerdictWays(true);
        List<VerdictWay> done = new ArrayList<>();
        int judged = 0;
        for (int now = 0; now < steps.size(); now++) {
            VerdictWays.Step step =
                    switch (steps.get(now)) {
                        case 0 -> new VerdictWays.Step(ways.judged(way("a:" + judged++, now)), List.of());
                        case 1 -> ways.planned(now, at(now), at(now));
                        default -> ways.proven(now, at(now));
                    };
            ways = step.next();
            done.addAll(step.done());
        }

        assertThat(done).extracting(VerdictWay::backend).doesNotHaveDuplicates();
        assertThat(done.size() + ways.unplanned().size() + ways.unproven().size())
                .isEqualTo(judged);
        assertThat(done)
                .allSatisfy(way -> assertThat(way.proven().orElseThrow())
                        .isAfterOrEqualTo(way.planned().orElseThrow().made().ended()));
    }
}
