package org.bolabaden.outrider.dns.keep;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bolabaden.outrider.names.Names;

/** One HTTP exchange at a time, each on a connection of its own and within a deadline. */
final class Web {
    // The deadline is kept on the event loop; this is for a loop that is stuck.
    private static final Duration MARGIN = Duration.ofSeconds(2);
    // A page of 100 records is 60 kB.
    private static final int LONGEST = 1_000_000;

    private final Vertx vertx;
    private final Names names;
    private final Duration deadline;

    /** An answer: its head, and the beginning of its body. */
    record Reply(int status, Optional<String> retryAfter, String body) {}

    /**
     * A request.
     *
     * @param host the name that is asked for, when that is not the URL's: the connection goes to the URL's all the same
     * @param unverified whether any certificate will do
     */
    record Ask(
            String method,
            URI url,
            Map<String, String> headers,
            Optional<String> body,
            Optional<String> host,
            boolean unverified) {
        static Ask get(URI url) {
            return new Ask("GET", url, Map.of(), Optional.empty(), Optional.empty(), false);
        }

        Ask with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Ask(method, url, more, body, host, unverified);
        }
    }

    Web(Vertx vertx, Duration deadline) {
        this.vertx = vertx;
        this.names = Names.forClients(vertx);
        this.deadline = deadline;
    }

    /**
     * Asks, and waits for the answer, whatever its status; redirects are not followed.
     *
     * @throws IOException when nobody answers in time
     * @throws InterruptedException when the thread is to end
     */
    Reply send(Ask ask) throws IOException, InterruptedException {
        try {
            return exchange(ask)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(deadline.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stuck) {
            throw new IOException(late(), stuck);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new IOException(cause instanceof TimeoutException ? late() : words(cause), cause);
        } catch (IllegalArgumentException impossible) {
            throw new IOException("cannot be asked: " + words(impossible), impossible);
        }
    }

    private String late() {
        return "no answer within " + deadline.toSeconds() + " s";
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    private Future<Reply> exchange(Ask ask) {
        HttpClient client = vertx.createHttpClient(options(ask.unverified()));
        Promise<Reply> outcome = Promise.promise();
        // All of it on one event loop: from another thread, an answer can have ended before anybody reads it.
        vertx.getOrCreateContext()
                .runOnContext(begin -> names.aim(request(ask))
                        .compose(client::request)
                        .compose(open -> ask.body()
                                .map(body -> open.send(Buffer.buffer(body)))
                                .orElseGet(open::send))
                        .compose(Web::read)
                        .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                        .onComplete(done -> client.close())
                        .onComplete(outcome));
        return outcome.future();
    }

    private HttpClientOptions options(boolean unverified) {
        int millis = (int) deadline.toMillis();
        return new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout(millis)
                .setIdleTimeout(millis)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTrustAll(unverified)
                .setVerifyHost(!unverified);
    }

    private static RequestOptions request(Ask ask) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.valueOf(ask.method()))
                .setAbsoluteURI(ask.url().toString())
                .setFollowRedirects(false)
                .putHeader("User-Agent", "outrider");
        ask.host().ifPresent(name -> {
            // The name goes into the Host header and the TLS handshake, the connection to where the URL says.
            request.setServer(SocketAddress.inetSocketAddress(request.getPort(), request.getHost()));
            request.setHost(name);
        });
        ask.headers().forEach(request::putHeader);
        return request;
    }

    // An answer without end is cut where nobody reads on.
    private static Future<Reply> read(HttpClientResponse response) {
        Promise<Reply> reply = Promise.promise();
        Buffer body = Buffer.buffer();
        Runnable end = () -> reply.tryComplete(new Reply(
                response.statusCode(),
                Optional.ofNullable(response.getHeader("Retry-After")),
                body.toString(StandardCharsets.UTF_8)));
        response.handler(part -> {
            body.appendBuffer(part, 0, Math.min(part.length(), LONGEST - body.length()));
            if (body.length() >= LONGEST) {
                end.run();
                response.request().reset();
            }
        });
        response.exceptionHandler(reply::tryFail);
        response.endHandler(ended -> end.run());
        return reply.future();
    }
}
