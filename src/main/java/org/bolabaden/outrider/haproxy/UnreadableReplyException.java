package org.bolabaden.outrider.haproxy;

import java.io.IOException;

/** Thrown when what answers at the runtime socket does not speak as HAProxy does. */
public final class UnreadableReplyException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final int EXCERPT = 120;

    UnreadableReplyException(String expected, String found) {
        super("HAProxy's runtime socket answered '" + excerpt(found) + "', expected " + expected);
    }

    private static String excerpt(String found) {
        String oneLine = found.strip().replaceAll("[^\\x20-\\x7e]+", " ");
        return oneLine.length() <= EXCERPT ? oneLine : oneLine.substring(0, EXCERPT) + "…";
    }
}
