package org.bolabaden.outrider.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.probe.ProbeResult;

/**
 * A sign that the network works: another host answered a check, in whatever way. What was sent at {@code asked} was
 * answered by {@code heard}, so the network worked at some time in between.
 *
 * @param from who answered, for people
 * @param asked when the check started
 * @param heard when the first of the answer came: the connection, or the refusal
 */
public record Sign(String from, Instant asked, Instant heard) {
    // Linux sends the first SYN again after that; what is answered sooner was answered at the first attempt.
    private static final Duration RESENT = Duration.ofSeconds(1);

    /**
     * The sign that a check of another host gave; empty: it was silent.
     *
     * @param finished when the check ended
     */
    public static Optional<Sign> of(String from, ProbeResult result, Instant finished) {
        if (!result.answered()) {
            return Optional.empty();
        }
        long connect = result.timings().connect();
        Instant heard = connect > 0 ? result.at().plus(Duration.ofNanos(connect)) : finished;
        return Optional.of(new Sign(from, result.at(), heard));
    }

    /**
     * When the network is known to have worked: as the question was sent, or when that was lost and sent again, as the
     * answer came.
     */
    Instant worked() {
        return Duration.between(asked, heard).compareTo(RESENT) < 0 ? asked : heard;
    }

    /** Whether the check failed without a word from the other host, as far as we know. */
    static boolean silent(ProbeResult result) {
        return !result.passed() && !result.answered();
    }
}
