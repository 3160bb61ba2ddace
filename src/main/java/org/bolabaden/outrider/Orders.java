package org.bolabaden.outrider;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.drain.DrainRefusedException;
import org.bolabaden.outrider.drain.DrainWish;
import org.bolabaden.outrider.drain.Loss;
import org.bolabaden.outrider.drain.Target;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.health.HealthBoard;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.ServiceName;
import org.jboss.logging.Logger;

/**
 * Carries out what an operator asks for, and waits until it is planned: whoever changed something shall see it in what he asks
 * next. Blocks; safe for use by several threads.
 *
 * @param taking takes the registry anew; true: however much it takes away
 * @param planner asks for a new plan
 * @param numbers the number of the last plan that was begun
 */
record Orders(
        RegistryStage registry,
        DistributionStage distribution,
        HealthBoard board,
        PrimaryStage primaries,
        DrainStage drains,
        PeerStage peers,
        OutputStage outputs,
        LatestPlan planned,
        Consumer<Boolean> taking,
        Runnable planner,
        LongSupplier numbers) {
    private static final Duration LONGEST_RELOAD = Duration.ofSeconds(30);
    private static final Duration LONGEST_PLANNING = Duration.ofSeconds(2);
    private static final Duration LONGEST_MOVE = Duration.ofSeconds(30);
    private static final Logger LOG = Logger.getLogger(Orders.class);

    void reload(boolean force, boolean fetch) {
        taking.accept(force);
        if (fetch) {
            distribution.lookNow();
            taking.accept(force);
        }
        RegistryStage.Running wanted = registry.running();
        try {
            planned.await(change -> isOfOrAfter(change.running(), wanted), LONGEST_RELOAD);
            outputs.now(force).toCompletableFuture().get(LONGEST_RELOAD.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            // The stage reports its own faults; the caller is told how the outputs stand.
            LOG.debug("a reload was answered before it had ended", late);
        }
    }

    private static boolean isOfOrAfter(RegistryStage.Running planned, RegistryStage.Running wanted) {
        return planned.equals(wanted) || planned.at().isAfter(wanted.at());
    }

    Drain drain(Target target, DrainWish wish) throws DrainRefusedException {
        if (wish.movesPrimaries()) {
            movePrimaries(target);
        }
        Map<BackendId, BackendHealth> health = board.snapshot();
        Drain drain = drains.add(
                target,
                wish,
                new Loss.World(
                        registry.running().registry(),
                        id -> {
                            BackendHealth known = health.get(id);
                            return known != null && known.verdict().up();
                        },
                        primaries.serving()));
        awaitNewPlan();
        return drain;
    }

    private void movePrimaries(Target target) throws DrainRefusedException {
        Predicate<BackendId> leaving =
                Set.copyOf(target.among(registry.running().registry()))::contains;
        try {
            for (ServiceName service : primaries.offeredAmong(leaving)) {
                Optional<String> fault = primaries.failover(service);
                if (fault.isPresent()) {
                    throw new DrainRefusedException(target, fault.get());
                }
                if (!planned.await(change -> primaries.isOfferedBeside(service, leaving), LONGEST_MOVE)) {
                    throw new DrainRefusedException(
                            target,
                            "its sentinels have begun a failover of " + service
                                    + ", and no primary elsewhere is proven after " + LONGEST_MOVE.toSeconds()
                                    + " s: look at 'outrider failovers'");
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new DrainRefusedException(target, "the sidecar is stopping");
        }
    }

    boolean undrain(Target target) {
        boolean was = drains.remove(target);
        if (was) {
            awaitNewPlan();
        }
        return was;
    }

    /** Whoever changed something shall see it in what is asked next. */
    private void awaitNewPlan() {
        peers.tellSoon();
        long outdated = numbers.getAsLong();
        planner.run();
        try {
            planned.await(change -> change.plan().sequence() > outdated, LONGEST_PLANNING);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
