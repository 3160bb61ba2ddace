package org.bolabaden.outrider.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.NodeSettings.Template;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputStoreTest {
    private static final Path OUTPUT = Path.of("/etc/haproxy/haproxy.cfg");

    @TempDir
    Path directory;

    private final List<Event> events = new ArrayList<>();

    private OutputStore store() {
        return new OutputStore(directory, events::add, () -> Instant.parse("2026-11-22T21:00:00Z"));
    }

    private static Rendered rendered(String text, String structure) {
        Template template = new Template("in", OUTPUT, List.of(), List.of());
        return new Rendered(template, text, Content.of(text).fingerprint(), structure);
    }

    @Test
    void whatIsSavedIsReadByTheNextProcess() {
        Rendered text = rendered("text", "structure");
        OutputStore store = store();
        OutputRecord record = store.keep(OutputRecord.NONE, text)
                .wrote(text, Instant.EPOCH)
                .aboutToWrite(rendered("next", "structure"))
                .live(Optional.of("mark"));
        store.save(OUTPUT, record);

        assertThat(store().record(OUTPUT)).isEqualTo(record);
        assertThat(store().history(OUTPUT))
                .singleElement()
                .satisfies(file -> assertThat(file)
                        .hasFileName("0001-2026-11-22T21-00-00Z.cfg")
                        .hasContent("text"));
        assertThat(events).isEmpty();
    }

    @Test
    void outputsOfTheSameNameAreKeptApart() {
        store().save(OUTPUT, OutputRecord.NONE.live(Optional.of("one")));

        assertThat(store().record(Path.of("/opt/haproxy.cfg"))).isEqualTo(OutputRecord.NONE);
    }

    @Test
    void aDamagedRecordIsToldAndTheHistoryStays() throws IOException {
        OutputStore store = store();
        store.save(OUTPUT, store.keep(OutputRecord.NONE, rendered("text", "structure")));
        Path home = store.history(OUTPUT).getFirst().getParent();
        Files.writeString(home.resolve("record.json"), "{half");

        OutputRecord record = store().record(OUTPUT);

        assertThat(record.known()).isFalse();
        assertThat(record.history()).extracting(HistoryEntry::file).containsExactly("0001-2026-11-22T21-00-00Z.cfg");
        assertThat(events).extracting(Event::name).containsExactly("state_unreadable");
        assertThat(store().keep(record, rendered("new", "structure")).history()).hasSize(2);
    }

    @Test
    void aDamagedHistoryFileIsNotTakenForTheLastGoodOne() throws IOException {
        OutputStore store = store();
        OutputRecord record = store.keep(OutputRecord.NONE, rendered("one", "first"));
        record = store.keep(record, rendered("two", "second"));
        store.save(OUTPUT, record);
        Files.writeString(store.history(OUTPUT).getFirst(), "tw");

        assertThat(store.newest(OUTPUT, record, HistoryEntry::ours)
                        .orElseThrow()
                        .content()
                        .text())
                .isEqualTo("one");
    }

    @Test
    void ourNewestIsNotPushedOutByEditsOfOthers() {
        OutputStore store = store();
        OutputRecord record = store.keep(OutputRecord.NONE, rendered("ours", "structure"));
        for (int i = 0; i < 20; i++) {
            record = store.keep(record, OUTPUT, Content.of("edit " + i));
            record = store.keep(record, OUTPUT, Content.of("edit " + i));
        }

        assertThat(record.history()).hasSize(History.MOST);
        assertThat(record.history().getFirst().ours()).isTrue();
        assertThat(record.history().getLast().file()).startsWith("0021-");
    }

    @Test
    void aRoundHasTheStoreAloneAndGoesOnWhereItCannot() throws IOException {
        boolean alone = store().alone(() -> {
            try (FileChannel other = FileChannel.open(directory.resolve("lock"), StandardOpenOption.WRITE)) {
                return other.tryLock() == null;
            } catch (OverlappingFileLockException held) {
                return true;
            } catch (IOException unexpected) {
                return false;
            }
        });

        assertThat(alone).isTrue();
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(new OutputStore(file, events::add, Instant::now).alone(() -> "done"))
                .isEqualTo("done");
        assertThat(events).extracting(Event::name).containsExactly("state_not_written");
    }

    @Test
    void whatTheDiskRefusedIsWrittenInTheFirstRoundInWhichItTakesIt() throws IOException {
        Path late = Files.writeString(directory.resolve("file"), "");
        OutputStore store = new OutputStore(late, events::add, Instant::now);
        OutputRecord record = OutputRecord.NONE.live(Optional.of("mark"));
        store.alone(() -> {
            store.save(OUTPUT, record);
            return "";
        });
        Files.delete(late);

        store.alone(() -> "");
        store.alone(() -> "");

        assertThat(new OutputStore(late, events::add, Instant::now).record(OUTPUT))
                .isEqualTo(record);
        assertThat(events).extracting(Event::name).containsExactly("state_not_written", "state_written");
    }

    @Test
    void whatACrashLeftOfAnyContentIsCleanedAwayByTheNext() throws IOException {
        OutputStore store = store();
        OutputRecord record = store.keep(OutputRecord.NONE, rendered("one", "structure"));
        Path left = Files.writeString(homeOf(record).resolve(".0009-x.cfg.outrider-123.new"), "half");

        store.keep(record, rendered("two", "other"));

        assertThat(left).doesNotExist();
    }

    private Path homeOf(OutputRecord record) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.endsWith(record.history().getFirst().file()))
                    .findFirst()
                    .orElseThrow()
                    .getParent();
        }
    }
}
