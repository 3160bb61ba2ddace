package org.bolabaden.outrider.render;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What we remember of an output. What is written is noted before it is written, so that a crash in between does not make
 * our own file look like somebody else's.
 *
 * @param written fingerprint of what we wrote last; empty: we know of nothing
 * @param writing fingerprint of what we are about to write
 * @param structure the structure of what we wrote last
 * @param live what the proxy has proven to have: a structure for HAProxy, a fingerprint for others; empty: not known
 * @param at when we wrote last
 * @param history what is kept, the oldest first
 */
record OutputRecord(
        Optional<String> written,
        Optional<String> writing,
        Optional<String> structure,
        Optional<String> live,
        Instant at,
        List<HistoryEntry> history) {
    static final OutputRecord NONE = new OutputRecord(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Instant.EPOCH, List.of());

    OutputRecord {
        history = List.copyOf(history);
    }

    /** Whether we ever wrote this output, as far as we remember. */
    boolean known() {
        return written.isPresent() || writing.isPresent();
    }

    boolean wrote(Content content) {
        Optional<String> fingerprint = Optional.of(content.fingerprint());
        return written.equals(fingerprint) || writing.equals(fingerprint);
    }

    /** Whether this is ours, and not what the proxy has proven to have: a reload was cut short, or has never come. */
    boolean unproven(Content content) {
        Optional<String> fingerprint = Optional.of(content.fingerprint());
        boolean proven = live.equals(fingerprint) || (written.equals(fingerprint) && live.equals(structure));
        return live.isPresent() && wrote(content) && !proven;
    }

    /** What is known once the file was seen: a writing that was cut off by a crash did take place. */
    OutputRecord seen(Content file) {
        Optional<String> fingerprint = Optional.of(file.fingerprint());
        return writing.equals(fingerprint) && !written.equals(fingerprint)
                ? new OutputRecord(writing, Optional.empty(), Optional.empty(), live, at, history)
                : this;
    }

    OutputRecord aboutToWrite(Rendered next) {
        return new OutputRecord(written, Optional.of(next.fingerprint()), structure, live, at, history);
    }

    OutputRecord wrote(Rendered next, Instant now) {
        return new OutputRecord(
                Optional.of(next.fingerprint()), Optional.empty(), Optional.of(next.structure()), live, now, history);
    }

    /** An entry of the history is in the file again. */
    OutputRecord putBack(HistoryEntry entry, Instant now) {
        return new OutputRecord(
                Optional.of(entry.fingerprint()), Optional.empty(), entry.structure(), live, now, history);
    }

    OutputRecord live(Optional<String> mark) {
        return new OutputRecord(written, writing, structure, mark, at, history);
    }

    OutputRecord history(List<HistoryEntry> entries) {
        return new OutputRecord(written, writing, structure, live, at, entries);
    }
}
