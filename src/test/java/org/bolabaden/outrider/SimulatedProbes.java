package org.bolabaden.outrider;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bolabaden.outrider.health.HealthBoard;
import org.bolabaden.outrider.health.Inquiry;
import org.bolabaden.outrider.health.Isolation;
import org.bolabaden.outrider.health.Sign;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Endpoint;

/** The checks of a simulated sidecar, by the pace that the health board gives, and the eyes of its isolation guard. */
final class SimulatedProbes implements Inquiry {
    private static final long SPREAD = 20_000_000;
    private static final long TOGETHER = 50_000_000;

    private final SimulatedMachine machine;
    private final Supplier<RegistryStage.Running> running;
    private final Map<BackendId, Backend> listed = new HashMap<>();
    private final Map<BackendId, Long> turns = new HashMap<>();
    private HealthBoard board;
    private boolean asking;
    private boolean stopped;

    SimulatedProbes(SimulatedMachine machine, Supplier<RegistryStage.Running> running) {
        this.machine = machine;
        this.running = running;
    }

    void start(HealthBoard judge) {
        board = judge;
    }

    void stop() {
        stopped = true;
    }

    /** Checks these from now on. */
    void replace(List<Backend> backends) {
        Map<BackendId, Backend> next = new HashMap<>();
        backends.forEach(backend -> next.put(backend.id(), backend));
        listed.keySet().retainAll(next.keySet());
        backends.forEach(backend -> {
            boolean known = listed.put(backend.id(), backend) != null;
            if (!known) {
                in(backend.id(), (long) (machine.chance() * SPREAD * backends.size()));
            }
        });
    }

    private void in(BackendId id, long wait) {
        long mine = turns.merge(id, 1L, Long::sum);
        machine.later(wait, () -> {
            Backend backend = listed.get(id);
            if (backend != null && !stopped && turns.get(id) == mine) {
                check(backend, mine);
            }
        });
    }

    private void check(Backend backend, long mine) {
        long began = machine.nanos();
        machine.probe(backend, result -> {
            if (stopped || !listed.containsKey(backend.id())) {
                return;
            }
            Duration pause = board.onResult(listed.get(backend.id()), result);
            if (turns.get(backend.id()) == mine) {
                in(backend.id(), Math.max(0, began + pause.toNanos() - machine.nanos()));
            }
        });
    }

    @Override
    public boolean elsewhere(Backend backend, Optional<InetAddress> address) {
        return !backend.local();
    }

    private List<Endpoint> endpoints() {
        return Witnesses.of(
                running.get().settings(), running.get().registry(), List.of(InetAddress.ofLiteral("10.9.9.1")));
    }

    @Override
    public List<String> witnesses() {
        return endpoints().stream().map(Endpoint::toString).toList();
    }

    @Override
    public void ask() {
        if (asking) {
            return;
        }
        asking = true;
        machine.later(1_000, () -> {
            board.others().forEach(id -> in(id, 0));
            for (Endpoint witness : endpoints()) {
                machine.probe(Witnesses.asked(witness), result -> heard(witness, result));
            }
            machine.later(TOGETHER, () -> asking = false);
        });
    }

    private void heard(Endpoint witness, ProbeResult result) {
        Instant now = machine.clock().instant();
        if (!stopped && result.address().map(InetSocketAddress::getAddress).isPresent()) {
            Sign.of(witness.toString(), result, now).ifPresent(board::heard);
        }
    }

    @Override
    public void isolated(Isolation isolation) {
        machine.emit(Event.error("isolated").reason(isolation.reason()));
    }

    @Override
    public void ended(Isolation isolation, String why) {
        machine.emit(Event.info("isolation_ended").reason(why));
    }
}
