package org.bolabaden.outrider.drain;

import java.util.Optional;

/**
 * What is left of a drain on one node.
 *
 * @param sessions how many its HAProxy still has open there; empty: it does not tell
 * @param serving whether new ones still go there: nobody else can serve, or HAProxy was not told yet
 */
public record Left(Optional<Long> sessions, boolean serving) {
    /** The same with at least as many sessions, as a number with one digit before its zeros. */
    public Left rounded() {
        return new Left(sessions.map(Left::rounded), serving);
    }

    private static long rounded(long sessions) {
        long unit = 1;
        while (sessions / unit >= 10) {
            unit *= 10;
        }
        return (sessions + unit - 1) / unit * unit;
    }
}
