package org.bolabaden.outrider.plan;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.PoolRules;
import org.bolabaden.outrider.registry.Registry;

/**
 * All that a plan depends on, as one value: the same circumstances give the same plan.
 *
 * @param registry what there is
 * @param rules what pools do beyond up and down
 * @param held what is held of each backend; one that is missing counts as unverified
 * @param before what the last plan left to remember
 * @param now when the plan is made
 */
public record Circumstances(Registry registry, PoolRules rules, Map<BackendId, Held> held, Memory before, Instant now) {
    public Circumstances {
        held = Map.copyOf(held);
    }

    /** Verdicts alone, with nothing before: what a command that plans knows. */
    public static Circumstances judged(
            Registry registry, PoolRules rules, Map<BackendId, Verdict> verdicts, Instant now) {
        Map<BackendId, Held> held = new HashMap<>();
        verdicts.forEach((id, verdict) -> held.put(id, Held.of(verdict)));
        return new Circumstances(registry, rules, held, Memory.NONE, now);
    }

    Optional<Held> held(Backend backend) {
        return Optional.ofNullable(held.get(backend.id()));
    }

    boolean alive(BackendId backend) {
        Held known = held.get(backend);
        return known != null && known.verdict().alive();
    }
}
