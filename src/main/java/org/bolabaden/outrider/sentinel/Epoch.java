package org.bolabaden.outrider.sentinel;

/**
 * Sentinel's logical clock: each failover has one, and a configuration with a greater one replaces one with a smaller.
 *
 * @param value 0 and up; Sentinel counts in 64 bits without a sign, of which 63 are more than will ever be counted
 */
public record Epoch(long value) implements Comparable<Epoch> {
    /** Before the first failover. */
    public static final Epoch ZERO = new Epoch(0);

    public Epoch {
        if (value < 0) {
            throw new IllegalArgumentException("not an epoch: " + value + " (0 and up)");
        }
    }

    /** Whether this one is later than the other. */
    public boolean after(Epoch other) {
        return value > other.value;
    }

    /** The later of the two. */
    public Epoch max(Epoch other) {
        return after(other) ? this : other;
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
