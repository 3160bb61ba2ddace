package org.bolabaden.outrider.sentinel;

/**
 * How many replicas a primary wants before it takes a write.
 *
 * @param toWrite {@code min-replicas-to-write}; 0: it takes writes alone, also when it is cut off from all others
 * @param maxLag {@code min-replicas-max-lag}, in seconds
 */
public record MinReplicas(int toWrite, int maxLag) {
    /** Whether a primary that is cut off stops taking writes. */
    public boolean set() {
        return toWrite > 0 && maxLag > 0;
    }
}
