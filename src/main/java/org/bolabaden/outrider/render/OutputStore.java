package org.bolabaden.outrider.render;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.AtomicFile;
import org.bolabaden.outrider.registry.DurableDirectory;

/**
 * What is kept of the outputs on disk, in {@code state_dir/outputs}: for each a directory with {@code record.json}, the
 * history as plain files ({@code 0007-2026-11-22T21-00-00Z.cfg}) and what was refused last ({@code rejected.cfg}).
 *
 * <p>A disk that refuses is reported once and costs nothing but this memory: the record of this process is used then.
 */
public final class OutputStore {
    private final Path directory;
    private final EventSink events;
    private final InstantSource clock;
    private final Map<Path, OutputRecord> unsaved = new HashMap<>();
    private boolean refused;
    private boolean refusedInRound;
    private boolean savedInRound;

    /**
     * Nothing is read or written yet.
     *
     * @param directory made when it is first needed
     */
    public OutputStore(Path directory, EventSink events, InstantSource clock) {
        this.directory = directory;
        this.events = events;
        this.clock = clock;
    }

    /** The kept contents of an output, the newest first. */
    public List<Path> history(Path output) {
        return record(output).history().reversed().stream()
                .map(entry -> home(output).resolve(entry.file()))
                .toList();
    }

    /** What is remembered of an output. */
    OutputRecord record(Path output) {
        OutputRecord mine = unsaved.get(output);
        if (mine != null) {
            return mine;
        }
        Path home = home(output);
        try {
            return RecordFile.read(home.resolve("record.json"));
        } catch (NoSuchFileException first) {
            return OutputRecord.NONE.history(RecordFile.historyWithout(home));
        } catch (IOException unreadable) {
            refuse("state_unreadable", home.resolve("record.json"), unreadable);
            return OutputRecord.NONE.history(RecordFile.historyWithout(home));
        }
    }

    /** Remembers this. */
    void save(Path output, OutputRecord record) {
        Path home = home(output);
        try {
            DurableDirectory.make(home);
            RecordFile.write(home.resolve("record.json"), output, record);
            unsaved.remove(output);
            savedInRound = true;
        } catch (IOException full) {
            unsaved.put(output, record);
            refuse("state_not_written", home, full);
            forget(home.resolve("record.json"));
        }
    }

    /** An old record would make the next process take our own file for somebody else's edit; none, for one to adopt. */
    private void forget(Path outdated) {
        try {
            Files.deleteIfExists(outdated);
        } catch (IOException readOnly) {
            refuse("state_not_written", outdated, readOnly);
        }
    }

    /** The record with what we wrote in its history; to be saved by the caller. */
    OutputRecord keep(OutputRecord record, Rendered ours) {
        Content content = Content.of(ours.text());
        return keep(
                ours.output(),
                record,
                content,
                History.ours(
                        record.history(),
                        content.fingerprint(),
                        ours.structure(),
                        clock.instant(),
                        extension(ours.output())));
    }

    /** The record with what somebody else wrote in its history; to be saved by the caller. */
    OutputRecord keep(OutputRecord record, Path output, Content foreign) {
        History next = History.foreign(record.history(), foreign.fingerprint(), clock.instant(), extension(output));
        return keep(output, record, foreign, next);
    }

    private OutputRecord keep(Path output, OutputRecord record, Content content, History next) {
        if (!next.fresh()) {
            return record;
        }
        Path home = home(output);
        try {
            DurableDirectory.make(home);
            AtomicFile.clear(home);
            AtomicFile.replace(home.resolve(next.added().file()), content.bytes());
            for (HistoryEntry entry : record.history()) {
                if (next.entries().stream().noneMatch(kept -> kept.file().equals(entry.file()))) {
                    Files.deleteIfExists(home.resolve(entry.file()));
                }
            }
            return record.history(next.entries());
        } catch (IOException full) {
            refuse("state_not_written", home, full);
            return record;
        }
    }

    /** Where the copy of a content is that somebody else wrote; empty: none could be kept. */
    Optional<Path> copy(Path output, OutputRecord record, Content content) {
        return History.newest(record.history(), entry -> entry.fingerprint().equals(content.fingerprint()))
                .map(entry -> home(output).resolve(entry.file()));
    }

    /** The newest kept content of that kind that can still be read, as it was kept. */
    Optional<Kept> newest(Path output, OutputRecord record, Predicate<HistoryEntry> which) {
        for (HistoryEntry entry : record.history().reversed()) {
            if (which.test(entry)) {
                try {
                    Optional<Content> content = Content.read(home(output).resolve(entry.file()));
                    if (content.isPresent() && content.get().fingerprint().equals(entry.fingerprint())) {
                        return Optional.of(new Kept(entry, content.get()));
                    }
                } catch (IOException unreadable) {
                    refuse("state_unreadable", home(output).resolve(entry.file()), unreadable);
                }
            }
        }
        return Optional.empty();
    }

    /** A kept content. */
    record Kept(HistoryEntry entry, Content content) {}

    /** Keeps what was refused for the operator to look at, instead of the one before; empty: it could not be kept. */
    Optional<Path> reject(Rendered refusedText) {
        Path file = rejected(refusedText.output());
        try {
            DurableDirectory.make(home(refusedText.output()));
            AtomicFile.replace(file, Content.of(refusedText.text()).bytes());
            return Optional.of(file);
        } catch (IOException full) {
            refuse("state_not_written", file, full);
            return Optional.empty();
        }
    }

    /** Nothing is refused any more. */
    void accept(Path output) {
        try {
            Files.deleteIfExists(rejected(output));
        } catch (IOException readOnly) {
            refuse("state_not_written", rejected(output), readOnly);
        }
    }

    /** Does this while no other process of Outrider writes the same outputs; waits for one that does. */
    <T> T alone(Supplier<T> round) {
        Optional<FileChannel> lock = lock();
        savedInRound = false;
        refusedInRound = lock.isEmpty();
        try {
            // What the disk refused in an earlier round.
            Map.copyOf(unsaved).forEach(this::save);
            return round.get();
        } finally {
            recovered();
            lock.ifPresent(this::unlock);
        }
    }

    private void recovered() {
        if (refused && savedInRound && !refusedInRound) {
            refused = false;
            events.emit(Event.info("state_written").reason(directory + ": the disk takes it again"));
        }
    }

    /** Empty: there is no way to lock here; then the rounds of two processes may fail, and are tried again. */
    private Optional<FileChannel> lock() {
        try {
            DurableDirectory.make(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                channel.lock();
                return Optional.of(channel);
            } catch (IOException | OverlappingFileLockException unsupported) {
                channel.close();
                return Optional.empty();
            }
        } catch (IOException full) {
            refuse("state_not_written", directory, full);
            return Optional.empty();
        }
    }

    private void unlock(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException broken) {
            refuse("state_not_written", directory, broken);
        }
    }

    private Path home(Path output) {
        Path whole = output.toAbsolutePath();
        String place = Content.of(whole.toString()).fingerprint().substring(0, 8);
        return directory.resolve(whole.getFileName() + "-" + place);
    }

    private Path rejected(Path output) {
        return home(output).resolve("rejected" + extension(output));
    }

    private static String extension(Path output) {
        String name = String.valueOf(output.getFileName());
        int dot = name.lastIndexOf('.');
        return dot < 1 ? "" : name.substring(dot);
    }

    private void refuse(String event, Path file, IOException why) {
        if (!refused) {
            events.emit(Event.warn(event)
                    .reason(file + ": " + Failures.words(why)
                            + "; outputs are written all the same, but no history is kept and edits by others are"
                            + " not noticed after a restart; check state_dir"));
        }
        refused = true;
        refusedInRound = true;
    }
}
