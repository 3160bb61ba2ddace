package org.bolabaden.outrider;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.peers.Carrier;
import org.bolabaden.outrider.peers.Fleet;
import org.bolabaden.outrider.peers.LocalView;
import org.bolabaden.outrider.peers.Word;
import org.bolabaden.outrider.peers.store.EtcdCarrier;
import org.bolabaden.outrider.peers.store.RedisCarrier;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.NodeSettings;
import org.bolabaden.outrider.registry.PeerStore;
import org.bolabaden.outrider.registry.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * The line to the store of a large fleet: tells it what this node says, takes what the others say, and knows whether it can be
 * trusted. With the first question that it does not answer, everybody checks for himself again. Safe for use by several
 * threads.
 */
final class StoreLine implements Carrier.Listener, AutoCloseable {
    private static final int FALL = 3;
    // What changes at once is told at once, in one word.
    private static final long SOON_MILLIS = 50;

    private final Vertx vertx;
    private final EventSink events;
    private final InstantSource clock;
    private final Consumer<UnaryOperator<Fleet>> change;
    private final AtomicBoolean telling = new AtomicBoolean();
    private @Nullable Supplier<LocalView> own;
    private @Nullable Function<Optional<ServiceName>, Optional<Endpoint>> primaries;
    private volatile @Nullable Line line;
    private volatile @Nullable ObserverStage observers;
    private volatile Fleet fleet = Fleet.NONE;
    private volatile boolean trusted;
    private int failures;
    private Instant since;

    /** What is open, and of which settings. */
    private record Line(NodeSettings.Peers settings, Carrier carrier, long timer) {}

    /**
     * One that tells nobody anything yet.
     *
     * @param change changes the fleet; not called while this object is locked
     */
    StoreLine(Vertx vertx, EventSink events, InstantSource clock, Consumer<UnaryOperator<Fleet>> change) {
        this.vertx = vertx;
        this.events = events;
        this.clock = clock;
        this.change = change;
        this.since = clock.instant();
    }

    /**
     * Knows from now on what to tell, and who is to hear of what is told.
     *
     * @param word what this node says of itself
     * @param offered where the offered primary of that service is, or of the only one that has a primary
     */
    synchronized void start(
            Supplier<LocalView> word,
            ObserverStage duties,
            Function<Optional<ServiceName>, Optional<Endpoint>> offered) {
        own = word;
        observers = duties;
        primaries = offered;
    }

    /** Listens to those peers through the store of those settings from now on. */
    synchronized void follow(RegistryStage.Running running, Set<NodeName> peers) {
        NodeSettings.Peers wanted = running.settings().peers();
        Line open = line;
        if (open != null && !open.settings().equals(wanted)) {
            open.carrier().close();
            vertx.cancelTimer(open.timer());
            line = null;
            trusted = false;
        }
        if (line == null && wanted.store().isPresent() && own != null) {
            Carrier carrier =
                    carrier(wanted, wanted.store().get(), running.settings().node());
            long timer = vertx.setPeriodic(wanted.interval().toMillis(), tick -> tellSoon());
            line = new Line(wanted, carrier, timer);
            failures = 0;
            since = clock.instant();
            tellSoon();
        }
        if (line != null) {
            line.carrier().follow(peers);
        }
        share();
    }

    private Carrier carrier(NodeSettings.Peers peers, PeerStore store, NodeName self) {
        return switch (store) {
            case PeerStore.Redis redis ->
                new RedisCarrier(vertx, redis, peers.interval(), self, () -> address(redis), this);
            case PeerStore.Etcd etcd -> new EtcdCarrier(vertx, etcd, peers.interval(), self, this);
        };
    }

    private Optional<Endpoint> address(PeerStore.Redis redis) {
        Function<Optional<ServiceName>, Optional<Endpoint>> offered = primaries;
        return redis.address().or(() -> offered == null ? Optional.empty() : offered.apply(redis.service()));
    }

    /** Tells the store what this node says now, soon; several calls are one. */
    void tellSoon() {
        if (line != null && telling.compareAndSet(false, true)) {
            vertx.setTimer(SOON_MILLIS, now -> {
                telling.set(false);
                vertx.executeBlocking(this::tell, false);
            });
        }
    }

    private @Nullable Void tell() {
        Line open;
        Supplier<LocalView> word;
        synchronized (this) {
            open = line;
            word = own;
        }
        ObserverStage duties = observers;
        if (open != null && word != null && duties != null && duties.isChecking()) {
            open.carrier().publish(duties.telling(word.get()));
        }
        return null;
    }

    /** The fleet has changed. */
    void changed(Fleet before, Fleet after) {
        fleet = after;
        ObserverStage duties = observers;
        if (duties != null) {
            if (!before.alive().equals(after.alive())) {
                share();
            }
            duties.heard(before, after);
        }
    }

    private void share() {
        ObserverStage duties = observers;
        if (duties != null) {
            duties.share(fleet, trusted);
        }
    }

    @Override
    public void heard(Map<NodeName, Word> words) {
        change.accept(now -> now.isShared() ? now.heard(words, clock.instant()) : now);
    }

    @Override
    public void reached(Optional<String> fault) {
        boolean was = trusted;
        trusted = fault.isEmpty();
        if (was != trusted) {
            share();
        }
        if (trusted) {
            if (failures >= FALL) {
                events.emit(Event.info("peer_store_back")
                        .reason("the peers are heard through the store again; who observes checks, the others seldom")
                        .took(Duration.between(since, clock.instant())));
            }
            failures = 0;
            return;
        }
        failures++;
        if (failures == 1) {
            since = clock.instant();
        }
        if (failures == FALL) {
            String why = fault.orElse("");
            events.emit(Event.warn("peer_store_lost")
                    .reason(why
                            + "; this node checks every backend itself, what was drained stays drained, and drains that"
                            + " are made now are told when it is back"));
            change.accept(
                    now -> now.isShared() ? now.blind("the store is out of reach: " + why, clock.instant()) : now);
        }
    }

    /** Whether the store was read and written just now. */
    boolean isTrusted() {
        return trusted;
    }

    @Override
    public synchronized void close() {
        Line open = line;
        if (open != null) {
            open.carrier().close();
            vertx.cancelTimer(open.timer());
            line = null;
        }
    }
}
