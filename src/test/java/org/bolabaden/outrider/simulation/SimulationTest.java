package org.bolabaden.outrider.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bolabaden.outrider.SimulatedMachine.Mistake;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole core in a simulated world, by generated schedules of everything that can go wrong, with the seven rules looked
 * at after every step. A failing seed is the bug report: the schedule that is printed is the smallest that fails in the same way.
 *
 * <p>One seed again: {@code -Doutrider.simulation.seed=N}. Many: {@code ./verify --simulate=STEPS}.
 */
class SimulationTest {
    private static final int FEW = Integer.getInteger("outrider.simulation.schedules", 60);
    private static final int ENOUGH_TO_FIND = 60;
    // Without Quarkus' settings each expression of a template is logged, and kept in case a handler should come.
    private static final Logger TEMPLATES = Logger.getLogger("io.quarkus.qute");

    @BeforeAll
    static void quiet() {
        TEMPLATES.setLevel(Level.WARNING);
    }

    @Test
    void noScheduleBreaksARule() {
        Long only = Long.getLong("outrider.simulation.seed");
        long from = only == null ? 1 : only;
        for (long seed = from; seed < from + (only == null ? FEW : 1); seed++) {
            breaksNoRule(seed);
        }
    }

    /** Seeds that found something once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 219, 100_399})
    void whatWasFoundStaysMended(long seed) {
        breaksNoRule(seed);
    }

    private static void breaksNoRule(long seed) {
        Schedule schedule = Schedule.of(seed);
        Optional<Violation> broken = Simulation.run(schedule, Optional.empty()).broken();

        assertThat(broken)
                .as(() -> broken.map(violation -> Simulation.report(schedule, violation))
                        .orElse(""))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1, STOPS_WITH_A_CHANGE, 1",
        "2, WRITES_UNVALIDATED, 1",
        "3, FORGETS_AT_A_RELOAD, 1",
        "4, IGNORES_ITS_OWN_ISOLATION, 1",
        "4, IGNORES_THE_SHRINK_GUARD, 1",
        "5, BELIEVES_ONE_SENTINEL, 1",
        "6, REMOVES_THE_LAST_RECORD, 1",
        "7, TELLS_A_SECRET, 1"
    })
    void aMistakeThatBreaksARuleIsFound(int rule, Mistake mistake, long from) {
        assertThat(Simulation.firstBreaking(rule, mistake, from, ENOUGH_TO_FIND))
                .isPresent();
    }

    @Test
    void aSeedGivesTheSameRunAgain() {
        Simulation.Result first = Simulation.run(Schedule.of(7), Optional.empty());
        Simulation.Result second = Simulation.run(Schedule.of(7), Optional.empty());

        assertThat(second).isEqualTo(first);
    }

    @Test
    void whatIsPrintedIsTheSmallestThatBreaksTheSameRule() {
        Optional<Mistake> mistake = Optional.of(Mistake.TELLS_A_SECRET);
        long seed = Simulation.firstBreaking(7, Mistake.TELLS_A_SECRET, 1, ENOUGH_TO_FIND)
                .orElseThrow();

        Schedule small = Simulation.shrunk(Schedule.of(seed).about(7), mistake);

        assertThat(Simulation.run(small, mistake).broken().orElseThrow().rule()).isEqualTo(7);
        List<Schedule> simpler = small.simpler();
        assertThat(simpler)
                .allSatisfy(one -> assertThat(
                                Simulation.run(one, mistake).broken().filter(broken -> broken.rule() == 7))
                        .isEmpty());
    }

    @Test
    @EnabledIfSystemProperty(named = "outrider.simulation.steps", matches = "[0-9]+")
    void millionsOfStepsBreakNoRule() throws IOException {
        LongRun run =
                new LongRun(Long.getLong("outrider.simulation.steps"), Long.getLong("outrider.simulation.seed", 1));

        Optional<String> failure = run.run();
        run.write();

        assertThat(failure).isEmpty();
    }
}
