package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** Waits for as long as that, over a restart of the sidecar too; the drain stays in force in any case. */
    Outcome until(JsonNode started, Duration patience) throws IOException, InterruptedException {
        long began = System.nanoTime();
        JsonNode drain = started;
        String left = DrainLines.left(drain);
        String shown = "";
        while (!DrainLines.isEmpty(drain)) {
            Duration waited = Duration.ofNanos(System.nanoTime() - began);
            if (waited.compareTo(patience) >= 0) {
                said(terminal.bad(left + " after " + patience.toSeconds() + " s; the drain stays in force"));
                return new Outcome(drain, false);
            }
            progress(left, waited, !left.equals(shown));
            shown = left;
            Thread.sleep(POLL);
            try {
                Optional<JsonNode> now = find(started);
                if (now.isEmpty()) {
                    said(terminal.bad("the drain has ended meanwhile"));
                    return new Outcome(drain, false);
                }
                drain = now.get();
                left = DrainLines.left(drain);
            } catch (SidecarClient.NotRunningException silent) {
                left = "the sidecar does not answer";
            }
        }
        said(terminal.good(left));
        return new Outcome(drain, true);
    }

    private Optional<JsonNode> find(JsonNode started) throws IOException {
        return sidecar.get("/api/v1/drains")
                .valueStream()
                .filter(one -> Stream.of("target", "kind", "by")
                        .allMatch(field -> one.path(field).equals(started.path(field))))
                .findFirst();
    }

    private void progress(String left, Duration waited, boolean changed) {
        if (quiet) {
            return;
        }
        if (terminal.colours()) {
            terminal.out().print("\r\u001b[K" + left + terminal.faint("  " + waited.toSeconds() + " s"));
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
