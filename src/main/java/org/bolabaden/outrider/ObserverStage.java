package org.bolabaden.outrider;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.bolabaden.outrider.health.Attention;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.health.HealthBoard;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.peers.Duties;
import org.bolabaden.outrider.peers.Fleet;
import org.bolabaden.outrider.peers.Hearsay;
import org.bolabaden.outrider.peers.LocalView;
import org.bolabaden.outrider.peers.Member;
import org.bolabaden.outrider.probe.ProbeEngine;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.NodeSettings;

/**
 * Has this node check seldom what others observe, while the store of the fleet can be trusted, and at once when one of them
 * says what it does not know. Every verdict remains this node's own. Safe for use by several threads.
 */
final class ObserverStage implements Attention {
    // A thousand nodes that hear of one backend do not knock on it at the same instant.
    private static final Duration APART = Duration.ofMillis(2);

    // The loop turns at least once a second; ten without a turn is a hang, not a busy machine.
    private static final Duration HUNG = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final HealthBoard board;
    private final ProbeEngine engine;
    private final Supplier<RegistryStage.Running> running;
    private volatile Duties duties = Duties.ALL;
    private volatile Fleet fleet = Fleet.NONE;

    /** One that has this node check everything. */
    ObserverStage(Vertx vertx, HealthBoard board, ProbeEngine engine, Supplier<RegistryStage.Running> running) {
        this.vertx = vertx;
        this.board = board;
        this.engine = engine;
        this.running = running;
    }

    /** The duties as they are now. */
    Duties duties() {
        return duties;
    }

    /**
     * Shares the duties out anew.
     *
     * @param trusted whether the store was read and written just now
     */
    synchronized void share(Fleet present, boolean trusted) {
        fleet = present;
        RegistryStage.Running now = running.get();
        NodeSettings settings = now.settings();
        Duties before = duties;
        Duties next = trusted && settings.peers().store().isPresent()
                ? Duties.of(
                        settings.node(),
                        present.alive(),
                        now.registry().backends(),
                        settings.peers().observers())
                : Duties.ALL;
        duties = next;
        Set<BackendId> more = next.newSince(before);
        if (!more.isEmpty()) {
            engine.within(more, settings.healthChecks().schedule().interval());
        }
    }

    /** Looks for itself at what others have just said. */
    void heard(Fleet before, Fleet after) {
        fleet = after;
        if (!after.isShared()) {
            return;
        }
        Hearsay news = Hearsay.between(before, after, duties, this::status);
        NodeSettings.HealthChecks checks = running.get().settings().healthChecks();
        news.down()
                .forEach(backend ->
                        apart(after, () -> engine.suspect(backend, checks.consecutiveFailures(), checks.succession())));
        news.up().forEach(backend -> apart(after, () -> engine.probeSoon(backend)));
    }

    private void apart(Fleet heardBy, Runnable check) {
        long most = APART.multipliedBy(heardBy.members().size()).toMillis();
        vertx.setTimer(1 + ThreadLocalRandom.current().nextLong(most + 1), now -> check.run());
    }

    private Optional<Verdict.Status> status(BackendId backend) {
        return board.of(backend).map(BackendHealth::verdict).map(Verdict::status);
    }

    /** Whether this node checks at all just now; one that does not has nothing to say. */
    boolean isChecking() {
        return engine.statistics().sinceLastTurn().compareTo(HUNG) < 0;
    }

    /** What this node says of itself through the store. */
    LocalView telling(LocalView own) {
        return own.forMany(duties);
    }

    @Override
    public Optional<Duration> pace(BackendId backend, Verdict.Status settled) {
        Duties now = duties;
        return now.seldom(backend).filter(seldom -> agree(now, backend, settled));
    }

    /** Whether all who observe it say what this node holds; with anybody who does not, it looks for itself. */
    private boolean agree(Duties now, BackendId backend, Verdict.Status settled) {
        Fleet present = fleet;
        String registry = running.get().registry().version();
        for (NodeName observer : now.observers(backend)) {
            Optional<LocalView> view = present.of(observer).filter(Member::up).flatMap(Member::view);
            // By another registry it may not know the backend at all.
            if (view.filter(one -> one.registry().equals(registry))
                    .map(one -> one.notUp().getOrDefault(backend, Verdict.Status.UP))
                    .filter(said -> said == settled)
                    .isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** How many backends this node watches closely. */
    long observed() {
        Set<BackendId> closely = new HashSet<>(board.snapshot().keySet());
        closely.removeIf(backend -> duties.seldom(backend).isPresent());
        return closely.size();
    }
}
