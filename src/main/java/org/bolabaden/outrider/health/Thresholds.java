package org.bolabaden.outrider.health;

/**
 * How much evidence a verdict needs.
 *
 * @param fall failed checks in a row that take a backend out; at least 1
 * @param rise passed checks in a row that bring it back; at least 1
 */
public record Thresholds(int fall, int rise) {
    public Thresholds {
        if (fall < 1 || rise < 1) {
            throw new IllegalArgumentException("fall and rise are at least 1, not " + fall + " and " + rise);
        }
    }
}
