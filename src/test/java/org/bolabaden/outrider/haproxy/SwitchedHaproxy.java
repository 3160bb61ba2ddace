package org.bolabaden.outrider.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bolabaden.outrider.haproxy.DrivenHaproxy.eventually;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.registry.ServiceName;

/** A real HAProxy with an applier and a cutter, in front of servers that a test opens; closing ends all. */
final class SwitchedHaproxy implements AutoCloseable {
    final HaproxyProcess haproxy;
    final RecordingRelay relay;
    final List<Event> events = new CopyOnWriteArrayList<>();
    final List<String> told = new CopyOnWriteArrayList<>();
    private final List<Long> applied = new CopyOnWriteArrayList<>();
    private final SessionCutter cutter;
    private final RuntimeApplier applier;

    /** One whose old workers can be reached, or not. */
    SwitchedHaproxy(HaproxyProcess haproxy, boolean master) throws IOException {
        this.haproxy = haproxy;
        this.relay = new RecordingRelay(haproxy.socket());
        cutter = new SessionCutter(
                new RuntimeSocket(relay.address()),
                master
                        ? Optional.of(new MasterSocket(haproxy.masterSocket(), RuntimeSocket.DEFAULT_DEADLINE))
                        : Optional.empty(),
                events::add,
                new Told(),
                Clock.systemUTC());
        ApplierListener listener = new ApplierListener() {
            @Override
            public void applied(long sequence, Duration sinceCause, int commands) {
                applied.add(sequence);
            }
        };
        applier = new RuntimeApplier(new RuntimeSocket(relay.address()), events::add, listener, found -> 0, cutter);
        cutter.start();
        applier.start();
    }

    private final class Told implements SwitchListener {
        @Override
        public void switched(ServiceName service, Optional<String> from, Optional<String> to, Instant at) {
            told.add(service + ": " + from.orElse("none") + " to " + to.orElse("none"));
        }

        @Override
        public void cut(ServiceName service, String server, int inCurrent, int inOldWorkers, Instant at) {
            told.add(service + ": cut " + server + " " + inCurrent + "+" + inOldWorkers);
        }
    }

    void apply(Plan plan) {
        submit(plan);
        eventually(() -> assertThat(applied).contains(plan.sequence()));
    }

    void submit(Plan plan) {
        applier.submit(plan);
    }

    /** Reloads, and waits for the new worker and for the master. */
    void reload() throws Exception {
        reload(haproxy);
    }

    static void reload(HaproxyProcess haproxy) throws Exception {
        long before = haproxy.read().worker().pid();
        haproxy.reload();
        MasterSocket master = new MasterSocket(haproxy.masterSocket(), Duration.ofSeconds(1));
        // Whoever asks in the moment of a reload may get no answer at all.
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .ignoreExceptionsMatching(
                        silence -> silence instanceof IOException || silence instanceof UncheckedIOException)
                .until(() -> haproxy.read().worker().pid() != before
                        && master.processes().master() > 0);
    }

    List<String> names() {
        return events.stream().map(Event::name).toList();
    }

    @Override
    public void close() throws IOException {
        applier.close();
        cutter.close();
        relay.close();
        haproxy.close();
    }
}
