package org.bolabaden.outrider.plan;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.drain.Drain;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.PoolRules;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.sentinel.Primary;

/**
 * All that a plan depends on, as one value: the same circumstances give the same plan.
 *
 * @param registry what there is
 * @param rules what pools do beyond up and down
 * @param held what is held of each backend; one that is missing counts as unverified
 * @param primaries who may have the sessions of each service that has one primary; of one that is missing nothing is known
 * @param drains what is drained now, by whomever
 * @param before what the last plan left to remember
 * @param now when the plan is made
 */
public record Circumstances(
        Registry registry,
        PoolRules rules,
        Map<BackendId, Held> held,
        Map<ServiceName, Primary> primaries,
        Drains drains,
        Memory before,
        Instant now) {
    private static final Primary NOT_ASKED = new Primary.Unknown(Set.of(), "nobody has been asked yet");

    public Circumstances {
        held = Map.copyOf(held);
        primaries = Map.copyOf(primaries);
    }

    /** Without anything known of primaries, or drained. */
    public Circumstances(Registry registry, PoolRules rules, Map<BackendId, Held> held, Memory before, Instant now) {
        this(registry, rules, held, Map.of(), Drains.NONE, before, now);
    }

    /** Verdicts alone, with nothing before: what a command that plans knows. */
    public static Circumstances judged(
            Registry registry, PoolRules rules, Map<BackendId, Verdict> verdicts, Instant now) {
        return judged(registry, rules, verdicts, Map.of(), Drains.NONE, now);
    }

    /** Verdicts, primaries and drains, with nothing before: what a command that plans knows. */
    public static Circumstances judged(
            Registry registry,
            PoolRules rules,
            Map<BackendId, Verdict> verdicts,
            Map<ServiceName, Primary> primaries,
            Drains drains,
            Instant now) {
        Map<BackendId, Held> held = new HashMap<>();
        verdicts.forEach((id, verdict) -> held.put(id, Held.of(verdict)));
        return new Circumstances(registry, rules, held, primaries, drains, Memory.NONE, now);
    }

    Optional<Held> held(Backend backend) {
        return Optional.ofNullable(held.get(backend.id()));
    }

    /** The drain that takes this backend out; empty: none does. */
    Optional<Drain> drain(Service service, Backend backend) {
        return drains.covering(service, backend);
    }

    Primary primary(ServiceName service) {
        return primaries.getOrDefault(service, NOT_ASKED);
    }

    boolean alive(BackendId backend) {
        Held known = held.get(backend);
        return known != null && known.verdict().alive();
    }
}
