package org.bolabaden.outrider.plan;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.plan.ServerPlan.Admin;
import org.bolabaden.outrider.plan.ServerPlan.Role;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.registry.Weight;
import org.jspecify.annotations.Nullable;

/**
 * Decides, from what the registry lists and what is held of it, what every server shall be. Pure: the same input gives
 * the same plan.
 *
 * <p>A backend that is not up is in maintenance, not at weight 0: only maintenance shuts the sessions that hang on a dead
 * server ({@code on-marked-down shutdown-sessions}, FIELD-NOTES §1). A healthy local backend serves alone and its
 * healthy peers stand by; without one the healthy peers share by weight.
 */
public final class Planner {
    private Planner() {}

    /**
     * The plan.
     *
     * @param sequence its number
     * @param verdicts what is held of each backend; one that is missing counts as unverified
     */
    public static Plan plan(long sequence, Registry registry, Map<BackendId, Verdict> verdicts) {
        Map<ServiceName, ServicePlan> services = new LinkedHashMap<>();
        registry.services().forEach((name, service) -> services.put(name, plan(service, verdicts)));
        return new Plan(sequence, services);
    }

    private static ServicePlan plan(Service service, Map<BackendId, Verdict> verdicts) {
        boolean localServes =
                service.backends().stream().anyMatch(backend -> backend.local() && isUp(verdicts.get(backend.id())));
        List<ServerPlan> servers = new ArrayList<>(service.backends().size());
        for (Backend backend : service.backends()) {
            servers.add(plan(backend, Optional.ofNullable(verdicts.get(backend.id())), localServes));
        }
        return new ServicePlan(service, servers);
    }

    private static ServerPlan plan(Backend backend, Optional<Verdict> verdict, boolean localServes) {
        Optional<InetAddress> address = verdict.flatMap(Verdict::address);
        Verdict.Status status = verdict.map(Verdict::status).orElse(Verdict.Status.UNVERIFIED);
        if (status != Verdict.Status.UP) {
            String reason = status.word() + ": " + verdict.map(Verdict::reason).orElse("not checked yet");
            return new ServerPlan(backend, Admin.MAINT, Weight.ZERO, Role.ACTIVE, address, reason);
        }
        Role role = backend.local() || !localServes ? Role.ACTIVE : Role.FALLBACK;
        return new ServerPlan(backend, Admin.READY, backend.weight(), role, address, reason(backend, role));
    }

    private static String reason(Backend backend, Role role) {
        return switch (role) {
            case FALLBACK -> "healthy, stands by while a local backend serves";
            case ACTIVE ->
                backend.local() ? "healthy and local, serves first" : "healthy, serves because no local backend does";
        };
    }

    private static boolean isUp(@Nullable Verdict verdict) {
        return verdict != null && verdict.up();
    }
}
