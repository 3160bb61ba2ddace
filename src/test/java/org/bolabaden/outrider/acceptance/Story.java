package org.bolabaden.outrider.acceptance;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Something happens under load, the nodes come to terms with it, it is mended, and all is well again. The visitors are counted
 * from the moment it happens until all is well. Nothing begins before the mending is known, so that it is done in any case.
 */
final class Story {
    // Longer than any visitor waits.
    private static final long BEFORE_MILLIS = 12_000;

    private final Stage stage;
    private final String title;
    private Step fault = () -> {};
    private Callable<Boolean> settled = () -> true;
    private Step meanwhile = () -> Thread.sleep(2_000);

    Story(Stage stage, String title) {
        this.stage = stage;
        this.title = title;
    }

    /** What may go wrong itself. */
    interface Step {
        void run() throws Exception;
    }

    Story happens(Step what) {
        fault = what;
        return this;
    }

    /** When the nodes have come to terms with it. */
    Story settlesWhen(Callable<Boolean> condition) {
        settled = condition;
        return this;
    }

    /** For how long visitors come after that, until it is mended. */
    Story lasts(Duration time) {
        return meanwhile(() -> Thread.sleep(time.toMillis()));
    }

    /** What goes on from then until it is mended. */
    Story meanwhile(Step what) {
        meanwhile = what;
        return this;
    }

    /** Tells it, puts it right and waits until all is well; what it cost goes into the report. */
    Outcome mended(Step repair) throws Exception {
        stage.awaitWell();
        // What Traefik has read last is in force within its providersThrottleDuration.
        Thread.sleep(2_000);
        long happened = System.currentTimeMillis();
        long done;
        long mended;
        Duration convergence;
        try {
            fault.run();
            done = System.currentTimeMillis();
            awaitSettled();
            convergence = Duration.ofMillis(System.currentTimeMillis() - happened);
            meanwhile.run();
        } finally {
            mended = System.currentTimeMillis();
            repair.run();
        }
        stage.awaitWell();
        List<Visit> visits = stage.traffic().since(happened - BEFORE_MILLIS).stream()
                .filter(visit -> visit.ended() >= happened)
                .toList();
        Outcome outcome = new Outcome(
                title,
                happened,
                done,
                mended,
                convergence,
                visits,
                stage.ledger().lost(visits));
        stage.report().add(outcome);
        return outcome;
    }

    private void awaitSettled() {
        try {
            await().atMost(Stage.PATIENCE)
                    .pollInterval(Duration.ofMillis(25))
                    .ignoreExceptions()
                    .until(settled);
        } catch (ConditionTimeoutException never) {
            throw new AssertionError(title + ": not settled after " + Stage.PATIENCE, never);
        }
    }
}
