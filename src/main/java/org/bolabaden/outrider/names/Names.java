package org.bolabaden.outrider.names;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.registry.Endpoint;

/**
 * Which addresses host names stand for. Names are looked up on threads that may wait, one look-up a name at a time: Vert.x'
 * clients would ask the operating system on the event loop, and a name server that is silent would stop the loop for many
 * seconds. What was found last counts until a look-up finds something else, so that a name server that is away changes
 * nothing. Safe for use by several threads.
 */
public final class Names {
    private static final Duration FRESH = Duration.ofSeconds(30);
    // A name that is not found may be there in a moment: a container that starts, a name server that comes back.
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final int MOST = 1_000;
    private static final int THREADS = 4;

    private final WorkerExecutor workers;
    private final Lookup lookup;
    private final InstantSource clock;
    private final Map<String, Known> known = new HashMap<>();
    private final Map<String, Future<List<InetAddress>>> asked = new HashMap<>();

    /** Looks a name up; may block. */
    @FunctionalInterface
    public interface Lookup {
        /**
         * The addresses, at least one.
         *
         * @throws IOException when there are none
         * @throws InterruptedException when the thread is to end
         */
        List<InetAddress> of(String host) throws IOException, InterruptedException;

        /** What the machine uses: hosts file, DNS, in the order that the JDK gives. */
        static Lookup ofTheMachine() {
            return host -> List.of(InetAddress.getAllByName(host));
        }
    }

    /** What the last look-up that found anything has found, and why the last one found nothing. */
    private record Known(List<InetAddress> addresses, Optional<Throwable> failure, Instant until) {}

    /**
     * Nothing is known yet.
     *
     * @param workers look names up; stay open
     */
    public Names(WorkerExecutor workers, Lookup lookup, InstantSource clock) {
        this.workers = workers;
        this.lookup = lookup;
        this.clock = clock;
    }

    /** Those of the machine, looked up on threads that all clients of that Vert.x share. */
    public static Names forClients(Vertx vertx) {
        return new Names(
                vertx.createSharedWorkerExecutor("client-names", THREADS),
                Lookup.ofTheMachine(),
                InstantSource.system());
    }

    /**
     * Has the request sent to an address of the host that it names; its Host header and what its certificate is verified by
     * stay as they are.
     *
     * @param request with a host and a port, of an absolute URI or of a server that was set
     * @return the same request; fails with {@link UnknownHostException}
     */
    public Future<RequestOptions> aim(RequestOptions request) {
        SocketAddress server = request.getServer();
        String host = server == null ? request.getHost() : server.host();
        int port = server == null ? request.getPort() : server.port();
        return of(host.replaceAll("^\\[|\\]$", ""))
                .map(addresses -> request.setServer(
                        SocketAddress.inetSocketAddress(new InetSocketAddress(addresses.getFirst(), port))));
    }

    /**
     * The addresses, one at least: at once if any are known, else when they were looked up.
     *
     * @return fails with {@link UnknownHostException}, or what the look-up failed with
     */
    public synchronized Future<List<InetAddress>> of(String host) {
        Optional<InetAddress> literal = literal(host);
        if (literal.isPresent()) {
            return Future.succeededFuture(List.of(literal.get()));
        }
        Known found = known.get(host);
        if (found == null) {
            return ask(host);
        }
        Instant now = clock.instant();
        // A clock that was put back makes nothing last longer.
        boolean old = !now.isBefore(found.until()) || found.until().isAfter(now.plus(FRESH));
        Future<List<InetAddress>> last = found.addresses().isEmpty()
                ? Future.failedFuture(found.failure().orElseGet(() -> new UnknownHostException(host)))
                : Future.succeededFuture(found.addresses());
        if (!old) {
            return last;
        }
        Future<List<InetAddress>> news = ask(host);
        return found.addresses().isEmpty() ? news : last;
    }

    private Future<List<InetAddress>> ask(String host) {
        Future<List<InetAddress>> before = asked.get(host);
        if (before != null) {
            return before;
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        Future<List<InetAddress>> answer = workers.executeBlocking(() -> lookup.of(host), false);
        asked.put(host, answer);
        answer.onComplete(done -> found(host, done));
        return answer;
    }

    private synchronized void found(String host, AsyncResult<List<InetAddress>> answer) {
        asked.remove(host);
        Instant now = clock.instant();
        Known last = known.get(host);
        known.put(
                host,
                answer.succeeded()
                        ? new Known(answer.result(), Optional.empty(), now.plus(FRESH))
                        : new Known(
                                last == null ? List.of() : last.addresses(),
                                Optional.of(answer.cause()),
                                now.plus(AGAIN)));
    }

    /**
     * The one of ours that is the same place as the one that was named: equal, or of the same port and address. If none is,
     * the named one itself.
     */
    public Endpoint canonical(Endpoint named, Collection<Endpoint> ours) {
        if (ours.contains(named)) {
            return named;
        }
        Set<InetAddress> there = new HashSet<>(now(named.host()));
        return ours.stream()
                .filter(own -> own.port() == named.port())
                .filter(own -> now(own.host()).stream().anyMatch(there::contains))
                .findFirst()
                .orElse(named);
    }

    /** What is known now; has it looked up if that is nothing, or old. */
    private List<InetAddress> now(String host) {
        Future<List<InetAddress>> answer = of(host);
        return answer.succeeded() ? answer.result() : List.of();
    }

    /** The address as a URI has it, without brackets: without the interface of a link-local one, which no URI takes. */
    public static String text(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException name) {
            return Optional.empty();
        }
    }
}
