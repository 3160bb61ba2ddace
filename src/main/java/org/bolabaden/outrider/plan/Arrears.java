package org.bolabaden.outrider.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Check;
import org.bolabaden.outrider.registry.Registry;

/**
 * The reports of a backend's going down that were muted. Once nothing mutes them any more, a backend gets the time of
 * one check to come back; who is still down then is reported after all, once.
 *
 * @param owed the backends; with when the report is due, or empty while it is still muted
 */
public record Arrears(Map<BackendId, Optional<Instant>> owed) {
    /** Nothing is owed. */
    public static final Arrears NONE = new Arrears(Map.of());

    public Arrears {
        owed = Map.copyOf(owed);
    }

    /**
     * What is left after a look.
     *
     * @param left what is still owed
     * @param due what is to be reported now
     * @param again when to look next; empty: when something changes
     */
    public record Settled(Arrears left, List<Backend> due, Optional<Instant> again) {}

    /** The same, and the report of this one too. */
    public Arrears owing(BackendId backend) {
        Map<BackendId, Optional<Instant>> more = new HashMap<>(owed);
        more.put(backend, Optional.empty());
        return new Arrears(more);
    }

    /** The same without this one: it was reported as it is now. */
    public Arrears paid(BackendId backend) {
        if (!owed.containsKey(backend)) {
            return this;
        }
        Map<BackendId, Optional<Instant>> less = new HashMap<>(owed);
        less.remove(backend);
        return new Arrears(less);
    }

    /**
     * Looks what is due.
     *
     * @param down whether a backend is judged unfit to serve
     */
    public Settled settle(Registry registry, Predicate<BackendId> down, Mutes mutes, Instant now) {
        Map<BackendId, Optional<Instant>> left = new HashMap<>();
        List<Backend> due = new ArrayList<>();
        owed.forEach((id, known) -> find(registry, id)
                .filter(backend -> down.test(id))
                .ifPresent(backend -> {
                    if (mutes.reason(backend).isPresent()) {
                        left.put(id, Optional.empty());
                        return;
                    }
                    Instant at = known.orElse(now.plus(oneCheck(backend.check().schedule())));
                    if (now.isBefore(at)) {
                        left.put(id, Optional.of(at));
                    } else {
                        due.add(backend);
                    }
                }));
        due.sort(Comparator.comparing(Backend::id));
        return new Settled(
                new Arrears(left),
                List.copyOf(due),
                left.values().stream().flatMap(Optional::stream).min(Comparator.naturalOrder()));
    }

    private static Duration oneCheck(Check.Schedule schedule) {
        return schedule.interval().plus(schedule.timeout());
    }

    private static Optional<Backend> find(Registry registry, BackendId id) {
        return registry.service(id.service()).stream()
                .flatMap(service -> service.backends().stream())
                .filter(backend -> backend.id().equals(id))
                .findFirst();
    }
}
