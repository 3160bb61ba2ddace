package org.bolabaden.outrider.dns.keep;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.dns.EdgeHealth;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.registry.DnsSettings.EdgeCheck;

/** Asks our own proxies through the front door, as a visitor does. A thread of its own, so that no provider delays it. */
final class EdgeWatch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    // A short time to death is looked at often enough to be kept.
    private static final int LOOKS_TO_DEATH = 4;

    private final EdgeCheck check;
    private final Web web;
    private final EventSink events;
    private final Thread thread;
    private volatile EdgeHealth health = EdgeHealth.UNKNOWN;

    EdgeWatch(EdgeCheck check, Vertx vertx, EventSink events) {
        this.check = check;
        this.web = new Web(vertx, DEADLINE);
        this.events = events;
        this.thread = Thread.ofPlatform().daemon().name("dns-edge").start(this::run);
    }

    EdgeCheck check() {
        return check;
    }

    /** Why our own proxies are held for dead; empty: they are not. */
    Optional<String> dead() {
        return health.dead();
    }

    private void run() {
        Duration part = check.after().dividedBy(LOOKS_TO_DEATH);
        Duration pause = part.compareTo(INTERVAL) < 0 ? part : INTERVAL;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                look();
                Thread.sleep(pause);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        Optional<String> fault = fault(check, web);
        EdgeHealth before = health;
        EdgeHealth now = before.next(fault, System.nanoTime(), check.after());
        health = now;
        if (before.dead().isEmpty() && now.dead().isPresent()) {
            events.emit(Event.warn("edge_unhealthy")
                    .reason("our own proxies do not answer " + check.url() + ": "
                            + now.dead().get()));
        } else if (before.dead().isPresent() && now.dead().isEmpty()) {
            events.emit(Event.info("edge_healthy").reason("our own proxies answer " + check.url() + " again"));
        }
    }

    /** What is wrong with one answer; empty: nothing. Whether a visitor would trust the certificate is not asked. */
    static Optional<String> fault(EdgeCheck check, Web web) throws InterruptedException {
        try {
            int status = web.send(new Web.Ask("GET", check.url(), Map.of(), Optional.empty(), check.host(), true))
                    .status();
            return check.status().filter(good -> !good.contains(status)).map(bad -> "HTTP " + status);
        } catch (IOException silent) {
            return Optional.of(String.valueOf(silent.getMessage()));
        } catch (RuntimeException bug) {
            return Optional.of(bug.toString());
        }
    }

    static Web web(Vertx vertx) {
        return new Web(vertx, DEADLINE);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
