package org.bolabaden.outrider.simulation;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.SimulatedMachine.Mistake;
import org.bolabaden.outrider.SimulatedSidecar;
import org.bolabaden.outrider.dns.EdgeHealth;
import org.bolabaden.outrider.dns.RecordKey;
import org.bolabaden.outrider.dns.Wanted;
import org.bolabaden.outrider.dns.Wish;
import org.bolabaden.outrider.dns.keep.SimulatedKeeper;
import org.bolabaden.outrider.peers.LocalJson;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.ConfigurationException;
import org.bolabaden.outrider.registry.DnsSettings.RecordType;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.registry.ServiceName;
import org.bolabaden.outrider.sentinel.Primary;
import org.bolabaden.outrider.sentinel.PrimaryMemory;
import org.bolabaden.outrider.sentinel.SimulatedSentinels;
import org.bolabaden.outrider.simulation.disk.Disk;

/** A machine: its disk, its HAProxy, its clock, and one sidecar after the other. */
final class Node {
    static final String OUTPUT = "/etc/haproxy/tcp.cfg";
    private static final String STATE = "/var/lib/outrider";
    private static final RecordKey RECORD = new RecordKey("www.example.org", RecordType.A);
    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
    private static final Duration EDGE_PATIENCE = Duration.ofSeconds(5);
    private static final long SECOND = 1_000_000_000L;

    private final int number;
    private final World world;
    private final Disk disk;
    private final Haproxy haproxy;
    private final Set<String> judged = new HashSet<>();
    private Duration clockOffset = Duration.ZERO;
    private Optional<Process> process = Optional.empty();
    private Optional<SimulatedSidecar> sidecar = Optional.empty();
    private Optional<Primary> inForce = Optional.empty();
    private Optional<PrimaryMemory> written = Optional.empty();
    private EdgeHealth edge = EdgeHealth.UNKNOWN;
    private boolean edgeDead;
    private boolean starting;
    private boolean down;
    private long disturbedAt;
    private long startedAt;
    private long planSeen;
    private long planAt;

    Node(int number, World world, boolean keepsState) {
        this.number = number;
        this.world = world;
        disk = new Disk(world.random());
        haproxy = new Haproxy(world.time(), world.random(), () -> disk.text(OUTPUT), keepsState);
        disk.put(STATE + "/.keep", "");
        disk.put("/etc/haproxy/.keep", "");
        disk.put(Editor.DIRECTORY + "/watcher.yaml", world.editor().watcher(number));
        write(world.editor().services(), Optional.of(world.editor().included()));
    }

    int number() {
        return number;
    }

    String name() {
        return "n" + number;
    }

    Disk disk() {
        return disk;
    }

    Haproxy haproxy() {
        return haproxy;
    }

    Instant instant() {
        return START.plusNanos(world.time().now()).plus(clockOffset);
    }

    /** Its sidecar; empty: none runs. */
    Optional<SimulatedSidecar> sidecar() {
        return sidecar;
    }

    Set<String> judged() {
        return judged;
    }

    void judged(String text) {
        judged.add(text);
    }

    /** When something last happened here that takes time to settle. */
    long disturbedAt() {
        return Math.max(disturbedAt, haproxy.disturbedAt());
    }

    /** When its sidecar's plan last became another. */
    long plannedAt() {
        long sequence = sidecar.map(one -> one.plan().sequence()).orElse(0L);
        if (sequence != planSeen) {
            planSeen = sequence;
            planAt = world.time().now();
        }
        return planAt;
    }

    long startedAt() {
        return startedAt;
    }

    void disturbed() {
        disturbedAt = world.time().now();
    }

    /** An editor puts these files there; empty: the included one is gone. */
    void write(String services, Optional<String> included) {
        disk.put(Editor.DIRECTORY + "/services.yaml", services);
        included.ifPresentOrElse(
                text -> disk.put(Editor.DIRECTORY + "/services.d/all.yaml", text),
                () -> disk.remove(Editor.DIRECTORY + "/services.d/all.yaml"));
        long wait = SECOND / 4 + world.random().nextInt(250) * 1_000_000L;
        process.ifPresent(now -> now.spawn(
                wait,
                () -> sidecar.ifPresent(one -> {
                    disturbed();
                    one.edited();
                })));
    }

    /** Starts the sidecar, unless it runs. */
    void start() {
        if (process.isPresent() || starting || down) {
            return;
        }
        starting = true;
        world.time().spawn(1_000_000L, this::startNow);
    }

    private void startNow() {
        starting = false;
        if (process.isPresent() || down) {
            return;
        }
        Process next = new Process(this, world);
        process = Optional.of(next);
        startedAt = world.time().now();
        disturbed();
        world.sentinels().ifPresent(there -> {
            there.restart(number, memory(next));
            inForce = Optional.of(there.primary(number));
            written = Optional.of(there.memory(number));
        });
        try {
            SimulatedSidecar one = new SimulatedSidecar(next);
            sidecar = Optional.of(one);
            one.start();
            pulse(next);
            if (world.schedule().dns()) {
                keep(next);
            }
        } catch (ConfigurationException refused) {
            world.rules().mustStart(this, refused);
            end();
            world.time().in(SECOND, this::start);
        }
    }

    private static Path memory(Process of) {
        return PrimaryMemory.in(of.path(STATE));
    }

    private void pulse(Process mine) {
        mine.spawn(2 * SECOND, () -> {
            world.nodes().stream().filter(other -> other != this).forEach(this::ask);
            pulse(mine);
        });
    }

    private void keep(Process mine) {
        mine.spawn(SECOND * 2, () -> {
            keepRecords(mine);
            keep(mine);
        });
    }

    private void ask(Node other) {
        NodeName peer = new NodeName(other.name());
        Process mine = process.orElseThrow();
        long way = world.network().delay(number, other.number);
        boolean there = world.network().reaches(number, other.number)
                && !world.backends().isOff(other.number);
        mine.later(there ? 2 * way : SECOND, () -> {
            boolean still = there && world.network().open(other.number, number);
            Optional<byte[]> said = still ? other.sidecar.map(one -> LocalJson.write(one.view())) : Optional.empty();
            said.ifPresent(
                    view -> world.rules().noSecret(other, new String(view, java.nio.charset.StandardCharsets.UTF_8)));
            sidecar.ifPresent(one -> said.ifPresentOrElse(
                    view -> one.peers().answered(peer, view), () -> one.peers().failed(peer, "no answer")));
        });
    }

    private void keepRecords(Process mine) {
        Optional<String> fault = haproxy.current().isEmpty() || edgeDead ? Optional.of("refused") : Optional.empty();
        edge = edge.next(fault, world.time().now(), EDGE_PATIENCE);
        boolean reckless = mine.has(Mistake.REMOVES_THE_LAST_RECORD);
        SimulatedKeeper.look(
                world.zone().of(name(), mine::alive, () -> world.network().reaches(number, world.gateway()), reckless),
                java.util.List.of(RECORD.name()),
                this::wish);
    }

    private Wanted wish() {
        InetAddress address = InetAddress.ofLiteral("203.0.113." + (number + 1));
        Optional<String> why = sidecar.filter(SimulatedSidecar::drained)
                .map(drained -> "drained")
                .or(edge::dead);
        Wish wish = why.<Wish>map(reason -> new Wish.Withdrawn(Optional.of(address), reason))
                .orElseGet(() -> new Wish.Present(address));
        return new Wanted(name(), Map.of(RECORD, wish), 60, false, false, Set.of());
    }

    /** Whether its record should be in the zone. */
    boolean wantsRecord() {
        return wish().wishes().get(RECORD) instanceof Wish.Present;
    }

    void edgeDead(boolean dead) {
        edgeDead = dead;
    }

    /** What the followed sentinels say, once it is on the disk. */
    void look() {
        SimulatedSentinels there = world.sentinels().orElseThrow();
        PrimaryMemory now = there.memory(number);
        Primary primary = there.primary(number);
        boolean same = inForce.equals(Optional.of(primary))
                && written.filter(now::decidesLike).isPresent();
        if (process.isEmpty() || same) {
            return;
        }
        Process mine = process.get();
        mine.spawn(0, () -> {
            try {
                now.write(memory(mine));
            } catch (IOException full) {
                // A disk that refuses is an event, and the decision is in force all the same.
            }
            written = Optional.of(now);
            inForce = Optional.of(primary);
            disturbed();
            sidecar.ifPresent(SimulatedSidecar::planSoon);
        });
    }

    Map<ServiceName, Primary> primaries() {
        return inForce.map(primary -> Map.of(SimulatedSentinels.SERVICE, primary))
                .orElse(Map.of());
    }

    void adopt(Map<ServiceName, Set<BackendId>> ready) {
        world.sentinels().ifPresent(there -> {
            Set<BackendId> own = ready.get(SimulatedSentinels.SERVICE);
            if (own != null) {
                there.adopt(number, own);
                inForce = Optional.of(there.primary(number));
            }
        });
    }

    private void end() {
        process.ifPresent(Process::end);
        process = Optional.empty();
        sidecar = Optional.empty();
        disk.endAfter(-1);
    }

    /** The sidecar is killed, and comes back after so long. */
    void kill(long nanos) {
        world.rules().stops(this);
        end();
        world.time().in(nanos, this::start);
    }

    /** The sidecar is asked to stop, and started again after so long. */
    void stop(long nanos) {
        world.time().spawn(0, () -> {
            world.rules().stops(this);
            sidecar.ifPresent(SimulatedSidecar::stop);
            end();
            world.time().in(nanos, this::start);
        });
    }

    /** The machine loses its power, now, and is back after a while. */
    void crash() {
        end();
        down = true;
        disturbed();
        long away = SECOND + world.random().nextInt(4_000) * 1_000_000L;
        haproxy.crash(away);
        disk.crash();
        world.backends().power(number, false);
        world.time().in(away, () -> {
            down = false;
            world.backends().power(number, true);
            start();
        });
    }

    /** It is crashed at an operation on its disk that is to come. */
    void crashWhileWriting(int operations) {
        disk.endAfter(operations);
    }

    void jump(Duration by) {
        clockOffset = clockOffset.plus(by);
        disturbed();
    }
}
