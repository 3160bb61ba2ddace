package org.bolabaden.outrider.haproxy;

/** What HAProxy said to one {@link Command}. There is no status code: the text decides. */
sealed interface Reply {
    /** HAProxy's text without the line breaks at its end; may be empty. */
    String text();

    /** HAProxy did it. That it is so is proven by reading it back only. */
    record Accepted(String text) implements Reply {}

    /** HAProxy did not do it, and says why. */
    record Refused(String text) implements Reply {}
}
