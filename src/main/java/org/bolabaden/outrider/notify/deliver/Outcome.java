package org.bolabaden.outrider.notify.deliver;

import java.time.Duration;
import java.util.Optional;

/** How one attempt to tell somebody ended. */
public sealed interface Outcome {
    /** One line for people, without secrets. */
    String words();

    /** It was taken. */
    record Delivered(String words) implements Outcome {}

    /**
     * It was not.
     *
     * @param retryAfter how long the receiver wants to be left alone; empty: he did not say
     * @param limited whether he takes no more for now, which is no fault
     */
    record Failed(String words, Optional<Duration> retryAfter, boolean limited) implements Outcome {
        static Failed because(String words) {
            return new Failed(words, Optional.empty(), false);
        }
    }
}
