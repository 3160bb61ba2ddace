package org.bolabaden.outrider.haproxy;

import java.util.List;
import java.util.Optional;

/**
 * What several rows of statistics come to. Pure.
 *
 * @param http whether requests are counted, and the classes of responses known; else sessions stand for requests
 * @param requests since the worker started: HTTP requests, or sessions
 * @param sessions open now
 * @param queued requests that wait for a server now
 * @param connectErrors connections to servers that failed
 * @param responseErrors responses that broke off
 * @param responses5xx HTTP responses, those that HAProxy gave itself included
 * @param retries connection attempts repeated
 * @param redispatches requests moved to another server
 * @param connectMillis mean of the last 1,024, of the row that had most requests
 * @param responseMillis mean of the last 1,024, of the row that had most requests
 */
record Traffic(
        boolean http,
        long requests,
        long sessions,
        long queued,
        long connectErrors,
        long responseErrors,
        long responses5xx,
        long retries,
        long redispatches,
        long connectMillis,
        long responseMillis) {

    /** All rows together; empty: there is none. */
    static Optional<Traffic> sum(List<ProxyStats> rows) {
        return rows.stream().map(Traffic::of).reduce(Traffic::plus);
    }

    private static Traffic of(ProxyStats row) {
        return new Traffic(
                row.http(),
                row.http() ? row.requestsTotal() : row.sessionsTotal(),
                row.sessions(),
                row.queued(),
                row.connectErrors(),
                row.responseErrors(),
                row.responses5xx(),
                row.retries(),
                row.redispatches(),
                row.connectMillis(),
                row.responseMillis());
    }

    private Traffic plus(Traffic other) {
        Traffic busier = other.requests > requests ? other : this;
        return new Traffic(
                http,
                requests + other.requests,
                sessions + other.sessions,
                queued + other.queued,
                connectErrors + other.connectErrors,
                responseErrors + other.responseErrors,
                responses5xx + other.responses5xx,
                retries + other.retries,
                redispatches + other.redispatches,
                busier.connectMillis,
                busier.responseMillis);
    }
}
