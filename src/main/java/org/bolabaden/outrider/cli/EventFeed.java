package org.bolabaden.outrider.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The events of a sidecar, each once, in whatever way they are learnt: from its list, which has the last thousand, and from
 * its stream, which has those from now on. When the stream breaks, the list tells what was missed.
 */
final class EventFeed {
    private static final int REMEMBERED = 4_000;
    private static final int QUEUE = 10_000;
    private static final long PAUSE_MS = 1_000;

    private final SidecarClient client;
    private final Consumer<JsonNode> listener;
    private final Consumer<String> remarks;
    private final Set<String> seen = new LinkedHashSet<>();

    /** What the stream has to say. */
    private sealed interface Heard {
        record Happened(JsonNode event) implements Heard {}

        record Ended(String why) implements Heard {}
    }

    /**
     * Of that sidecar.
     *
     * @param remarks told once when the sidecar goes, and when it is back
     */
    EventFeed(SidecarClient client, Consumer<JsonNode> listener, Consumer<String> remarks) {
        this.client = client;
        this.listener = listener;
        this.remarks = remarks;
    }

    /** Those that it remembers, that many at the most. */
    void recent(int limit) throws IOException {
        for (JsonNode event : client.get("/api/v1/events?limit=" + limit)) {
            pass(event);
        }
    }

    /** Those that come, until the program ends. */
    void follow() throws InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            remarks.accept(stream() + "; trying again");
            do {
                Thread.sleep(PAUSE_MS);
            } while (!caughtUp());
            remarks.accept("the sidecar answers again");
        }
    }

    /** Passes on what the stream has; returns why it ended. */
    private String stream() throws InterruptedException {
        BlockingQueue<Heard> heard = new LinkedBlockingQueue<>(QUEUE);
        Thread.ofPlatform().daemon().name("events").start(() -> listen(heard));
        // What happened between the list and the beginning of the stream is in the list a moment later.
        boolean listed = false;
        while (true) {
            Heard next = heard.poll(PAUSE_MS, TimeUnit.MILLISECONDS);
            if (!listed) {
                listed = true;
                caughtUp();
            }
            switch (next) {
                case null -> {}
                case Heard.Happened happened -> pass(happened.event());
                case Heard.Ended ended -> {
                    return ended.why();
                }
            }
        }
    }

    private void listen(BlockingQueue<Heard> heard) {
        String why = "the sidecar ended the stream";
        try {
            client.follow("/api/v1/events", event -> put(heard, new Heard.Happened(event)));
        } catch (IOException gone) {
            why = String.valueOf(gone.getMessage());
        }
        put(heard, new Heard.Ended(why));
    }

    private static void put(BlockingQueue<Heard> heard, Heard next) {
        try {
            heard.put(next);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean caughtUp() {
        try {
            recent(1_000);
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    private void pass(JsonNode event) {
        if (seen.add(event.toString())) {
            if (seen.size() > REMEMBERED) {
                seen.remove(seen.iterator().next());
            }
            listener.accept(event);
        }
    }
}
