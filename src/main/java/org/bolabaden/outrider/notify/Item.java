package org.bolabaden.outrider.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bolabaden.outrider.observe.Event;

/**
 * One line of a message.
 *
 * @param kind what there is to tell
 * @param level how bad it is, or was
 * @param event the name of the event that opened the problem, or of the news
 * @param reason why, or why it is over; empty: nobody said
 * @param since when it began
 * @param lasted how long it took; empty: it goes on, or is news
 * @param times how often it came; 1 or more
 */
public record Item(
        Kind kind,
        Event.Level level,
        String event,
        Optional<String> service,
        Optional<String> backend,
        String reason,
        Instant since,
        Optional<Duration> lasted,
        int times) {

    /** What there is to tell, in the order in which it is told. */
    public enum Kind {
        /** Something went wrong. */
        BAD("problem"),
        /** Something happened that has no end. */
        NEWS("news"),
        /** It was told, and is still bad. */
        STILL("still"),
        /** It was told, and is over. */
        OVER("over"),
        /** It came and went before it could be told. */
        BRIEF("brief");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As it is written in JSON. */
        public String word() {
            return word;
        }
    }
}
