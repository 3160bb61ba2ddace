package org.bolabaden.outrider.plan;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;

/**
 * Decides, from what the registry lists and what is held of it, what every server shall be. Pure: the same circumstances
 * give the same plan. {@link PoolPlan} does it for one service, first whom sessions may go to, then {@link PoolWeights}
 * how many each gets. A service that has one primary at the most is {@link PrimaryPlan}'s, and its
 * replicas, if they are asked for, are a pool of their own that {@link ReadPool} completes.
 */
public final class Planner {
    private Planner() {}

    /**
     * The plan, what to remember for the next one, and when that could be due.
     *
     * @param sequence the plan's number
     */
    public static Decision plan(long sequence, Circumstances circumstances) {
        Map<ServiceName, ServicePlan> services = new LinkedHashMap<>();
        Map<BackendId, Memory.Applied> latency = new HashMap<>();
        Set<ServiceName> panic = new HashSet<>();
        Set<BackendId> drained = new HashSet<>();
        Map<BackendId, Instant> undrained = new HashMap<>();
        Mutes mutes =
                new Mutes(circumstances.registry(), circumstances.drains(), circumstances::alive, circumstances.now());
        Stream.Builder<Instant> again = Stream.builder();
        circumstances.registry().services().forEach((name, service) -> {
            if (service.primary().isPresent()) {
                services.put(name, exclusive(service, circumstances, mutes));
                return;
            }
            PoolPlan pool = new PoolPlan(service, circumstances);
            Map<BackendId, Instant> back = Undrained.of(service, circumstances, pool.drained());
            PoolWeights weights = new PoolWeights(circumstances, back, pool.servers());
            weights.again().ifPresent(again::add);
            latency.putAll(weights.latency());
            drained.addAll(pool.drained());
            undrained.putAll(back);
            pool.panic().ifPresent(why -> panic.add(name));
            List<ServerPlan> servers = service.readsOf()
                    .map(primary -> new ReadPool(primary, circumstances).complete(weights.servers()))
                    .orElse(weights.servers());
            services.put(name, new ServicePlan(service, servers, pool.panic(), muted(service, mutes)));
        });
        Windows.nextEdge(circumstances.registry(), circumstances.now()).ifPresent(again::add);
        circumstances.drains().nextEnd(circumstances.now()).ifPresent(again::add);
        return new Decision(
                new Plan(sequence, services),
                new Memory(latency, panic, drained, undrained),
                again.build().min(Comparator.naturalOrder()));
    }

    private static ServicePlan exclusive(Service service, Circumstances circumstances, Mutes mutes) {
        List<ServerPlan> servers = new PrimaryPlan(service, circumstances).servers();
        return new ServicePlan(service, servers, Optional.empty(), muted(service, mutes), true);
    }

    private static Map<BackendId, String> muted(Service service, Mutes mutes) {
        Optional<String> all = mutes.reason(service);
        Map<BackendId, String> muted = new HashMap<>();
        service.backends()
                .forEach(backend ->
                        all.or(() -> mutes.own(service, backend)).ifPresent(why -> muted.put(backend.id(), why)));
        return muted;
    }
}
