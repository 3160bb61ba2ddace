package org.bolabaden.outrider.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.probe.FailureReason;
import org.bolabaden.outrider.probe.FailureReason.Kind;
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

    // Nothing came back: the host may be dead, and so may the network. A name that is not resolved says nothing of the
    // host, and the resolver that says so may be this machine's own.
    private static final Set<Kind> SILENT = Set.of(Kind.CONNECT_TIMEOUT, Kind.UNREACHABLE, Kind.DNS);

    /**
     * The sign that a check of another host gave; empty: it was silent.
     *
     * @param finished when the check ended
     */
    public static Optional<Sign> of(String from, ProbeResult result, Instant finished) {
        // What a command says of another host is hearsay.
        if (silent(result) || result.observed().said().isPresent()) {
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
        return result.failure()
                .map(FailureReason::kind)
                .filter(kind ->
                        SILENT.contains(kind) || result.observed().said().isPresent())
                .isPresent();
    }
}
