package org.bolabaden.outrider.simulation;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.bolabaden.outrider.SimulatedMachine;
import org.bolabaden.outrider.haproxy.SimulatedDriver;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.probe.FailureReason;
import org.bolabaden.outrider.probe.ProbeResult;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.render.Candidate;
import org.bolabaden.outrider.sentinel.Primary;
import org.bolabaden.outrider.simulation.disk.DiskSystem;
import org.bolabaden.outrider.simulation.disk.ProcessEnded;

/** One life of a node's sidecar: all that reaches the world from it passes here, and nothing does once it has ended. */
final class Process implements SimulatedMachine {
    private final Node node;
    private final World world;
    private final DiskSystem system;
    private boolean ended;

    Process(Node node, World world) {
        this.node = node;
        this.world = world;
        this.system = new DiskSystem(node.disk(), this::alive, node::crash);
    }

    boolean alive() {
        return !ended && !world.time().over();
    }

    void end() {
        ended = true;
    }

    private void requireAlive() {
        if (!alive()) {
            throw new ProcessEnded();
        }
    }

    Path path(String text) {
        return system.getPath(text);
    }

    @Override
    public InstantSource clock() {
        return node::instant;
    }

    @Override
    public long nanos() {
        return world.time().now();
    }

    @Override
    public double chance() {
        return world.random().nextDouble();
    }

    @Override
    public void later(long nanos, Runnable what) {
        world.time().in(nanos, () -> {
            if (alive()) {
                what.run();
            }
        });
    }

    @Override
    public void spawn(long nanos, Runnable what) {
        world.time().spawn(nanos, () -> {
            if (alive()) {
                what.run();
            }
        });
    }

    @Override
    public void rest(long nanos) {
        world.time().rest(nanos);
        requireAlive();
    }

    @Override
    public Path directory() {
        return path(Editor.DIRECTORY);
    }

    @Override
    public SimulatedDriver.Wire worker() {
        return line -> node.haproxy().worker(line, this::alive);
    }

    @Override
    public SimulatedDriver.Wire master() {
        return line -> node.haproxy().master(line, this::alive);
    }

    @Override
    public void emit(Event event) {
        if (alive()) {
            world.told(node, event);
        }
    }

    @Override
    public List<String> judge(List<Candidate> candidates) {
        List<String> problems = new ArrayList<>();
        candidates.forEach(
                candidate -> problems.addAll(HaproxyFile.parse(candidate.text()).problems()));
        if (problems.isEmpty()) {
            candidates.forEach(candidate -> node.judged(candidate.text()));
        }
        return problems;
    }

    @Override
    public Map<ServiceName, Primary> primaries() {
        return node.primaries();
    }

    @Override
    public void adoptPrimaries(Map<ServiceName, Set<BackendId>> ready) {
        node.adopt(ready);
    }

    @Override
    public boolean has(Mistake mistake) {
        return world.mistake().filter(mistake::equals).isPresent();
    }

    @Override
    public void probe(Backend backend, Consumer<ProbeResult> answer) {
        String host = backend.address().host();
        int to = world.hostOf(host);
        long patience = backend.check().schedule().timeout().toNanos();
        Instant at = clock().instant();
        long way = world.network().delay(node.number(), to);
        if (!world.network().open(node.number(), to)) {
            later(patience, () -> answer.accept(failed(backend, at, FailureReason.Kind.CONNECT_TIMEOUT, 0, patience)));
            return;
        }
        world.time().in(way, () -> {
            Optional<FailureReason.Kind> failure =
                    world.answer(host, backend.address().port());
            long back = world.network().delay(to, node.number());
            boolean silent =
                    failure.filter(FailureReason.Kind.CONNECT_TIMEOUT::equals).isPresent()
                            || !world.network().open(to, node.number())
                            || way + back > patience;
            boolean hangs =
                    failure.filter(FailureReason.Kind.RESPONSE_TIMEOUT::equals).isPresent();
            if (silent) {
                later(
                        patience - way,
                        () -> answer.accept(failed(backend, at, FailureReason.Kind.CONNECT_TIMEOUT, 0, patience)));
            } else if (hangs) {
                later(
                        patience - way,
                        () -> answer.accept(
                                failed(backend, at, FailureReason.Kind.RESPONSE_TIMEOUT, way + back, patience)));
            } else {
                later(
                        back,
                        () -> answer.accept(failure.map(kind -> failed(backend, at, kind, way + back, way + back))
                                .orElseGet(() -> result(backend, at, Optional.empty(), way + back, way + back, 200))));
            }
        });
    }

    private ProbeResult failed(Backend backend, Instant at, FailureReason.Kind kind, long connect, long total) {
        String detail = kind == FailureReason.Kind.STATUS ? "503" : "";
        return result(backend, at, Optional.of(new FailureReason(kind, detail)), connect, total, 0);
    }

    private static ProbeResult result(
            Backend backend, Instant at, Optional<FailureReason> failure, long connect, long total, int status) {
        return new ProbeResult(
                at,
                new ProbeResult.Timings(0, connect, 0, total, total),
                failure,
                Optional.of(new InetSocketAddress(
                        java.net.InetAddress.ofLiteral(backend.address().host()),
                        backend.address().port())),
                status);
    }
}
