package org.bolabaden.outrider.acceptance;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Something happens under load, the nodes come to terms with it, it is mended, and all is well again. The visitors are counted
 * from the moment it happens until all is well.
 */
final class Story {
    private static final Duration AFTERWARDS = Duration.ofSeconds(2);
    // Longer than any visitor waits.
    private static final long BEFORE_MILLIS = 12_000;

    private final Stage stage;
    private final String title;
    private long happened;
    private long done;
    private Duration convergence = Duration.ZERO;

    Story(Stage stage, String title) {
        this.stage = stage;
        this.title = title;
        stage.awaitWell();
    }

    /** What can go wrong while it goes wrong. */
    interface Step {
        void run() throws Exception;
    }

    Story happens(Step fault) throws Exception {
        happened = System.currentTimeMillis();
        fault.run();
        done = System.currentTimeMillis();
        return this;
    }

    /** Waits until the nodes have come to terms with it, and lets visitors come for a while after that. */
    Story settlesWhen(Callable<Boolean> condition) throws Exception {
        try {
            await().atMost(Stage.PATIENCE)
                    .pollInterval(Duration.ofMillis(25))
                    .ignoreExceptions()
                    .until(condition);
        } catch (ConditionTimeoutException never) {
            throw new AssertionError(title + ": not settled after " + Stage.PATIENCE, never);
        }
        convergence = Duration.ofMillis(System.currentTimeMillis() - happened);
        Thread.sleep(AFTERWARDS.toMillis());
        return this;
    }

    /** Puts it right, and waits until all is well; what it cost goes into the report. */
    Outcome mended(Step repair) throws Exception {
        repair.run();
        stage.awaitWell();
        Outcome outcome = new Outcome(
                title,
                happened,
                done,
                convergence,
                stage.traffic().since(happened - BEFORE_MILLIS).stream()
                        .filter(visit -> visit.ended() >= happened)
                        .toList());
        stage.report().add(outcome);
        return outcome;
    }
}
