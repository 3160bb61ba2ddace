package org.bolabaden.outrider;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.bolabaden.outrider.drain.Drains;
import org.bolabaden.outrider.health.BackendHealth;
import org.bolabaden.outrider.health.HealthBoard;
import org.bolabaden.outrider.health.Verdict;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.plan.Arrears;
import org.bolabaden.outrider.plan.Mutes;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Registry;
import org.bolabaden.outrider.registry.Service;

/** Reports what becomes of backends and services as events: at their usual level, or muted with the reason. */
final class VerdictReports {
    // What a check of a replica says of a primary.
    private static final String IS_PRIMARY = "redis:is_primary";

    private final EventSink events;
    private final Supplier<Registry> registry;
    private final Supplier<Drains> drains;
    private final HealthBoard board;
    private final InstantSource clock;
    private Arrears arrears = Arrears.NONE;

    VerdictReports(
            EventSink events,
            Supplier<Registry> registry,
            Supplier<Drains> drains,
            HealthBoard board,
            InstantSource clock) {
        this.events = events;
        this.registry = registry;
        this.drains = drains;
        this.board = board;
        this.clock = clock;
    }

    /** Reports a change of that backend's verdict. Any thread. */
    synchronized void changed(Backend backend, Event event) {
        if (primaryOfItsOwn(backend, event)) {
            arrears = arrears.paid(backend.id());
            events.emit(event.muted("the primary is not in the pool of its replicas"));
            return;
        }
        Optional<String> muted = mutes(clock.instant()).reason(backend);
        boolean owed = muted.isPresent() && is(backend.id(), Verdict.Status.DOWN);
        arrears = owed ? arrears.owing(backend.id()) : arrears.paid(backend.id());
        events.emit(muted.map(event::muted).orElse(event));
    }

    /** Whoever is the primary leaves the read pool, as it should: no trouble. */
    private boolean primaryOfItsOwn(Backend backend, Event event) {
        return event.reason().filter(reason -> reason.contains(IS_PRIMARY)).isPresent()
                && registry.get()
                        .service(backend.id().service())
                        .flatMap(Service::readsOf)
                        .isPresent();
    }

    /**
     * Reports who is still down although nothing mutes him any more.
     *
     * @return when to look again; empty: when something changes
     */
    synchronized Optional<Instant> settle(Instant now) {
        Arrears.Settled settled = arrears.settle(registry.get(), id -> is(id, Verdict.Status.DOWN), mutes(now), now);
        arrears = settled.left();
        settled.due()
                .forEach(backend -> board.of(backend.id())
                        .map(BackendHealth::verdict)
                        .ifPresent(verdict -> events.emit(overdue(backend, verdict))));
        return settled.again();
    }

    private static Event overdue(Backend backend, Verdict verdict) {
        return Event.warn("backend_down")
                .service(backend.id().service())
                .backend(backend.id().endpoint())
                .change(verdict.status().word(), verdict.status().word())
                .reason("still down since " + verdict.since() + ", no longer muted: " + verdict.reason());
    }

    /** Reports which services came into panic or out of it. */
    void planned(Plan before, Plan after) {
        after.services().forEach((name, service) -> {
            ServicePlan was = before.services().get(name);
            boolean panicked = was != null && was.panic().isPresent();
            if (panicked != service.panic().isPresent()) {
                Event event = service.panic()
                        .map(why -> Event.warn("panic").reason(why + "; those that are down serve as if they were up"))
                        .orElseGet(() -> Event.info("panic_ended").reason("verdicts are believed again"))
                        .service(name);
                events.emit(service.allMuted().map(event::muted).orElse(event));
            }
        });
    }

    private Mutes mutes(Instant now) {
        return new Mutes(
                registry.get(),
                drains.get(),
                id -> board.of(id)
                        .map(BackendHealth::verdict)
                        .filter(Verdict::alive)
                        .isPresent(),
                now);
    }

    private boolean is(BackendId backend, Verdict.Status status) {
        return board.of(backend)
                .filter(known -> known.verdict().status() == status)
                .isPresent();
    }
}
