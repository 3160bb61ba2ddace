package org.bolabaden.outrider.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-22T10:00:00.123456Z"));
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private EventLog log(OutputStream out) {
        return new EventLog(new EventJson("node1"), CLOCK, new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    @Test
    void anEventIsOneLineOfJsonWithItsFieldsInOrder() {
        try (EventLog log = log(written)) {
            log.emit(Event.warn("backend_down")
                    .service("redis")
                    .backend("node2:6379")
                    .change("up", "down")
                    .reason("3 checks in a row failed, the last: \"refused\"\nand more")
                    .took(Duration.ofNanos(1_234_567)));
        }

        assertThat(written.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"ts\":\"2026-11-22T10:00:00.123Z\",\"level\":\"warn\",\"event\":\"backend_down\","
                        + "\"node\":\"node1\",\"service\":\"redis\",\"backend\":\"node2:6379\",\"from\":\"up\","
                        + "\"to\":\"down\",\"reason\":\"3 checks in a row failed, the last: \\\"refused\\\" and more\","
                        + "\"duration_ms\":1.235}\n");
    }

    @Test
    void theTimeHasItsMillisecondsAlsoWhenTheyAreNone() {
        RecordedEvent onTheSecond = new RecordedEvent(1, Instant.parse("2026-11-22T10:00:00Z"), Event.info("tick"));

        assertThat(new EventJson("node1").line(onTheSecond)).contains("\"ts\":\"2026-11-22T10:00:00.000Z\"");
    }

    @Test
    void theRecentEventsAreRememberedAndNoMore() {
        try (EventLog log = log(written)) {
            for (int i = 0; i < EventLog.REMEMBERED + 5; i++) {
                log.emit(Event.info("tick"));
            }

            assertThat(log.since(0)).hasSize(EventLog.REMEMBERED);
            assertThat(log.since(0).getFirst().id()).isEqualTo(6);
            assertThat(log.since(EventLog.REMEMBERED + 4)).hasSize(1);
        }
    }

    @Test
    void aReaderOfOurOutputThatIsStuckDelaysNobodyAndWhatItMissedIsCounted() {
        CountDownLatch stuck = new CountDownLatch(1);
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                try {
                    stuck.await();
                } catch (InterruptedException stopped) {
                    throw new IOException(stopped);
                }
                written.write(bytes, from, length);
            }
        };
        try (EventLog log = log(slow)) {
            for (int i = 0; i < 6_000; i++) {
                log.emit(Event.info("tick"));
            }
            assertThat(log.since(0)).hasSize(EventLog.REMEMBERED);

            stuck.countDown();

            await().until(() -> written.toString(StandardCharsets.UTF_8).contains("events_dropped"));
        }
    }

    @Test
    void aFollowerHearsEverythingUntilItLeaves() {
        List<String> heard = new ArrayList<>();
        try (EventLog log = log(written)) {
            Runnable leave = log.follow(recorded -> heard.add(recorded.event().name()));
            log.emit(Event.info("one"));
            leave.run();
            log.emit(Event.info("two"));
        }

        assertThat(heard).containsExactly("one");
    }

    private static Event down() {
        return Event.warn("backend_down").service("redis").backend("node2:6379");
    }

    @Test
    void whatIsSuppressedIsNeitherWrittenNorRememberedNorPassedOnButCountedAndToldAtTheEnd() {
        List<String> heard = new ArrayList<>();
        EventLog log = log(written);
        try (log) {
            log.follow(recorded -> heard.add(recorded.event().name()));
            for (int i = 0; i < 25; i++) {
                log.emit(down());
            }
            assertThat(log.since(0)).hasSize(10);
            assertThat(heard).hasSize(10);
        }
        ByteArrayOutputStream scraped = new ByteArrayOutputStream();
        TextExposition exposition = new TextExposition(scraped);
        log.counts().write(exposition);
        exposition.flush();

        String text = written.toString(StandardCharsets.UTF_8);
        assertThat(text.lines().filter(line -> line.contains("\"event\":\"backend_down\"")))
                .hasSize(10);
        assertThat(text.lines().filter(line -> line.contains("events_suppressed")))
                .singleElement()
                .asString()
                .contains("\"level\":\"warn\"", "\"backend\":\"node2:6379\"", "suppressed 15 of backend_down");
        assertThat(heard).last().isEqualTo("events_suppressed");
        assertThat(scraped.toString(StandardCharsets.UTF_8))
                .contains("outrider_events_total{event=\"backend_down\",level=\"warn\"} 10.0\n")
                .contains("outrider_events_total{event=\"events_suppressed\",level=\"warn\"} 1.0\n")
                .contains("outrider_events_suppressed_total{event=\"backend_down\"} 15.0\n");
    }

    @Test
    void whatWasSuppressedIsToldByItselfWhenTheTimeHasCome() {
        AtomicReference<Instant> now = new AtomicReference<>(CLOCK.instant());
        try (EventLog log = new EventLog(
                new EventJson("node1"), now::get, new PrintStream(written, true, StandardCharsets.UTF_8))) {
            for (int i = 0; i < 12; i++) {
                log.emit(down());
            }
            now.set(now.get().plus(Duration.ofMinutes(1)));

            await().until(() -> written.toString(StandardCharsets.UTF_8).contains("suppressed 2 of backend_down"));
        }
    }

    @Test
    void eachLineIsInTheFileTooAndAFileThatFailsIsToldOnStandardOutput(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("events.jsonl");
        try (EventLog log = log(new EventFile(path, 1_000, 1))) {
            log.emit(down());
        }
        try (EventLog log = log(new EventFile(directory.resolve("missing/events.jsonl"), 1_000, 1))) {
            log.emit(down());
            await().until(() -> written.toString(StandardCharsets.UTF_8).contains("event_file_failed"));
        }

        assertThat(Files.readString(path)).contains("backend_down").hasLineCount(1);
    }

    private EventLog log(EventFile file) {
        return new EventLog(
                new EventJson("node1"),
                CLOCK,
                new PrintStream(written, true, StandardCharsets.UTF_8),
                Optional.of(file));
    }

    @Test
    void aWitnessHearsWhatIsNotToldBecauseThereIsTooMuchOfIt() {
        List<RecordedEvent> followed = new ArrayList<>();
        List<RecordedEvent> witnessed = new ArrayList<>();
        try (EventLog log = log(written)) {
            log.follow(followed::add);
            log.witness(witnessed::add);
            for (int i = 0; i < 30; i++) {
                log.emit(Event.warn("backend_down").service("redis").backend("node2:6379"));
            }
        }

        assertThat(witnessed)
                .filteredOn(one -> one.event().name().equals("backend_down"))
                .hasSize(30);
        assertThat(followed)
                .filteredOn(one -> one.event().name().equals("backend_down"))
                .hasSizeLessThan(30);
    }
}
