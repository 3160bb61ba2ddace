package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code status --watch} on a terminal: the whole window, anew with each event and at least once a second. */
final class StatusWatch {
    private static final long REFRESH_MS = 1_000;
    // Of a thousand events at once the screen shows what they came to.
    private static final long AT_ONCE_MS = 100;

    private final Terminal terminal;
    private final SidecarClient client;
    private final Semaphore happened = new Semaphore(0);
    private @Nullable WatchedStatus last;

    StatusWatch(Terminal terminal, SidecarClient client) {
        this.terminal = terminal;
        this.client = client;
    }

    /** Goes on until the thread is interrupted or the program ended. */
    void run() throws InterruptedException {
        Thread.ofPlatform().daemon().name("events").start(this::followEvents);
        try (Screen screen = new Screen(terminal)) {
            while (!Thread.currentThread().isInterrupted()) {
                Screen.Size size = Screen.size();
                screen.show(look(size), size);
                if (happened.tryAcquire(REFRESH_MS, TimeUnit.MILLISECONDS)) {
                    Thread.sleep(AT_ONCE_MS);
                    happened.drainPermits();
                }
            }
        }
    }

    private List<String> look(Screen.Size size) {
        String gone = "";
        try {
            last = new WatchedStatus(
                    client.get("/api/v1/status"), client.get("/api/v1/services"), drains(), Instant.now());
        } catch (IOException failed) {
            gone = String.valueOf(failed.getMessage());
        }
        WatchedStatus shown = last;
        return shown == null ? List.of(terminal.bad(gone)) : shown.lines(terminal, size, gone, Instant.now());
    }

    private JsonNode drains() throws IOException {
        try {
            return client.get("/api/v1/drains");
        } catch (SidecarClient.RefusedException older) {
            // A sidecar of an earlier version knows none.
            return JsonNodeFactory.instance.arrayNode();
        }
    }

    private void followEvents() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                followOnce();
                Thread.sleep(REFRESH_MS);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void followOnce() {
        try {
            client.follow("/api/v1/events", event -> happened.release());
        } catch (IOException gone) {
            // The next look says so; until the stream is there again the screen is drawn once a second.
            happened.release();
        }
    }
}
