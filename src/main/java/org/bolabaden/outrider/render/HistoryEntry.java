package org.bolabaden.outrider.render;

import java.time.Instant;
import java.util.Optional;

/**
 * A kept content of an output.
 *
 * @param file its name in the output's directory of the store
 * @param fingerprint of the content
 * @param structure which structure it has; empty: somebody else wrote it
 * @param at when it was first kept
 */
record HistoryEntry(String file, String fingerprint, Optional<String> structure, Instant at) {
    boolean ours() {
        return structure.isPresent();
    }

    /** The number that the file's name begins with; 0: it has none. */
    int number() {
        int dash = file.indexOf('-');
        try {
            return dash < 1 ? 0 : Integer.parseInt(file.substring(0, dash));
        } catch (NumberFormatException foreign) {
            return 0;
        }
    }
}
