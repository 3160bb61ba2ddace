package org.bolabaden.outrider.sentinel;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.net.InetAddress;
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
 * Which addresses host names stand for, so that what a sentinel calls {@code 10.8.0.1:6379} is known to be the registry's
 * {@code node1:6379}. Names are looked up off the event loop; what was found last counts until a look-up finds something
 * else, so that a name server that is away changes nothing. To be used on one event loop alone.
 */
final class Names {
    private static final Duration FRESH = Duration.ofSeconds(30);
    // A name that is not found may be there in a moment: a container that starts, a name server that comes back.
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final int MOST = 1_000;

    private final Context loop;
    private final WorkerExecutor workers;
    private final Lookup lookup;
    private final InstantSource clock;
    private final Map<String, Known> known = new HashMap<>();
    private final Map<String, Future<List<InetAddress>>> asked = new HashMap<>();

    /** Looks a name up; may block. */
    @FunctionalInterface
    interface Lookup {
        /**
         * The addresses, at least one.
         *
         * @throws IOException when there are none
         */
        List<InetAddress> of(String host) throws IOException;
    }

    private record Known(List<InetAddress> addresses, Instant until) {}

    Names(Context loop, WorkerExecutor workers, Lookup lookup, InstantSource clock) {
        this.loop = loop;
        this.workers = workers;
        this.lookup = lookup;
        this.clock = clock;
    }

    /** The addresses: at once if any are known, else when they were looked up. */
    Future<List<InetAddress>> of(String host) {
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
                ? Future.failedFuture(new UnknownHostException(host))
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
        answer.onComplete(done -> loop.runOnContext(ignored -> {
            asked.remove(host);
            Instant now = clock.instant();
            Known last = known.get(host);
            known.put(
                    host,
                    done.succeeded()
                            ? new Known(done.result(), now.plus(FRESH))
                            : new Known(last == null ? List.of() : last.addresses(), now.plus(AGAIN)));
        }));
        return answer;
    }

    /**
     * The one of ours that is the same place as the one that was named: equal, or of the same port and address. If none is,
     * the named one itself.
     */
    Endpoint canonical(Endpoint named, Collection<Endpoint> ours) {
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

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException name) {
            return Optional.empty();
        }
    }
}
