package org.bolabaden.outrider.haproxy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.process.Commands;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Service;
import org.bolabaden.outrider.render.Reload;

/** All that talks to one HAProxy, the product's own, in a time and over sockets that are simulated. */
public final class SimulatedDriver {
    private final RuntimeSocket socket;
    private final RuntimeApplier applier;
    private final SessionCutter cutter;
    private final HaproxyReload reload;

    /** One of HAProxy's sockets. */
    @FunctionalInterface
    public interface Wire {
        /** Says a line, and has the whole answer. */
        String say(String line) throws IOException;
    }

    /**
     * Where it lives.
     *
     * @param nanos the time
     * @param rest waits, while the rest of the world goes on
     */
    public record Surroundings(
            Wire worker, Wire master, LongSupplier nanos, LongConsumer rest, Clock clock, EventSink events) {}

    /** A driver; nothing is done before it is asked to. */
    public SimulatedDriver(
            Surroundings around,
            RuntimeApplier.FirstMeeting meeting,
            Commands commands,
            boolean proves,
            Consumer<Reload.Outcome> reloaded) {
        Ticks ticks = new Ticks() {
            @Override
            public long nanos() {
                return around.nanos().getAsLong();
            }

            @Override
            public void rest(long nanos) {
                around.rest().accept(nanos);
            }
        };
        socket = new RuntimeSocket("simulated", around.worker()::say);
        MasterSocket master = new MasterSocket("simulated", Duration.ofSeconds(15), around.master()::say);
        cutter = new SessionCutter(
                socket, Optional.of(master), around.events(), SwitchListener.NONE, around.clock(), ticks);
        applier = new RuntimeApplier(socket, around.events(), ApplierListener.NONE, meeting, cutter, ticks);
        reload = new HaproxyReload(
                Optional.of(socket),
                Optional.of(master),
                proves ? Optional.of(applier) : Optional.empty(),
                commands,
                reloaded,
                HaproxyReload.DEFAULT_LIMIT,
                ticks);
    }

    /** What plans are submitted to. */
    public RuntimeApplier applier() {
        return applier;
    }

    /** What makes files live. */
    public Reload reload() {
        return reload;
    }

    /** One turn of the applier; how long the next may wait, in nanoseconds, unless it is asked for. */
    public long turn() {
        applier.turn();
        return applier.asked() ? 0 : applier.patience();
    }

    /** Whether the applier is asked for. */
    public boolean asked() {
        return applier.asked();
    }

    /** One turn of the cutter of sessions; how long the next may wait. */
    public long cut() {
        return cutter.turn();
    }

    /** What HAProxy is now. */
    public ActualState read() throws IOException {
        return ActualState.read(socket);
    }

    /** Which of these services' backends HAProxy serves. */
    public static Adoption adoption(ActualState found, Collection<Service> services) {
        return Adoption.of(found, services);
    }

    /** The plan, with the addresses that HAProxy has. */
    public Plan withAddresses(Plan plan) {
        return applier.actual()
                .map(actual -> RuntimeAddresses.complete(plan, actual))
                .orElse(plan);
    }

    /** Which plan is proven on which worker; empty: none. */
    public Optional<Proof> proven() {
        return applier.proven();
    }

    /** The registry's backend of each bound server. */
    public Map<String, BackendId> bound() {
        return applier.bound();
    }

    /** What the plan wants of each of HAProxy's bound servers, in HAProxy's words: {@code ready 100}, {@code maint}. */
    public static Optional<String> wanted(Plan plan, BackendId backend) {
        return plan.services().values().stream()
                .flatMap(service -> service.servers().stream())
                .filter(server -> server.backend().id().equals(backend))
                .map(ServerPlan::admin)
                .map(ServerPlan.Admin::word)
                .findFirst();
    }
}
