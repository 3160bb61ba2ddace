package org.bolabaden.outrider.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.TestBackends.peer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoublePredicate;
import org.bolabaden.outrider.health.HealthBoard.Judgement;
import org.bolabaden.outrider.health.Verdict.Status;
import org.bolabaden.outrider.probe.FailureReason;
import org.bolabaden.outrider.probe.FailureReason.Kind;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.NodeSettings.HealthChecks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The default settings on a simulated clock, at the real pace of checks: ten minutes take some milliseconds. */
class FlapDampingSimulationTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final double TIMEOUT = 0.5;

    private final Backend backend = peer("site", "node2", 80);

    /** One run: a board, its clock, and what it told. */
    private final class Run {
        private final Random random;
        private final Tally tally = new Tally();
        private final HealthBoard board;
        private double now;

        Run(long seed) {
            random = new Random(seed);
            board = new HealthBoard(
                    Judgement.of(HealthChecks.DEFAULT),
                    () -> START.plusNanos((long) (now * 1e9)),
                    random::nextDouble,
                    tally::count);
            board.replace(List.of(backend));
        }

        /** Checks it at its pace for so many seconds; the predicate says at each time whether the check passes. */
        Run during(double seconds, DoublePredicate passes) {
            double end = now + seconds;
            while (now < end) {
                double began = now;
                boolean passed = passes.test(began);
                now += passed ? 0.001 : TIMEOUT;
                Duration delay = board.onResult(backend, result(passed));
                now = Math.max(now, began + delay.toNanos() / 1e9);
            }
            return this;
        }

        private ProbeResult result(boolean passed) {
            return new ProbeResult(
                    START,
                    new ProbeResult.Timings(0, 1, 0, 0, 1),
                    passed ? Optional.empty() : Optional.of(new FailureReason(Kind.CONNECT_TIMEOUT)),
                    Optional.of(new InetSocketAddress(InetAddress.ofLiteral("10.0.0.2"), 80)),
                    0);
        }

        Status status() {
            return board.verdicts().get(backend.id()).status();
        }
    }

    private static final class Tally {
        private int outOfService;

        void count(VerdictChange change) {
            if (change.before().up() && !change.after().up()) {
                outOfService++;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.35, 0.4, 0.5, 0.6, 0.7})
    void aLinkThatLosesChecksByChanceTakesABackendOutTwiceInTenMinutesAtMost(double loss) {
        for (long seed = 0; seed < 1_500; seed++) {
            Run run = new Run(seed).during(10, at -> true);

            run.during(600, at -> run.random.nextDouble() >= loss);

            assertThat(run.tally.outOfService).as("seed %d", seed).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void aBackendThatFlipsEveryFiveSecondsIsHeldAfterTheThirdFlipAndStaysSo() {
        Run run = new Run(1).during(30, at -> true);

        run.during(600, at -> (int) ((at - 30) / 5) % 2 == 1);

        assertThat(run.tally.outOfService).isEqualTo(2);
        assertThat(run.board.of(backend.id()).orElseThrow().flap().heldDown()).isTrue();
    }

    @Test
    void whenTheFlappingEndsItIsReleasedWithinTheLongestHold() {
        Run run = new Run(2).during(30, at -> true).during(300, at -> (int) (at / 5) % 2 == 1);

        run.during(6, at -> true);
        assertThat(run.status()).isEqualTo(Status.HELD);
        run.during(128, at -> true);

        assertThat(run.status()).isEqualTo(Status.UP);
    }

    @ParameterizedTest
    @CsvSource({"3, 60", "5, 60", "10, 60", "20, 75", "3, 120"})
    void aBackendThatIsRestartedTwiceServesAgainRightAfterEach(double downFor, double apart) {
        for (long seed = 0; seed < 200; seed++) {
            Run run = new Run(seed).during(60, at -> true);
            for (int restart = 0; restart < 2; restart++) {
                run.during(downFor, at -> false).during(3, at -> true);
                assertThat(run.status()).as("seed %d", seed).isEqualTo(Status.UP);
                run.during(apart - downFor - 3, at -> true);
            }
            assertThat(run.tally.outOfService).isEqualTo(2);
        }
    }

    @Test
    void anHourOfOneFailureInTenKeepsABackendInServiceMostOfTheTime() {
        int out = 0;
        for (long seed = 0; seed < 50; seed++) {
            Run run = new Run(seed).during(10, at -> true);
            run.during(3_600, at -> run.random.nextDouble() >= 0.1);
            out += run.tally.outOfService;
        }

        assertThat(out / 50.0).isLessThan(3);
    }
}
