package org.bolabaden.outrider.sentinel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What one sentinel publishes, with the time at which it came. */
public final class Publications implements AutoCloseable {
    /** One of them, such as {@code +odown} with {@code master mymaster 127.0.0.1 7001 #quorum 2/2}. */
    public record Published(Instant at, String channel, String payload) {}

    private final RespClient client;
    private final List<Published> published = new CopyOnWriteArrayList<>();

    Publications(SentinelProcess sentinel) {
        client = sentinel.connect();
        try {
            client.ask("PSUBSCRIBE", "*");
            client.patience(Duration.ZERO);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
        try {
            while (client.read() instanceof List<?> message) {
                published.add(new Published(Instant.now(), "" + message.get(2), "" + message.get(3)));
            }
        } catch (IOException closed) {
            // The test or the sentinel ended it; what came until then is kept.
        }
    }

    /** In the order in which they came. */
    public List<Published> all() {
        return List.copyOf(published);
    }

    /** Waits for the first on that channel. */
    public Published await(String channel) {
        return org.awaitility.Awaitility.await()
                .atMost(ServerProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> published.stream()
                                .filter(one -> one.channel().equals(channel))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public void close() {
        client.close();
    }
}
