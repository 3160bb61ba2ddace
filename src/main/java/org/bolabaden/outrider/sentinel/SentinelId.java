package org.bolabaden.outrider.sentinel;

/**
 * Which sentinel: the run id that it keeps for life ({@code SENTINEL MYID}), so that one reached under two addresses is one.
 *
 * @param value 40 hexadecimal digits
 */
public record SentinelId(String value) implements Comparable<SentinelId> {
    public SentinelId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not the id of a sentinel (40 hexadecimal digits)");
        }
    }

    static boolean isValid(String value) {
        return value.matches("[0-9a-f]{40}");
    }

    @Override
    public int compareTo(SentinelId other) {
        return value.compareTo(other.value);
    }

    /** Its beginning: enough to tell a handful apart in a line for people. */
    @Override
    public String toString() {
        return value.substring(0, 8);
    }
}
