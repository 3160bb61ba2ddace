package org.bolabaden.outrider;

import java.time.Duration;

/**
 * When files are rendered next. A change of the registry or the settings is rendered at once; verdicts are collected, so
 * that a mass failure is one rewrite and a flapping backend cannot make the proxies reread a file all the time; and
 * without any change everything is compared again, since files change behind our back. Pure.
 *
 * @param lastRun when files were rendered last
 * @param configuredAt when the oldest change of registry or settings that is not rendered yet came; 0: none
 * @param verdictAt when the oldest change of a verdict that is not rendered yet came; 0: none
 * @param undecided whether a backend waits for its first check: files rendered now would take it for dead
 */
record RenderPace(long lastRun, long configuredAt, long verdictAt, boolean undecided) {
    /** A first check takes some milliseconds, and at most its timeout when the backend hangs. */
    static final Duration FOR_FIRST_CHECKS = Duration.ofMillis(300);

    static final Duration COLLECTING = Duration.ofMillis(100);
    /** Traefik forgets what its own checks found whenever its file changes (FIELD-NOTES §4). */
    static final Duration BETWEEN_REWRITES = Duration.ofSeconds(2);

    static final Duration COMPARING = Duration.ofSeconds(10);

    /** When it is due, in the nanoseconds of the arguments. */
    long due() {
        long due = lastRun + COMPARING.toNanos();
        if (configuredAt != 0) {
            due = Math.min(due, undecided ? configuredAt + FOR_FIRST_CHECKS.toNanos() : configuredAt);
        }
        if (verdictAt != 0) {
            due = Math.min(due, Math.max(verdictAt + COLLECTING.toNanos(), lastRun + BETWEEN_REWRITES.toNanos()));
        }
        return due;
    }
}
