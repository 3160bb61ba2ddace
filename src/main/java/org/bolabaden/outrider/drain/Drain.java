package org.bolabaden.outrider.drain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.bolabaden.outrider.registry.NodeName;

/**
 * An operator's word that something shall take no new sessions; those it has go on.
 *
 * @param target what
 * @param reason what for, in the operator's words
 * @param since when it began
 * @param until when it ends by itself; empty: it does not
 * @param forced whether it holds although nobody else can serve; one that is not lets its backends serve while nobody else
 *     is up
 * @param by the node on which it was made
 */
public record Drain(
        Target target, Optional<String> reason, Instant since, Optional<Instant> until, boolean forced, NodeName by) {

    /** Which one it is. */
    public DrainId id() {
        return new DrainId(target, by, since);
    }

    /** Whether its time is over at that instant. */
    boolean isOver(Instant now) {
        return until.filter(end -> !now.isBefore(end)).isPresent();
    }

    /** Since when, what for and until when, for people; the target is known where this is read. */
    @Override
    public String toString() {
        return "drained since " + seconds(since)
                + reason.map(why -> ": " + why).orElse("")
                + until.map(end -> ", until " + seconds(end)).orElse("");
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }
}
