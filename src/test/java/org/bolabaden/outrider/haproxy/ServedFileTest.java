package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bolabaden.outrider.TestBackends;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.registry.BackendId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedFileTest {
    private static final BackendId ONE =
            TestBackends.peer("redis", "node1", 6379).id();
    private static final BackendId TWO =
            TestBackends.peer("redis", "node2", 6379).id();

    @TempDir
    Path directory;

    private final List<Event> events = new ArrayList<>();

    private ServedFile file() {
        return new ServedFile(directory.resolve("state/served.json"), events::add);
    }

    @Test
    void whatWasWrittenLastIsReadByTheNextProcess() {
        try (ServedFile file = file()) {
            file.write(7, List.of(ONE, TWO));
            file.write(8, List.of(TWO));
        }

        try (ServedFile next = file()) {
            assertThat(next.read()).contains(new ServedFile.Served(8, Set.of(TWO.toString())));
        }
        assertThat(events).isEmpty();
    }

    @Test
    void nothingIsRememberedBeforeTheFirstTime() {
        try (ServedFile file = file()) {
            assertThat(file.read()).isEmpty();
        }
        assertThat(events).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsReportedAndDoneWithout() throws IOException {
        Files.createDirectories(directory.resolve("state"));
        Files.writeString(directory.resolve("state/served.json"), "{half");

        try (ServedFile file = file()) {
            assertThat(file.read()).isEmpty();
        }

        assertThat(events).extracting(Event::name).containsExactly("state_unreadable");
    }

    @Test
    void aDiskThatRefusesIsReportedOnce() throws IOException {
        Files.writeString(directory.resolve("state"), "a file where a directory should be");

        try (ServedFile file = file()) {
            file.write(7, List.of(ONE));
            await().until(() -> !events.isEmpty());
            file.write(8, List.of(ONE));
        }

        assertThat(events).extracting(Event::name).containsExactly("state_not_written");
    }
}
