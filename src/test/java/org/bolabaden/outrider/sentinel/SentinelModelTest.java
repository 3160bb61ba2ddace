package org.bolabaden.outrider.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Generated schedules of everything that can go wrong, on simulated sentinels and Redis, with the invariants of {@link
 * Invariants} after every step. A failing seed is the bug report: the schedule that is printed is the smallest that fails in
 * the same way.
 *
 * <p>More of them: {@code ./mvnw test -Dtest=SentinelModelTest -Doutrider.schedules=200000}, others by {@code
 * -Doutrider.schedules.from=…}.
 */
class SentinelModelTest {
    private static final int COUNT = Integer.getInteger("outrider.schedules", 700);
    private static final int FROM = Integer.getInteger("outrider.schedules.from", 1);
    private static final int ENOUGH_TO_BREAK = 3_000;

    @Test
    void noScheduleBreaksAnInvariant() {
        Set<Invariants.Seen> seen = EnumSet.noneOf(Invariants.Seen.class);
        int agreed = 0;
        for (long seed = FROM; seed < (long) FROM + COUNT; seed++) {
            Simulation.Result result = run(Schedule.of(seed));
            seen.addAll(result.seen());
            agreed += result.agreed() ? 1 : 0;
        }

        assertThat(agreed).as("schedules after which the right one is offered").isGreaterThan(COUNT * 9 / 10);
        assertThat(seen).as("what the schedules led to").containsExactlyInAnyOrder(Invariants.Seen.values());
    }

    private static Simulation.Result run(Schedule schedule) {
        try {
            return Simulation.run(schedule, Election::decide);
        } catch (Invariants.Violation violation) {
            Schedule small = Simulation.shrunk(schedule, Election::decide);
            throw new AssertionError(
                    violation.getMessage() + System.lineSeparator() + "smallest: " + small + System.lineSeparator()
                            + Simulation.failure(small, Election::decide).orElse("no failure"),
                    violation);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anElectionThatLacksARuleIsCaught(BrokenElection broken) {
        assertThat(Simulation.firstFailing(1, ENOUGH_TO_BREAK, broken)).isPresent();
    }

    @Test
    void aSeedGivesTheSameRunAgain() {
        Optional<Long> failing = Simulation.firstFailing(1, ENOUGH_TO_BREAK, BrokenElection.WITHOUT_ROLE);
        Schedule schedule = Schedule.of(failing.orElseThrow());

        assertThat(Simulation.failure(schedule, BrokenElection.WITHOUT_ROLE))
                .isPresent()
                .isEqualTo(Simulation.failure(schedule, BrokenElection.WITHOUT_ROLE));
    }

    @Test
    void whatIsPrintedIsTheSmallestThatFailsInTheSameWay() {
        Optional<Long> failing = Simulation.firstFailing(1, ENOUGH_TO_BREAK, BrokenElection.WITHOUT_COUNTING_VOTES);
        Schedule schedule = Schedule.of(failing.orElseThrow());

        Schedule small = Simulation.shrunk(schedule, BrokenElection.WITHOUT_COUNTING_VOTES);

        assertThat(Simulation.failure(small, BrokenElection.WITHOUT_COUNTING_VOTES))
                .isPresent();
        assertThat(small.simpler())
                .allSatisfy(simpler -> assertThat(Simulation.failure(simpler, BrokenElection.WITHOUT_COUNTING_VOTES)
                                .map(message -> message.charAt(0)))
                        .isNotEqualTo(Simulation.failure(small, BrokenElection.WITHOUT_COUNTING_VOTES)
                                .map(message -> message.charAt(0))));
    }
}
