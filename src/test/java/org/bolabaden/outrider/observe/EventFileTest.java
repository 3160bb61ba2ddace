package org.bolabaden.outrider.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
    @TempDir
    Path directory;

    private Path path;
    private EventFile file;
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");

    @BeforeEach
    void file() {
        path = directory.resolve("log/events.jsonl");
        file = new EventFile(path, 10, 2);
    }

    @AfterEach
    void close() {
        file.close();
    }

    private void logs() throws IOException {
        Files.createDirectories(path.getParent());
    }

    private Optional<String> append(String line) {
        return file.append(line, now).map(Event::name);
    }

    private String text(String name) throws IOException {
        return Files.readString(path.resolveSibling(name));
    }

    @Test
    void aLineThatDoesNotFitBeginsAnotherFileAndTheOldestGoes() throws IOException {
        logs();
        for (String line : new String[] {"aaaa", "bbbb", "cccc", "dddd", "eeee", "ffff", "gggg", "hhhh"}) {
            assertThat(append(line)).isEmpty();
        }

        assertThat(text("events.jsonl")).isEqualTo("gggg\nhhhh\n");
        assertThat(text("events.jsonl.1")).isEqualTo("eeee\nffff\n");
        assertThat(text("events.jsonl.2")).isEqualTo("cccc\ndddd\n");
        assertThat(path.resolveSibling("events.jsonl.3")).doesNotExist();
    }

    @Test
    void noneIsKeptWhenNoneIsWanted() throws IOException {
        logs();
        file = new EventFile(path, 10, 0);
        append("aaaa");
        append("bbbb");
        append("cccc");

        assertThat(text("events.jsonl")).isEqualTo("cccc\n");
        assertThat(path.getParent()).isDirectoryContaining("glob:**/events.jsonl");
        assertThat(path.resolveSibling("events.jsonl.1")).doesNotExist();
    }

    @Test
    void aRestartGoesOnWithTheFileAndWithALineOfItsOwn() throws IOException {
        logs();
        Files.writeString(path, "torn");

        append("a");

        assertThat(text("events.jsonl")).isEqualTo("torn\na\n");
    }

    @Test
    void whatCannotBeWrittenIsToldOnceAndSoIsThatItCanBeAgain() throws IOException {
        assertThat(append("1")).contains("event_file_failed");
        assertThat(append("2")).isEmpty();
        now = now.plus(Duration.ofSeconds(5));
        assertThat(append("3")).isEmpty();
        logs();
        assertThat(append("4")).isEmpty();
        now = now.plus(Duration.ofSeconds(5));

        Optional<Event> recovered = file.append("5", now);

        assertThat(recovered.map(Event::name)).contains("event_file_recovered");
        assertThat(recovered.flatMap(Event::reason).orElseThrow()).contains("4 lines are missing");
        assertThat(text("events.jsonl")).isEqualTo("5\n");
        assertThat(append("6")).isEmpty();
    }

    @Test
    void aFullDiskIsNoReasonToStop() {
        file = new EventFile(Path.of("/dev/full"), Long.MAX_VALUE, 2);

        Optional<Event> told = file.append("1", now);

        assertThat(told.flatMap(Event::reason).orElseThrow()).contains("/dev/full", "No space left");
        assertThat(append("2")).isEmpty();
    }

    @Test
    void aFileThatSomebodyPutAwayIsBegunAnew() throws IOException {
        logs();
        append("a");
        Files.move(path, path.resolveSibling("elsewhere"));
        now = now.plus(Duration.ofSeconds(2));

        append("b");

        assertThat(text("events.jsonl")).isEqualTo("b\n");
        assertThat(text("elsewhere")).isEqualTo("a\n");
    }
}
