package org.bolabaden.outrider.sentinel;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * One connection, with a client of its own that is closed with it: a client that is used again after a failed attempt keeps
 * descriptors (FIELD-NOTES §8). To be used on its event loop alone.
 */
final class Link {
    private final Context loop;
    private final Redis client;
    private final RedisConnection connection;
    private boolean closed;

    Link(Context loop, Redis client, RedisConnection connection) {
        this.loop = loop;
        this.client = client;
        this.connection = connection;
    }

    /**
     * Says what is to happen with what comes unasked, and at its end, which comes once at the most and not after {@link
     * #close()}.
     */
    void listen(Handler<Response> message, Handler<String> end) {
        connection.handler(message);
        connection.exceptionHandler(failure -> end(end, String.valueOf(failure.getMessage())));
        connection.endHandler(ended -> end(end, "the connection was closed"));
    }

    private void end(Handler<String> end, String why) {
        if (!closed) {
            close();
            end.handle(why);
        }
    }

    /** Asks, and fails with a {@link TimeoutException} when no answer comes in that time; then the link is of no more use. */
    Future<Response> ask(Duration within, String... words) {
        return within(loop, connection.send(request(words)), within);
    }

    /** Sends without waiting: what answers comes to the listener. */
    Future<Void> tell(String... words) {
        return connection.send(request(words)).mapEmpty();
    }

    private static Request request(String... words) {
        Request request = Request.cmd(Command.create(words[0]));
        for (int i = 1; i < words.length; i++) {
            request.arg(words[i]);
        }
        return request;
    }

    /** The same, failed after that time; a late result is dropped. */
    static <T> Future<T> within(Context loop, Future<T> future, Duration limit) {
        Promise<T> promise = Promise.promise();
        long timer = loop.owner()
                .setTimer(
                        Math.max(1, limit.toMillis()),
                        fired -> promise.tryFail(new TimeoutException("no answer within " + limit.toMillis() + " ms")));
        future.onComplete(done -> {
            loop.owner().cancelTimer(timer);
            if (done.succeeded()) {
                promise.tryComplete(done.result());
            } else {
                promise.tryFail(done.cause());
            }
        });
        return promise.future();
    }

    void close() {
        closed = true;
        client.close();
    }
}
