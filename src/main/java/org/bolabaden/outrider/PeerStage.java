package org.bolabaden.outrider;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bolabaden.outrider.drain.DrainId;
import org.bolabaden.outrider.drain.DrainSource;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.peers.Discord;
import org.bolabaden.outrider.peers.Duties;
import org.bolabaden.outrider.peers.Fleet;
import org.bolabaden.outrider.peers.LocalView;
import org.bolabaden.outrider.peers.PeerExchange;
import org.bolabaden.outrider.peers.PeerFile;
import org.bolabaden.outrider.peers.PeerList;
import org.bolabaden.outrider.peers.PeerMetrics;
import org.bolabaden.outrider.peers.PeerNews;
import org.bolabaden.outrider.peers.StoreMetrics;
import org.bolabaden.outrider.registry.CheckTls;
import org.bolabaden.outrider.registry.Endpoint;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.tls.CertificateEvents;
import org.bolabaden.outrider.tls.FollowedFiles;

/**
 * Keeps what the other sidecars say, on the disk too as far as drains are concerned, and asks for a new plan when those
 * change. Safe for use by several threads; what changes drains writes a file, the rest never blocks.
 */
final class PeerStage implements DrainSource, PeerExchange.Listener, AutoCloseable {
    private static final long LOOK_MILLIS = 2_000;

    private final Vertx vertx;
    private final EventSink events;
    private final InstantSource clock;
    private final PeerExchange exchange;
    private final StoreLine store;
    private final PeerFile file;
    private final Map<NodeName, LocalView> remembered;
    private final Object changing = new Object();
    private volatile Fleet fleet = Fleet.NONE;
    private volatile Discord discord = Discord.NONE;
    private volatile Runnable drained = () -> {};
    // Guarded by changing.
    private final StateFile kept;
    private Optional<Long> timer = Optional.empty();

    /** A stage that knows what peers said before, and asks nobody yet. */
    PeerStage(Vertx vertx, Path stateDirectory, EventSink events, InstantSource clock) {
        this.vertx = vertx;
        this.events = events;
        this.clock = clock;
        this.exchange = new PeerExchange(vertx, this);
        this.store = new StoreLine(vertx, events, clock, this::change);
        this.file = PeerFile.in(stateDirectory);
        this.kept = new StateFile(events, "after a restart, drains of peers that are out of reach would not be known");
        this.remembered = read();
    }

    private Map<NodeName, LocalView> read() {
        try {
            return file.read();
        } catch (IOException unreadable) {
            events.emit(Event.warn("state_unreadable")
                    .reason(unreadable.getMessage()
                            + "; until the peers answer, nothing that they drained is drained"));
            return Map.of();
        }
    }

    /**
     * Begins to compare, and to tell.
     *
     * @param planner is told when what peers drain changed
     * @param own what this node says of itself, now
     * @param observers shares out who checks what, where the fleet has a store
     * @param primaries where the offered primary of a service is; empty service: of the only one that has one
     */
    void start(
            Runnable planner,
            Supplier<LocalView> own,
            Supplier<RegistryStage.Running> running,
            ObserverStage observers,
            Function<Optional<ServiceName>, Optional<Endpoint>> primaries) {
        drained = planner;
        store.start(own, observers, primaries);
        follow(running.get());
        timer = Optional.of(vertx.setPeriodic(
                LOOK_MILLIS,
                tick -> vertx.executeBlocking(() -> compare(own.get(), running.get(), observers.duties()), false)));
    }

    /** Asks, or listens to, those that the configuration names from now on. */
    void follow(RegistryStage.Running running) {
        Map<NodeName, URI> wanted = PeerList.of(running.settings(), running.registry());
        boolean byStore = running.settings().peers().store().isPresent();
        change(now -> now.following(wanted, remembered, byStore, clock.instant()));
        Optional<CheckTls.Credentials> own = running.settings().clientCredentials();
        exchange.follow(running.settings().peers().showing(own), byStore ? Map.of() : wanted);
        store.follow(running, wanted.keySet());
    }

    /** Something changed that the others should hear of soon. */
    void tellSoon() {
        store.tellSoon();
    }

    private Discord compare(LocalView own, RegistryStage.Running running, Duties duties) {
        Discord.Step step = discord.look(own, running.registry().backends(), fleet, duties, clock.instant());
        discord = step.next();
        step.events().forEach(events::emit);
        return discord;
    }

    @Override
    public void answered(NodeName peer, Optional<LocalView> news) {
        change(now -> now.answered(peer, news, clock.instant()));
    }

    @Override
    public void failed(NodeName peer, String why) {
        change(now -> now.failed(peer, why, clock.instant()));
    }

    @Override
    public void looked(FollowedFiles.Look look) {
        CertificateEvents.of("peers", look).ifPresent(events::emit);
    }

    private void change(UnaryOperator<Fleet> step) {
        synchronized (changing) {
            Fleet before = fleet;
            Fleet after = step.apply(before);
            fleet = after;
            PeerNews.between(before, after, clock.instant()).forEach(events::emit);
            store.changed(before, after);
            if (!before.made().equals(after.made()) || !before.revoked().equals(after.revoked())) {
                keep(after);
                drained.run();
            }
        }
    }

    private void keep(Fleet next) {
        kept.write(() -> file.write(next));
    }

    /** Writes what the disk refused, if it did. */
    void catchUp() {
        synchronized (changing) {
            if (kept.isBehind()) {
                keep(fleet);
            }
        }
    }

    /** The peers, as they are seen from here. */
    Fleet fleet() {
        return fleet;
    }

    /** The series of the peers. */
    PeerMetrics metrics(Supplier<String> registry) {
        return new PeerMetrics(this::fleet, registry, () -> discord);
    }

    /** The series of the store, where there is one. */
    StoreMetrics storeMetrics(ObserverStage observers) {
        return new StoreMetrics(this::fleet, store::isTrusted, observers::observed);
    }

    @Override
    public Drains made() {
        return fleet.made();
    }

    @Override
    public Set<DrainId> revoked() {
        return fleet.revoked();
    }

    @Override
    public boolean isKnown(NodeName node) {
        return fleet.isKnown(node);
    }

    @Override
    public void close() {
        timer.ifPresent(vertx::cancelTimer);
        exchange.close();
        store.close();
    }
}
