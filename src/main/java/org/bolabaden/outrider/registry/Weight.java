package org.bolabaden.outrider.registry;

/**
 * A server's share of its pool, in HAProxy's unit.
 *
 * @param value 0 (no new sessions) to 256
 */
public record Weight(int value) {
    /** HAProxy's upper bound, and so ours. */
    public static final int MAX = 256;

    /** What a backend weighs when the registry does not say: the same for all, with room on both sides. */
    public static final Weight DEFAULT = new Weight(100);

    public static final Weight ZERO = new Weight(0);

    public Weight {
        if (value < 0 || value > MAX) {
            throw new IllegalArgumentException("not a weight: " + value + " (0 to 256)");
        }
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
