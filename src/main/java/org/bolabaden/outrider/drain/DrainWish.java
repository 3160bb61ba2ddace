package org.bolabaden.outrider.drain;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.bolabaden.outrider.observe.Visible;
import org.bolabaden.outrider.registry.DurationText;
import org.bolabaden.outrider.registry.NodeName;

/**
 * What an operator asks for when he drains something.
 *
 * @param reason what for; one line of 1 to 200 characters
 * @param time how long; 1 s to 365 days; empty: until it is taken back
 * @param forced whether it holds although nobody else can serve
 * @param movesPrimaries whether its primaries are moved away before, by a failover of their sentinels
 */
public record DrainWish(Optional<String> reason, Optional<Duration> time, boolean forced, boolean movesPrimaries) {
    private static final int LONGEST_REASON = 200;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    /**
     * The wish, looked at.
     *
     * @throws IllegalArgumentException when a value is out of range; the message is for the operator
     */
    public DrainWish {
        reason = reason.map(String::strip).filter(text -> !text.isEmpty());
        reason.ifPresent(DrainWish::requireLine);
        time.filter(span -> span.compareTo(SHORTEST) < 0 || span.compareTo(LONGEST) > 0)
                .ifPresent(span -> {
                    throw new IllegalArgumentException(
                            "the time is " + DurationText.of(span) + ", expected 1s to 365d");
                });
    }

    /** One that leaves primaries where they are. */
    public DrainWish(Optional<String> reason, Optional<Duration> time, boolean forced) {
        this(reason, time, forced, false);
    }

    private static void requireLine(String text) {
        if (text.length() > LONGEST_REASON) {
            throw new IllegalArgumentException(
                    "the reason has " + text.length() + " characters, expected at most " + LONGEST_REASON);
        }
        if (text.codePoints().anyMatch(Visible::isHidden)) {
            throw new IllegalArgumentException("the reason has a line break or another invisible character in it");
        }
    }

    /** The drain that comes of it now; one that goes on keeps its beginning. */
    public Drain begin(Target target, NodeName by, Instant now, Optional<Drain> before) {
        Instant start = now.truncatedTo(ChronoUnit.MILLIS);
        return new Drain(target, reason, before.map(Drain::since).orElse(start), time.map(start::plus), forced, by);
    }
}
