package org.bolabaden.outrider.peers;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.bolabaden.outrider.names.Names;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.NodeSettings.Peers;
import org.bolabaden.outrider.secret.SecretFile;
import org.bolabaden.outrider.tls.FollowedFiles;
import org.jspecify.annotations.Nullable;

/**
 * Asks each peer for its {@link LocalView}, one question at a time, on a connection that is kept; an answer that has not
 * changed is not sent again (ETag). A peer that does not answer costs nobody else anything.
 */
public final class PeerExchange implements AutoCloseable {
    static final String PATH = "/api/v1/local";

    private static final Duration DEADLINE = Duration.ofMillis(1_500);
    private static final int LARGEST = 4 * 1024 * 1024;
    private static final int LONGEST_TOKEN = 4_096;
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final int NOT_AUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final Vertx vertx;
    private final Names names;
    private final Listener listener;
    private final Map<NodeName, Line> lines = new HashMap<>();
    private @Nullable Peers settings;
    private @Nullable PeerClient client;

    /** What is told of it, on a worker thread; calls of one peer never overlap. */
    public interface Listener {
        /**
         * A good answer.
         *
         * @param news what it says; empty: what it said before
         */
        void answered(NodeName peer, Optional<LocalView> news);

        /** No answer, or no good one. */
        void failed(NodeName peer, String why);

        /** The certificates that peers are asked with were exchanged, or cannot be used. */
        void looked(FollowedFiles.Look look);
    }

    /** The head of an answer, and what came with it. */
    private record Answer(int status, Optional<String> tag, Buffer body) {}

    /** Asks nobody yet. */
    public PeerExchange(Vertx vertx, Listener listener) {
        this.vertx = vertx;
        this.names = Names.forClients(vertx);
        this.listener = listener;
    }

    /** Asks those from now on, and no others. Any thread. */
    public synchronized void follow(Peers how, Map<NodeName, URI> wanted) {
        boolean anew = !how.equals(settings);
        lines.entrySet().removeIf(entry -> {
            Line line = entry.getValue();
            boolean over = anew || !line.url.equals(wanted.get(entry.getKey()));
            if (over) {
                line.close();
            }
            return over;
        });
        if (anew) {
            closeClient();
            settings = how;
        }
        if (!wanted.isEmpty()) {
            PeerClient open = client == null ? new PeerClient(vertx, how, DEADLINE, listener::looked) : client;
            client = open;
            wanted.forEach((peer, url) -> lines.computeIfAbsent(peer, none -> new Line(peer, url, how, open)));
        }
    }

    private void closeClient() {
        PeerClient open = client;
        if (open != null) {
            open.close();
            client = null;
        }
    }

    @Override
    public synchronized void close() {
        lines.values().forEach(Line::close);
        lines.clear();
        closeClient();
    }

    /** The questions to one peer. */
    private final class Line {
        private final NodeName peer;
        private final URI url;
        private final Peers how;
        private final PeerClient client;
        private volatile Optional<String> tag = Optional.empty();
        private volatile boolean closed;

        Line(NodeName peer, URI url, Peers how, PeerClient client) {
            this.peer = peer;
            this.url = url;
            this.how = how;
            this.client = client;
            vertx.getOrCreateContext().runOnContext(begin -> ask());
        }

        void close() {
            closed = true;
        }

        private void ask() {
            if (!closed) {
                token().compose(this::request)
                        .timeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                        .transform(answer -> vertx.executeBlocking(() -> told(answer.result(), answer.cause())))
                        .onComplete(done -> vertx.setTimer(pause(), again -> ask()));
            }
        }

        /** Not all at the same instant. */
        private long pause() {
            long millis = how.interval().toMillis();
            return millis - ThreadLocalRandom.current().nextLong(millis / 10 + 1);
        }

        private Future<Optional<String>> token() {
            return how.tokenFile()
                    .map(file -> vertx.executeBlocking(
                            () -> Optional.of(
                                    SecretFile.read(file, LONGEST_TOKEN).strip()),
                            false))
                    .orElseGet(() -> Future.succeededFuture(Optional.empty()));
        }

        private Future<Answer> request(Optional<String> token) {
            RequestOptions request = new RequestOptions()
                    .setMethod(HttpMethod.GET)
                    .setAbsoluteURI(url.toString().replaceFirst("/+$", "") + PATH)
                    .setFollowRedirects(false)
                    .putHeader("User-Agent", "outrider");
            token.ifPresent(word -> request.putHeader("Authorization", "Bearer " + word));
            tag.ifPresent(known -> request.putHeader("If-None-Match", known));
            return client.current()
                    .compose(via -> names.aim(request).compose(via::request))
                    .compose(open -> open.send().compose(this::read));
        }

        private Future<Answer> read(HttpClientResponse response) {
            Promise<Answer> answer = Promise.promise();
            Buffer body = Buffer.buffer();
            response.handler(part -> {
                body.appendBuffer(part);
                if (body.length() > LARGEST) {
                    answer.tryFail("answers without end");
                    response.request().reset();
                }
            });
            response.exceptionHandler(answer::tryFail);
            response.endHandler(ended -> answer.tryComplete(
                    new Answer(response.statusCode(), Optional.ofNullable(response.getHeader("ETag")), body)));
            return answer.future();
        }

        /** Returns nothing; on a worker. */
        private @Nullable Void told(@Nullable Answer answer, @Nullable Throwable silence) {
            if (closed) {
                return null;
            }
            if (answer == null) {
                fail(silence == null ? "no answer" : String.valueOf(silence.getMessage()));
            } else if (answer.status() == NOT_MODIFIED && tag.isPresent()) {
                listener.answered(peer, Optional.empty());
            } else if (answer.status() == OK) {
                understand(answer);
            } else {
                fail("HTTP " + answer.status() + remedy(answer));
            }
            return null;
        }

        private static String remedy(Answer answer) {
            return switch (answer.status()) {
                case NOT_AUTHORIZED ->
                    ": it wants the token of its peers.token_file, which must be the same on all nodes";
                case FORBIDDEN ->
                    LocalJson.problem(answer.body().getBytes())
                            .map(words -> ": " + words)
                            .orElse("");
                default -> "";
            };
        }

        private void understand(Answer answer) {
            try {
                LocalView view = LocalJson.read(answer.body().getBytes());
                if (!view.node().equals(peer)) {
                    fail("it is the sidecar of " + view.node() + ", expected that of " + peer + ": look at peers.list");
                    return;
                }
                tag = answer.tag();
                listener.answered(peer, Optional.of(view));
            } catch (IllegalArgumentException foreign) {
                fail(String.valueOf(foreign.getMessage()));
            }
        }

        private void fail(String why) {
            tag = Optional.empty();
            listener.failed(peer, url + ": " + why);
        }
    }
}
