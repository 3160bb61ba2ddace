package org.bolabaden.outrider.health;

/**
 * The fall/rise state machine of one backend: every state is a type, and {@link #next} is all there is to it.
 *
 * <pre>
 *               pass                    fail                     fail, the fall-th in a row
 *  Unverified ───────► Up ◄──────────────────────► Falling(1..) ──────────────────────────► Down
 *      │                        pass                                                       │  ▲
 *      │ fail                                                                         pass │  │ fail
 *      └────────────────────────────► Down          Up ◄───────── Rising(1..) ◄────────────┘──┘
 *                                                     pass, the rise-th in a row
 * </pre>
 *
 * <p>HAProxy counts in the same way, but from its configuration a server starts as up and gets traffic before anybody
 * asked it; here the first check decides at once, in either direction, because before it we know nothing that could
 * weigh against its answer.
 */
public sealed interface HealthState {
    /** The state after one more check. */
    HealthState next(boolean passed, Thresholds thresholds);

    /** What it means for traffic; never {@link Verdict.Status#HELD}, which is about what happened before. */
    Verdict.Status status();

    /** Whether the evidence points away from the verdict, so that the next check should come soon. */
    default boolean undecided() {
        return false;
    }

    /** No check has finished yet. */
    record Unverified() implements HealthState {
        @Override
        public HealthState next(boolean passed, Thresholds thresholds) {
            return passed ? new Up() : new Down();
        }

        @Override
        public Verdict.Status status() {
            return Verdict.Status.UNVERIFIED;
        }
    }

    /** In rotation; the last check passed. */
    record Up() implements HealthState {
        @Override
        public HealthState next(boolean passed, Thresholds thresholds) {
            return passed ? this : Falling.after(1, thresholds);
        }

        @Override
        public Verdict.Status status() {
            return Verdict.Status.UP;
        }
    }

    /**
     * Still in rotation, with failures against it.
     *
     * @param failures in a row, at least 1 and below the fall threshold
     */
    record Falling(int failures) implements HealthState {
        private static HealthState after(int failures, Thresholds thresholds) {
            return failures >= thresholds.fall() ? new Down() : new Falling(failures);
        }

        @Override
        public HealthState next(boolean passed, Thresholds thresholds) {
            return passed ? new Up() : after(failures + 1, thresholds);
        }

        @Override
        public Verdict.Status status() {
            return Verdict.Status.UP;
        }

        @Override
        public boolean undecided() {
            return true;
        }
    }

    /**
     * Still in rotation although enough checks failed: none of them was answered by anybody, nor was any other check, so
     * that this node may be the one that is cut off ({@link Silence}). A machine that nobody guards never comes here.
     */
    record Suspected() implements HealthState {
        @Override
        public HealthState next(boolean passed, Thresholds thresholds) {
            return passed ? new Up() : new Down();
        }

        @Override
        public Verdict.Status status() {
            return Verdict.Status.UP;
        }
    }

    /** Out of rotation; the last check failed. */
    record Down() implements HealthState {
        @Override
        public HealthState next(boolean passed, Thresholds thresholds) {
            return passed ? Rising.after(1, thresholds) : this;
        }

        @Override
        public Verdict.Status status() {
            return Verdict.Status.DOWN;
        }
    }

    /**
     * Still out of rotation, with passed checks in its favour.
     *
     * @param passes in a row, at least 1 and below the rise threshold
     */
    record Rising(int passes) implements HealthState {
        private static HealthState after(int passes, Thresholds thresholds) {
            return passes >= thresholds.rise() ? new Up() : new Rising(passes);
        }

        @Override
        public HealthState next(boolean passed, Thresholds thresholds) {
            return passed ? after(passes + 1, thresholds) : new Down();
        }

        @Override
        public Verdict.Status status() {
            return Verdict.Status.DOWN;
        }

        @Override
        public boolean undecided() {
            return true;
        }
    }
}
