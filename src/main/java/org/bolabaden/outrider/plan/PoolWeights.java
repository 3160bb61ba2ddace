package org.bolabaden.outrider.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bolabaden.outrider.health.Latency;
import org.bolabaden.outrider.plan.Memory.Applied;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Percent;

/**
 * How much each server of a pool gets: its weight, less while it starts slowly and when it answers slowly. Those that serve
 * and those that stand by are two pools, since they never serve together; who is alone in his pool gets all of his
 * weight, because a share of it against nobody says nothing. Pure.
 */
final class PoolWeights {
    private final Circumstances circumstances;
    private final Map<BackendId, Instant> undrained;
    private final Optional<SlowStart> slowStart;
    private final Optional<LatencyShares> latencyShares;
    private final Map<BackendId, Applied> latency = new HashMap<>();
    private final List<ServerPlan> servers;
    private final Stream.Builder<Instant> again = Stream.builder();

    /**
     * Weighs them.
     *
     * @param undrained when those that had been drained were given sessions again
     * @param full the servers, each with all of its weight
     */
    PoolWeights(Circumstances circumstances, Map<BackendId, Instant> undrained, List<ServerPlan> full) {
        this.circumstances = circumstances;
        this.undrained = undrained;
        slowStart = circumstances.rules().slowStart().map(SlowStart::new);
        latencyShares = circumstances.rules().latencyWeights().map(rule -> new LatencyShares(rule.floor()));
        List<ServerPlan> weighed = new ArrayList<>(full);
        for (Role role : Role.values()) {
            List<ServerPlan> pool =
                    full.stream().filter(server -> isOf(role, server)).toList();
            if (pool.size() > 1) {
                applyLatency(pool);
                weighed.replaceAll(server -> isOf(role, server) ? weighed(server) : server);
            }
        }
        servers = List.copyOf(weighed);
    }

    private static boolean isOf(Role role, ServerPlan server) {
        return server.role() == role
                && server.admin() == Admin.READY
                && server.weight().value() > 0;
    }

    /** The servers, each with what it gets. */
    List<ServerPlan> servers() {
        return servers;
    }

    /** What each was given for its latency, to be remembered. */
    Map<BackendId, Applied> latency() {
        return latency;
    }

    /** When a weight could change without anything else changing; empty: never. */
    Optional<Instant> again() {
        return again.build().min(Comparator.naturalOrder());
    }

    private ServerPlan weighed(ServerPlan server) {
        Applied applied = latency.get(server.backend().id());
        ServerPlan shared = applied == null || applied.share().equals(Percent.FULL)
                ? server
                : server.sharing(applied.share(), applied.share() + " of its weight: " + applied.evidence());
        return ramped(shared);
    }

    private ServerPlan ramped(ServerPlan server) {
        Optional<Instant> recovered = back(server.backend());
        if (slowStart.isEmpty() || recovered.isEmpty()) {
            return server;
        }
        Instant now = circumstances.now();
        slowStart.get().nextStep(recovered.get(), now).ifPresent(again::add);
        Percent share = slowStart.get().share(recovered.get(), now);
        return share.equals(Percent.FULL) ? server : server.sharing(share, "slow start: " + share + " of its weight");
    }

    /** When it was given sessions again after having been down or drained; empty: it never was either. */
    private Optional<Instant> back(Backend backend) {
        return Stream.concat(
                        circumstances.held(backend).flatMap(Held::recovered).stream(),
                        Optional.ofNullable(undrained.get(backend.id())).stream())
                .max(Comparator.naturalOrder());
    }

    private void applyLatency(List<ServerPlan> pool) {
        if (latencyShares.isEmpty()) {
            return;
        }
        again.add(circumstances.now().plus(LatencyShares.PACE));
        Map<Backend, Latency> settled = new HashMap<>();
        pool.forEach(server -> circumstances
                .held(server.backend())
                .map(Held::latency)
                .filter(Latency::settled)
                .ifPresent(known -> settled.put(server.backend(), known)));
        if (settled.size() < 2) {
            return;
        }
        double median = median(
                settled.values().stream().mapToDouble(Latency::nanos).sorted().toArray());
        settled.forEach((backend, known) -> latencyShares
                .get()
                .next(
                        known,
                        median,
                        Optional.ofNullable(circumstances.before().latency().get(backend.id())),
                        circumstances.now())
                .ifPresent(applied -> latency.put(backend.id(), applied)));
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
