package org.bolabaden.outrider.render;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.AtomicFile;

/** Puts texts in their outputs' places, and back. What somebody else wrote is kept in the history first. */
final class Writing {
    private final OutputStore store;
    private final Reports reports;
    private final InstantSource clock;

    Writing(OutputStore store, Reports reports, InstantSource clock) {
        this.store = store;
        this.reports = reports;
        this.clock = clock;
    }

    AtomicFile.Pending prepare(Rendered next) throws IOException {
        return AtomicFile.prepare(next.output(), Content.of(next.text()).bytes());
    }

    /** Replaces the output. When it cannot, the old file is untouched. */
    Written commit(Outlook.Due due, AtomicFile.Pending pending) throws IOException {
        Path output = due.rendered().output();
        // Checks take a while, and what an operator saved meanwhile is not ours to overwrite.
        if (!fingerprint(Content.read(output)).equals(fingerprint(due.disk()))) {
            throw new FileSystemException(
                    output.toString(), null, "it was changed by somebody else while the new text was checked");
        }
        OutputRecord record = kept(due);
        OutputRecord before = due.disk().map(record::seen).orElse(record);
        store.save(output, before.aboutToWrite(due.rendered()));
        try {
            pending.commit();
        } catch (IOException failed) {
            store.save(output, before);
            throw failed;
        }
        OutputRecord after = before.wrote(due.rendered(), clock.instant());
        return new Written(due.rendered(), before, after, due.disk(), true);
    }

    private static Optional<String> fingerprint(Optional<Content> content) {
        return content.map(Content::fingerprint);
    }

    private OutputRecord kept(Outlook.Due due) {
        Path output = due.rendered().output();
        Optional<Content> foreign =
                switch (due.origin()) {
                    case NOBODY, US -> Optional.empty();
                    case PREDECESSOR, EDITOR -> due.disk();
                };
        if (foreign.isEmpty()) {
            return due.record();
        }
        OutputRecord record = store.keep(due.record(), output, foreign.get());
        String where = store.copy(output, record, foreign.get())
                .map(copy -> "kept as " + copy)
                .orElse("not kept, because state_dir cannot be written");
        if (due.origin() == Outlook.Origin.PREDECESSOR) {
            reports.once(
                    output,
                    Event.info("output_adopted")
                            .reason(output + ": is written by Outrider from now on; what it had is " + where));
        } else {
            reports.once(
                    output,
                    Event.warn("output_overwritten")
                            .reason(output + ": was edited by somebody else and is overwritten as asked; the edit is "
                                    + where));
        }
        // Its proxy may have read what somebody else wrote.
        return record.live(Optional.empty());
    }

    /** Leaves somebody else's edit alone, but keeps a copy. */
    void hold(Outlook.Held held) {
        Path output = held.rendered().output();
        OutputRecord kept = store.keep(held.record(), output, held.disk()).live(Optional.empty());
        if (!kept.equals(held.record())) {
            store.save(output, kept);
        }
    }

    /**
     * Puts back what the proxy runs with: what was there before this round, or what it has last proven to have, where
     * that was never reloaded.
     */
    void undo(Written written) throws IOException {
        Path output = written.rendered().output();
        OutputRecord record = written.now() ? written.before() : written.after();
        boolean unproven =
                !written.now() || written.replaced().map(record::unproven).orElse(false);
        Optional<OutputStore.Kept> proven = unproven ? proven(output, record) : Optional.empty();
        if (proven.isPresent()) {
            replace(output, proven.get().content());
            store.save(output, record.putBack(proven.get().entry(), clock.instant()));
        } else if (written.now()) {
            if (written.replaced().isPresent()) {
                replace(output, written.replaced().get());
            } else {
                Files.deleteIfExists(output.toRealPath());
            }
            store.save(output, written.before());
        }
    }

    private Optional<OutputStore.Kept> proven(Path output, OutputRecord record) {
        return record.live()
                .flatMap(mark -> store.newest(
                        output,
                        record,
                        entry -> entry.ours()
                                && (entry.structure().equals(Optional.of(mark))
                                        || entry.fingerprint().equals(mark))));
    }

    /** Puts our last good content back where the file is missing; empty: it is there, or nothing is kept. */
    Optional<Path> restore(Path output) throws IOException {
        if (Files.exists(output)) {
            return Optional.empty();
        }
        OutputRecord record = store.record(output);
        Optional<OutputStore.Kept> good = store.newest(output, record, HistoryEntry::ours);
        if (good.isPresent()) {
            replace(output, good.get().content());
            store.save(output, record.putBack(good.get().entry(), clock.instant()));
        }
        return good.flatMap(kept -> store.copy(output, record, kept.content()));
    }

    private static void replace(Path output, Content content) throws IOException {
        try (AtomicFile.Pending pending = AtomicFile.prepare(output, content.bytes())) {
            pending.commit();
        }
    }
}
