package org.bolabaden.outrider.api;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what anybody can have open: so many connections, so many from one address, each only for as long as it
 * is used. A connection on which a request comes byte by byte looks busy to an idle timeout; here it is measured from when
 * the last request ended, whatever has arrived since.
 */
@ApplicationScoped
class Connections {
    /** In all. */
    static final int MOST = 1_024;
    /** From one address: a reverse proxy has some, a page with a stream of events two. */
    static final int MOST_OF_ONE = 128;
    /** From the connection to the end of the first request's head. */
    static final Duration FIRST = Duration.ofSeconds(10);
    /** From the end of a request to the end of the next one's head; peers ask once a minute at the least. */
    static final Duration NEXT = Duration.ofSeconds(75);
    /** Of a request's body, which is a line or two. */
    static final Duration BODY = Duration.ofSeconds(10);
    /** Of an answer: a reload takes up to a minute, and what is not taken away by then is not wanted. */
    static final Duration ANSWER = Duration.ofMinutes(3);

    private static final long LOOK_MILLIS = 1_000;

    private final Vertx vertx;
    private final Map<HttpConnection, Visit> visits = new ConcurrentHashMap<>();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

    private record State(@Nullable HttpServerRequest first, boolean came, long sinceNanos) {}

    /** A connection: its requests that are not answered yet, and since when it is as it is. */
    private static final class Visit {
        private final Deque<HttpServerRequest> open = new ArrayDeque<>();
        private long sinceNanos = System.nanoTime();
        private boolean came;

        synchronized void begin(HttpServerRequest request) {
            open.add(request);
            came = true;
            sinceNanos = System.nanoTime();
        }

        synchronized void end(HttpServerRequest request) {
            open.remove(request);
            sinceNanos = System.nanoTime();
        }

        // The request is asked outside of our lock: it takes its connection's, which who tells of its end holds.
        boolean isOverdue(long nowNanos) {
            State now = state();
            HttpServerRequest first = now.first();
            Duration patience = first == null ? now.came() ? NEXT : FIRST : !first.isEnded() ? BODY : ANSWER;
            return !(first != null && isStream(first)) && nowNanos - now.sinceNanos() > patience.toNanos();
        }

        private synchronized State state() {
            return new State(open.peek(), came, sinceNanos);
        }

        // A stream of events ends when its reader goes, and ends with his connection.
        private static boolean isStream(HttpServerRequest request) {
            String type = request.response().headers().get(HttpHeaders.CONTENT_TYPE);
            return type != null && type.startsWith("text/event-stream");
        }
    }

    Connections(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Begins to look for those that are overdue; the timer's number. */
    long watch() {
        return vertx.setPeriodic(LOOK_MILLIS, tick -> closeOverdue());
    }

    /** A new one; closed at once when there are too many. */
    void opened(HttpConnection connection) {
        String address = address(connection.remoteAddress());
        int ofOne = byAddress.merge(address, 1, Integer::sum);
        visits.put(connection, new Visit());
        connection.closeHandler(closed -> {
            visits.remove(connection);
            byAddress.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
        });
        if (visits.size() > MOST || ofOne > MOST_OF_ONE) {
            connection.close();
        }
    }

    /** A request whose head is complete. */
    void requested(RoutingContext context) {
        HttpServerRequest request = context.request();
        Visit visit = visits.get(request.connection());
        if (visit != null) {
            visit.begin(request);
            context.addEndHandler(done -> visit.end(request));
        }
    }

    private void closeOverdue() {
        long now = System.nanoTime();
        visits.forEach((connection, visit) -> {
            if (visit.isOverdue(now)) {
                connection.close();
            }
        });
    }

    private static String address(SocketAddress remote) {
        String address = remote == null ? null : remote.hostAddress();
        return address == null ? "unknown" : address;
    }
}
