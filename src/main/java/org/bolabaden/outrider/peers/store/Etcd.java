package org.bolabaden.outrider.peers.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.parsetools.RecordParser;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.bolabaden.outrider.names.Names;
import org.bolabaden.outrider.observe.Visible;
import org.bolabaden.outrider.registry.PeerStore;
import org.jspecify.annotations.Nullable;

/**
 * etcd's v3 API over its JSON gateway (etcd's documentation, "Why gRPC gateway"): leases, keys, a watch. Keys and values are
 * base64, numbers of 64 bits are strings. Confined to one event loop.
 */
final class Etcd {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST_LINE = 8 * 1024 * 1024;
    private static final int LARGEST_ANSWER = 4 * LARGEST_LINE;
    private static final int LONGEST_REASON = 300;
    private static final int OK = 200;
    // etcd's code for a token that it does not know any more (gRPC UNAUTHENTICATED).
    private static final int UNAUTHENTICATED = 401;

    private final Vertx vertx;
    private final Names names;
    private final PeerStore.Etcd how;
    private @Nullable HttpClient client;
    private Optional<String> token = Optional.empty();

    Etcd(Vertx vertx, PeerStore.Etcd how) {
        this.vertx = vertx;
        this.names = Names.forClients(vertx);
        this.how = how;
    }

    /** Ends all connections; the next question opens new ones. */
    void hangUp() {
        if (client != null) {
            client.close();
            client = null;
        }
        token = Optional.empty();
    }

    void close() {
        hangUp();
    }

    /** Logs in, where that is wanted and not done. */
    Future<Void> begin(URI at) {
        if (how.login().isEmpty() || token.isPresent()) {
            return Future.succeededFuture();
        }
        return Passwords.read(vertx, how.login())
                .compose(password -> call(
                        at,
                        "/v3/auth/authenticate",
                        JSON.createObjectNode()
                                .put(
                                        "name",
                                        how.login()
                                                .flatMap(PeerStore.Login::user)
                                                .orElse("root"))
                                .put("password", password.orElse(""))))
                .map(answer -> {
                    token = Optional.of(answer.path("token").asText());
                    return null;
                });
    }

    /** A new lease; its number. */
    Future<String> grant(URI at, long seconds) {
        return call(at, "/v3/lease/grant", JSON.createObjectNode().put("TTL", Long.toString(seconds)))
                .map(answer -> answer.path("ID").asText());
    }

    /** Whether the lease is alive; if so, it begins anew. */
    Future<Boolean> keepAlive(URI at, String lease) {
        return call(at, "/v3/lease/keepalive", JSON.createObjectNode().put("ID", lease))
                .map(answer -> answer.path("result").path("TTL").asLong() > 0);
    }

    Future<Void> put(URI at, String key, String value, String lease) {
        return call(
                        at,
                        "/v3/kv/put",
                        JSON.createObjectNode()
                                .put("key", base64(key))
                                .put("value", base64(value))
                                .put("lease", lease))
                .mapEmpty();
    }

    Future<JsonNode> get(URI at, String key) {
        return call(at, "/v3/kv/range", JSON.createObjectNode().put("key", base64(key)));
    }

    /** All whose names begin so. */
    Future<JsonNode> range(URI at, String prefix) {
        return call(at, "/v3/kv/range", range(prefix));
    }

    private static ObjectNode range(String prefix) {
        String next = prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1);
        return JSON.createObjectNode().put("key", base64(prefix)).put("range_end", base64(next));
    }

    /**
     * Watches all whose names begin so.
     *
     * @param from the revision of the first event
     * @param event one event each
     * @param end told once, when no more come
     * @return done when etcd has begun to watch
     */
    Future<Void> watch(URI at, String prefix, long from, Handler<JsonNode> event, Handler<Void> end) {
        ObjectNode body = JSON.createObjectNode();
        body.set("create_request", range(prefix).put("start_revision", Long.toString(from)));
        return send(at, "/v3/watch", body).compose(response -> {
            RecordParser lines = RecordParser.newDelimited("\n").maxRecordSize(LARGEST_LINE);
            lines.handler(line -> read(line)
                    .ifPresentOrElse(
                            said -> {
                                said.path("result").path("events").forEach(event::handle);
                                // A revision that was compacted, or an error: what is missing is in nobody's stream any
                                // more.
                                if (said.has("error")
                                        || said.path("result").path("canceled").asBoolean()) {
                                    response.request().reset();
                                }
                            },
                            () -> response.request().reset()));
            lines.exceptionHandler(tooLong -> response.request().reset());
            response.handler(lines);
            response.exceptionHandler(broken -> end.handle(null));
            response.endHandler(ended -> end.handle(null));
            return Future.succeededFuture();
        });
    }

    private static Optional<JsonNode> read(Buffer line) {
        try {
            return Optional.ofNullable(JSON.readTree(line.toString(StandardCharsets.UTF_8)));
        } catch (JsonProcessingException foreign) {
            return Optional.empty();
        }
    }

    private Future<JsonNode> call(URI at, String path, ObjectNode body) {
        return send(at, path, body)
                .compose(Etcd::whole)
                .map(text -> read(text).orElseThrow(() -> new IllegalStateException(path + ": no JSON")));
    }

    private Future<HttpClientResponse> send(URI at, String path, ObjectNode body) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(at.toString().replaceFirst("/+$", "") + path)
                .setFollowRedirects(false)
                .putHeader("User-Agent", "outrider")
                .putHeader("Content-Type", "application/json");
        token.ifPresent(word -> request.putHeader("Authorization", word));
        return names.aim(request)
                .compose(aimed -> client().request(aimed))
                .compose(open -> open.send(Buffer.buffer(text(body))))
                .compose(response -> {
                    if (response.statusCode() == OK) {
                        return Future.succeededFuture(response);
                    }
                    if (response.statusCode() == UNAUTHENTICATED) {
                        token = Optional.empty();
                    }
                    return whole(response)
                            .compose(why -> Future.failedFuture("HTTP " + response.statusCode() + reason(why)));
                });
    }

    private static Future<Buffer> whole(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(part -> {
            body.appendBuffer(part);
            if (body.length() > LARGEST_ANSWER) {
                whole.tryFail("answers without end");
                response.request().reset();
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(ended -> whole.tryComplete(body));
        return whole.future();
    }

    private static String reason(Buffer body) {
        return read(body)
                .map(said -> said.path("error").asText(said.path("message").asText()))
                .filter(text -> !text.isEmpty())
                .map(text -> ": " + Visible.line(text, LONGEST_REASON))
                .orElse("");
    }

    private HttpClient client() {
        HttpClient open = client;
        if (open == null) {
            int millis = (int) Polling.DEADLINE.toMillis();
            HttpClientOptions options = new HttpClientOptions()
                    .setKeepAlive(true)
                    // One for the watch, the others for questions.
                    .setMaxPoolSize(4)
                    .setConnectTimeout(millis);
            how.caFile().ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
            how.credentials()
                    .ifPresent(own -> options.setKeyCertOptions(new PemKeyCertOptions()
                            .addCertPath(own.certificate().toString())
                            .addKeyPath(own.key().toString())));
            open = vertx.createHttpClient(options);
            client = open;
        }
        return open;
    }

    private static String text(ObjectNode body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What a key or value says; empty when it is none. */
    static String text(JsonNode base64) {
        try {
            return new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException foreign) {
            return "";
        }
    }
}
