package org.bolabaden.outrider;

import java.time.Duration;

/**
 * When files are rendered next. A change of the registry or the settings is rendered at once, and so is one of a primary: a
 * proxy that starts from the file must not offer an earlier one. Verdicts are collected, so that a mass failure is one
 * rewrite and a flapping backend cannot make the proxies reread a file all the time; and without any change everything is
 * compared again, since files change behind our back. Pure.
 *
 * @param lastRun when files were rendered last
 * @param configuredAt when the oldest change of registry, settings or a primary that is not rendered yet came; 0: none
 * @param verdictAt when the oldest change of a verdict that is not rendered yet came; 0: none
 * @param undecided whether a backend waits for its first check: files rendered now would take it for dead
 * @param first whether nothing was rendered since the start, so that what the files have is the last truth
 */
record RenderPace(long lastRun, long configuredAt, long verdictAt, boolean undecided, boolean first) {
    /** No such time. */
    static final long NEVER = 0;

    /** A first check takes some milliseconds, and at most its timeout when the backend hangs. */
    static final Duration FOR_FIRST_CHECKS = Duration.ofMillis(300);

    /** A proxy that starts meanwhile finds those ready that were, and not those missing whose check takes long. */
    static final Duration FOR_FIRST_CHECKS_AT_START = Duration.ofSeconds(2);

    static final Duration COLLECTING = Duration.ofMillis(100);
    /** Traefik forgets what its own checks found whenever its file changes (FIELD-NOTES §4). */
    static final Duration BETWEEN_REWRITES = Duration.ofSeconds(2);

    static final Duration COMPARING = Duration.ofSeconds(10);

    /** The same, to be rendered as soon as after a change of the settings at that time. */
    RenderPace at(long now) {
        return new RenderPace(lastRun, now, verdictAt, undecided, first);
    }

    /**
     * The same when something else is wanted.
     *
     * @param configured whether the registry, the settings or a primary are others than before
     * @param awaits whether a backend waits for its first check
     */
    RenderPace wanted(boolean configured, boolean awaits, long now) {
        return new RenderPace(
                lastRun,
                configured && configuredAt == NEVER ? now : configuredAt,
                verdictAt == NEVER ? now : verdictAt,
                awaits,
                first);
    }

    /** The same when a round begins. */
    RenderPace ran(long now) {
        return new RenderPace(now, NEVER, NEVER, undecided, false);
    }

    /** When it is due, in the nanoseconds of the arguments. */
    long due() {
        long due = lastRun + COMPARING.toNanos();
        if (configuredAt != NEVER) {
            Duration patience = first ? FOR_FIRST_CHECKS_AT_START : FOR_FIRST_CHECKS;
            due = Math.min(due, undecided ? configuredAt + patience.toNanos() : configuredAt);
        }
        if (verdictAt != NEVER) {
            due = Math.min(due, Math.max(verdictAt + COLLECTING.toNanos(), lastRun + BETWEEN_REWRITES.toNanos()));
        }
        return due;
    }
}
