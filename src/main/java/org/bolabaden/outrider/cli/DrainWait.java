package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Waits until nothing is left of what is drained, and shows how it falls: in one line on a terminal, else a line a change.
 *
 * @param quiet whether only the outcome matters
 */
record DrainWait(Terminal terminal, SidecarClient sidecar, boolean quiet) {
    private static final Duration POLL = Duration.ofMillis(250);

    /**
     * How it ended.
     *
     * @param drain as it was last seen
     * @param done whether nothing is left
     */
    record Outcome(JsonNode drain, boolean done) {}

    /** Waits for as long as that; the drain stays in force in any case. */
    Outcome until(JsonNode started, Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        JsonNode drain = started;
        String shown = "";
        while (!DrainLines.isEmpty(drain)) {
            String left = DrainLines.left(drain);
            boolean changed = !left.equals(shown);
            shown = left;
            if (System.nanoTime() - end >= 0) {
                said(terminal.bad(left + " after " + patience.toSeconds() + " s; the drain stays in force"));
                return new Outcome(drain, false);
            }
            progress(left, changed);
            Thread.sleep(POLL);
            Optional<JsonNode> now = find(started);
            if (now.isEmpty()) {
                said(terminal.bad("the drain has ended meanwhile"));
                return new Outcome(drain, false);
            }
            drain = now.get();
        }
        said(terminal.good(DrainLines.left(drain)));
        return new Outcome(drain, true);
    }

    private Optional<JsonNode> find(JsonNode started) throws IOException {
        return sidecar.get("/api/v1/drains")
                .valueStream()
                .filter(one -> one.path("target").equals(started.path("target"))
                        && one.path("kind").equals(started.path("kind")))
                .findFirst();
    }

    private void progress(String left, boolean changed) {
        if (quiet) {
            return;
        }
        if (terminal.colours()) {
            terminal.out().print("\r\u001b[K" + left);
        } else if (changed) {
            terminal.out().println(left);
        }
        terminal.out().flush();
    }

    private void said(String line) {
        if (!quiet) {
            terminal.out().println((terminal.colours() ? "\r\u001b[K" : "") + line);
        }
    }
}
