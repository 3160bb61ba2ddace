package org.bolabaden.outrider.notify.deliver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bolabaden.outrider.names.Names;

/** Posts one message, on a connection of its own, and reads the beginning of the answer. */
final class HttpPost {
    private static final int TOO_MANY = 429;
    private static final int LONGEST_READ = 4_096;
    private static final double LONGEST_PAUSE_SECONDS = 3_600;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx;
    private final Names names;
    private final Duration deadline;

    /** An answer: its head, and as much of its body as anybody reads. */
    record Answer(int status, Optional<String> retryAfter, String body) {}

    HttpPost(Vertx vertx, Duration deadline) {
        this.vertx = vertx;
        this.names = Names.forClients(vertx);
        this.deadline = deadline;
    }

    /** Posts it; the future fails when nobody answers. */
    Future<Outcome> send(URI url, Map<String, String> headers, String body, Optional<Path> ca) {
        HttpClient client = vertx.createHttpClient(options(ca));
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url.toString())
                .setFollowRedirects(false)
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .putHeader("User-Agent", "outrider");
        headers.forEach(request::putHeader);
        Promise<Outcome> outcome = Promise.promise();
        // All of it on one event loop: from another thread, an answer can have ended before anybody reads it.
        vertx.getOrCreateContext()
                .runOnContext(begin -> exchange(client, request, body)
                        .onComplete(done -> client.close())
                        .onComplete(outcome));
        return outcome.future();
    }

    private Future<Outcome> exchange(HttpClient client, RequestOptions request, String body) {
        return names.aim(request)
                .compose(client::request)
                .compose(open -> open.send(Buffer.buffer(body)))
                .compose(HttpPost::read)
                .map(HttpPost::judge)
                // Whoever dribbles is never idle.
                .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private HttpClientOptions options(Optional<Path> ca) {
        int millis = (int) deadline.toMillis();
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout(millis)
                .setIdleTimeout(millis)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        ca.ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        return options;
    }

    // An answer without end is cut where nobody reads on.
    private static Future<Answer> read(HttpClientResponse response) {
        Promise<Answer> answer = Promise.promise();
        Buffer body = Buffer.buffer();
        Runnable end = () -> answer.tryComplete(new Answer(
                response.statusCode(),
                Optional.ofNullable(response.getHeader("Retry-After")),
                body.toString(StandardCharsets.UTF_8)));
        response.handler(part -> {
            body.appendBuffer(part, 0, Math.min(part.length(), LONGEST_READ - body.length()));
            if (body.length() >= LONGEST_READ) {
                end.run();
                response.request().reset();
            }
        });
        response.exceptionHandler(answer::tryFail);
        response.endHandler(ended -> end.run());
        return answer.future();
    }

    static Outcome judge(Answer answer) {
        String words = "HTTP " + answer.status() + told(answer.body());
        if (answer.status() >= 200 && answer.status() < 300) {
            return new Outcome.Delivered(words);
        }
        if (answer.status() >= 300 && answer.status() < 400) {
            return Outcome.Failed.because(words + "; redirects are not followed, expected the URL that they lead to");
        }
        return new Outcome.Failed(words, pause(answer), answer.status() == TOO_MANY);
    }

    private static String told(String body) {
        return body.isBlank() ? "" : ": " + body;
    }

    /** Slack and ntfy say it in the header, in whole seconds; Discord in its JSON too, to the millisecond. */
    private static Optional<Duration> pause(Answer answer) {
        return retryAfterInBody(answer.body())
                .or(() -> answer.retryAfter().flatMap(HttpPost::seconds))
                .filter(seconds -> seconds >= 0)
                .map(seconds -> Duration.ofMillis((long) Math.ceil(Math.min(seconds, LONGEST_PAUSE_SECONDS) * 1_000)));
    }

    private static Optional<Double> retryAfterInBody(String body) {
        if (!body.startsWith("{")) {
            return Optional.empty();
        }
        try {
            JsonNode value = JSON.readTree(body).path("retry_after");
            return value.isNumber() ? Optional.of(value.asDouble()) : Optional.empty();
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    private static Optional<Double> seconds(String text) {
        try {
            return Optional.of(Double.parseDouble(text.strip()));
        } catch (NumberFormatException date) {
            return Optional.empty();
        }
    }
}
