package org.bolabaden.outrider.peers;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.function.Consumer;
import org.bolabaden.outrider.registry.NodeSettings.Peers;
import org.bolabaden.outrider.tls.FollowedFiles;
import org.jspecify.annotations.Nullable;

/**
 * The client that peers are asked with. Certificates are read again when their files change, and counted on from the next
 * question on: connections that were made with the old ones are left to end what they are at.
 */
final class PeerClient implements AutoCloseable {
    private final Vertx vertx;
    private final Peers how;
    private final Duration deadline;
    private final Consumer<FollowedFiles.Look> looked;
    private @Nullable FollowedFiles files;
    private @Nullable HttpClient open;
    private boolean closed;

    /**
     * Opens nothing yet.
     *
     * @param deadline of a question
     * @param looked is told when the files were exchanged, or cannot be used; on a worker thread
     */
    PeerClient(Vertx vertx, Peers how, Duration deadline, Consumer<FollowedFiles.Look> looked) {
        this.vertx = vertx;
        this.how = how;
        this.deadline = deadline;
        this.looked = looked;
    }

    /** The client to use for the next question; fails when the certificates cannot be used. */
    Future<HttpClient> current() {
        if (how.caFile().isEmpty() && how.credentials().isEmpty()) {
            return Future.succeededFuture(plain());
        }
        return vertx.executeBlocking(this::withFiles, false);
    }

    private synchronized HttpClient plain() {
        HttpClient client = open == null ? create(options()) : open;
        open = client;
        return client;
    }

    private synchronized HttpClient withFiles() {
        FollowedFiles known = files;
        if (known == null) {
            known = new FollowedFiles(how.credentials(), how.caFile());
            files = known;
        } else {
            FollowedFiles.Look look = known.look();
            if (look instanceof FollowedFiles.Look.Renewed) {
                leave();
            }
            looked.accept(look);
        }
        HttpClient client = open == null ? create(options(known)) : open;
        open = client;
        return client;
    }

    private HttpClient create(HttpClientOptions options) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        return vertx.createHttpClient(options);
    }

    private void leave() {
        HttpClient old = open;
        open = null;
        if (old != null) {
            vertx.setTimer(deadline.multipliedBy(2).toMillis(), late -> old.close());
        }
    }

    private HttpClientOptions options() {
        int millis = (int) deadline.toMillis();
        return new HttpClientOptions()
                .setKeepAlive(true)
                .setMaxPoolSize(1)
                .setConnectTimeout(millis)
                .setKeepAliveTimeout((int) how.interval().multipliedBy(3).toSeconds() + 1);
    }

    private HttpClientOptions options(FollowedFiles known) {
        HttpClientOptions options = options();
        known.credentials().ifPresent(keys -> options.setKeyCertOptions(KeyCertOptions.wrap(keys)));
        known.authorities().ifPresent(trust -> options.setTrustOptions(TrustOptions.wrap(trust)));
        return options;
    }

    @Override
    public synchronized void close() {
        closed = true;
        HttpClient old = open;
        open = null;
        if (old != null) {
            old.close();
        }
    }
}
