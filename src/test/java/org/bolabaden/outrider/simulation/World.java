package org.bolabaden.outrider.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.bolabaden.outrider.SimulatedMachine.Mistake;
import org.bolabaden.outrider.SimulatedSidecar;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.probe.FailureReason;
import org.bolabaden.outrider.registry.NodeName;
import org.bolabaden.outrider.sentinel.SimulatedSentinels;
import org.bolabaden.outrider.simulation.disk.Disk;

/** Everything that one schedule is about. Hosts are numbered: the nodes, two hosts without a sidecar, the world outside. */
final class World {
    private static final long MILLI = 1_000_000L;
    private static final int OTHERS = 2;
    private static final int SIDECARS = 9180;

    private final Schedule schedule;
    private final Optional<Mistake> mistake;
    private final Random random;
    private final Rules rules;
    private final Time time;
    private final Network network;
    private final Backends backends;
    private final Optional<SimulatedSentinels> sentinels;
    private final Editor editor;
    private final SimulatedZone zone;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Fault.Kind, Integer> happened = new EnumMap<>(Fault.Kind.class);

    World(Schedule schedule, Optional<Mistake> mistake) {
        this.schedule = schedule;
        this.mistake = mistake;
        random = new Random(schedule.seed() ^ 0x5DEECE66DL);
        rules = new Rules(this);
        time = new Time(rules::look);
        int hosts = schedule.nodes() + OTHERS + 1;
        network = new Network(time, random, hosts);
        backends = new Backends(time, hosts);
        sentinels = schedule.sentinels()
                ? Optional.of(new SimulatedSentinels(
                        schedule.seed(),
                        schedule.nodes(),
                        mistake.filter(Mistake.BELIEVES_ONE_SENTINEL::equals).isPresent(),
                        schedule.sentinelFaults()))
                : Optional.empty();
        editor = new Editor(
                schedule.nodes(), sentinels.map(SimulatedSentinels::redis).orElse(0));
        zone = new SimulatedZone(time, random, rules);
        for (int i = 0; i < schedule.nodes(); i++) {
            nodes.add(new Node(i, this, schedule.keepsState()));
        }
        processes();
        nodes.forEach(node -> time.in((100L + random.nextInt(400)) * MILLI, node::start));
        every(200, () -> nodes.forEach(node -> node.haproxy().supervise()));
        sentinels.ifPresent(there -> every(50, () -> {
            there.runUntil(time.now() / MILLI).ifPresent(broken -> rules.broken(5, "among the sentinels: " + broken));
            nodes.forEach(Node::look);
        }));
        every(1_000, this::clientsConnect);
        every(1_000, rules::lookSlowly);
        schedule.faults().forEach(fault -> time.in(fault.at() * MILLI, () -> happen(fault)));
    }

    private void every(long millis, Runnable what) {
        time.in(millis * MILLI, () -> {
            what.run();
            every(millis, what);
        });
    }

    /** Every service's processes, on the hosts that the registry names. */
    private void processes() {
        for (int i = 0; i < schedule.nodes(); i++) {
            for (int port : new int[] {8001, 8003, 8004, 8005, 8099, 8100, 8101}) {
                backends.run("10.0.0." + (i + 1) + ":" + port, i);
            }
        }
        for (int x = 0; x < OTHERS; x++) {
            for (int port : new int[] {8002, 8003, 8004, 8005, 8006, 8100, 8101}) {
                backends.run("10.0.1." + (x + 1) + ":" + port, schedule.nodes() + x);
            }
        }
    }

    private void clientsConnect() {
        for (Node node : nodes) {
            node.haproxy()
                    .current()
                    .ifPresent(worker -> worker.servingNow()
                            .getOrDefault(SimulatedSentinels.SERVICE.value(), List.of())
                            .forEach(server -> worker.connect(SimulatedSentinels.SERVICE.value(), server)));
        }
    }

    private void happen(Fault fault) {
        happened.merge(fault.kind(), 1, Integer::sum);
        Node node = nodes.get(fault.a() % nodes.size());
        Backends.Process process =
                backends.all().get((fault.a() * 7 + fault.b()) % backends.all().size());
        long lasts = fault.lasts() * MILLI;
        Duration drained = Duration.ofMillis(1_000L + fault.lasts());
        int from = fault.a() % (nodes.size() + OTHERS);
        int to = fault.b() % (nodes.size() + OTHERS + 1);
        switch (fault.kind()) {
            case BACKEND_REFUSES -> trouble(process, Backends.Health.REFUSES, lasts);
            case BACKEND_HANGS -> trouble(process, Backends.Health.HANGS, lasts);
            case BACKEND_FAILS -> trouble(process, Backends.Health.FAILS, lasts);
            case BACKEND_FLAPS -> backends.flap(process, (300L + fault.b() * 60L) * MILLI);
            case HOST_OFF -> {
                int host = nodes.size() + fault.a() % OTHERS;
                backends.power(host, false);
                time.in(lasts, () -> backends.power(host, true));
            }
            case LINK_CUT -> network.cut(from, to, fault.b() % 3 > 0, lasts);
            case LINK_SLOW -> network.slow(from, to, fault.b() * 12L * MILLI, lasts);
            case NODE_ISOLATED -> network.isolate(node.number(), lasts);
            case HAPROXY_RELOADED -> node.haproxy().reloadByHand();
            case RELOADED_AROUND_A_FAILURE -> {
                trouble(process, Backends.Health.REFUSES, lasts + 3_000 * MILLI);
                nodes.forEach(any -> time.in((500L + fault.b() * 50L) * MILLI, any.haproxy()::reloadByHand));
            }
            case HAPROXY_CRASHED -> node.haproxy().crash(Math.min(lasts, 2_000 * MILLI));
            case HAPROXY_DEAF -> node.haproxy().deaf(lasts);
            case HAPROXY_LOSES_ANSWERS -> node.haproxy().losesAnswers(lasts);
            case SIDECAR_KILLED -> node.kill(lasts);
            case SIDECAR_STOPPED -> node.stop(lasts);
            case MACHINE_CRASHED -> node.crash();
            case CRASH_WHILE_WRITING -> {
                node.crashWhileWriting(fault.b());
                edit(node, 0);
            }
            case DISK_FULL -> disk(node, Disk.Condition.FULL, lasts);
            case DISK_READ_ONLY -> disk(node, Disk.Condition.READ_ONLY, lasts);
            case CLOCK_JUMPED ->
                node.jump(Duration.ofMillis((fault.b() - 32L) * (fault.b() % 4 == 0 ? 120_000L : 400L)));
            case NODE_DRAINED ->
                node.sidecar()
                        .ifPresent(one -> one.drain(
                                new NodeName("n" + fault.b() % nodes.size()),
                                fault.a() % 2 == 0 ? Optional.of(drained) : Optional.empty(),
                                fault.a() % 3 == 0));
            case ALL_NODES_DRAINED ->
                node.sidecar()
                        .ifPresent(one ->
                                nodes.forEach(any -> one.drain(new NodeName(any.name()), Optional.of(drained), true)));
            case NODE_UNDRAINED -> node.sidecar().ifPresent(this::undrain);
            case ZONE_FAILS -> zone.fail(lasts);
            case EDGE_DEAD -> {
                List<Node> these = fault.b() % 2 == 0 ? nodes : List.of(node);
                these.forEach(any -> any.edgeDead(true));
                time.in(lasts + 6_000 * MILLI, () -> these.forEach(any -> any.edgeDead(false)));
            }
            case REGISTRY_CHANGED,
                    REGISTRY_BROKEN,
                    REGISTRY_EMPTY,
                    REGISTRY_SHRUNK,
                    REGISTRY_INCLUDE_GONE,
                    REGISTRY_UNRENDERABLE -> edit(node, fault);
        }
    }

    private void trouble(Backends.Process process, Backends.Health health, long lasts) {
        backends.become(process, health);
        time.in(lasts, () -> backends.become(process, Backends.Health.WELL));
    }

    private void disk(Node node, Disk.Condition condition, long lasts) {
        node.disk().become(condition);
        time.in(lasts, () -> node.disk().become(Disk.Condition.WELL));
    }

    private void undrain(SimulatedSidecar one) {
        for (Node node : nodes) {
            one.undrain(new NodeName(node.name()));
        }
    }

    private void edit(Node one, int which) {
        editor.change();
        (which % 2 == 0 ? nodes : List.of(one))
                .forEach(node -> node.write(editor.services(), Optional.of(editor.included())));
    }

    private void edit(Node one, Fault fault) {
        Optional<String> all = Optional.of(editor.included());
        List<Node> these = fault.b() % 2 == 0 ? nodes : List.of(one);
        switch (fault.kind()) {
            case REGISTRY_BROKEN -> these.forEach(node -> node.write(editor.mistaken(fault.b()), all));
            case REGISTRY_EMPTY -> these.forEach(node -> node.write("version: 1\n", Optional.empty()));
            case REGISTRY_SHRUNK -> these.forEach(node -> node.write(editor.shrunk(), all));
            case REGISTRY_INCLUDE_GONE -> these.forEach(node -> node.write(editor.services(), Optional.empty()));
            case REGISTRY_UNRENDERABLE -> {
                editor.poison(true);
                these.forEach(node -> node.write(editor.services(), all));
                editor.poison(false);
            }
            default -> edit(one, fault.b());
        }
    }

    /** Everything that went wrong is over, and what is meant stands in the files. */
    void mend() {
        network.mend();
        backends.mend();
        zone.mend();
        sentinels.ifPresent(SimulatedSentinels::mend);
        for (Node node : nodes) {
            node.disk().become(Disk.Condition.WELL);
            node.disk().endAfter(-1);
            node.haproxy().well();
            node.edgeDead(false);
            node.write(editor.services(), Optional.of(editor.included()));
            node.sidecar().ifPresent(this::undrain);
            node.start();
            node.disturbed();
        }
    }

    void told(Node node, Event event) {
        rules.told(node, event);
    }

    /** What answers at an address; empty: it passes. */
    Optional<FailureReason.Kind> answer(String host, int port) {
        int number = hostOf(host);
        if (backends.isOff(number)) {
            return Optional.of(FailureReason.Kind.CONNECT_TIMEOUT);
        }
        if (host.startsWith("10.0.2.")) {
            int redis = Integer.parseInt(host.substring(7)) - 1;
            boolean up = sentinels.filter(there -> there.isUp(redis)).isPresent();
            return up ? Optional.empty() : Optional.of(FailureReason.Kind.REFUSED);
        }
        if (port == SIDECARS
                && number < nodes.size()
                && nodes.get(number).sidecar().isPresent()) {
            return Optional.empty();
        }
        Backends.Process process = backends.at(host + ":" + port);
        return process == null
                ? Optional.of(FailureReason.Kind.REFUSED)
                : switch (process.health) {
                    case WELL -> Optional.empty();
                    case REFUSES -> Optional.of(FailureReason.Kind.REFUSED);
                    case HANGS -> Optional.of(FailureReason.Kind.RESPONSE_TIMEOUT);
                    case FAILS -> Optional.of(FailureReason.Kind.STATUS);
                };
    }

    /** Whether what serves at that address has been well since then. */
    boolean untroubledSince(String address, long then) {
        Backends.Process process = backends.at(address);
        return process != null
                && process.health == Backends.Health.WELL
                && process.troubledAt < then
                && !backends.isOff(process.host);
    }

    int hostOf(String address) {
        int last = Integer.parseInt(address.substring(address.lastIndexOf('.') + 1));
        if (address.startsWith("10.0.0.")) {
            return last - 1;
        }
        return address.startsWith("10.0.") ? schedule.nodes() + (last - 1) % OTHERS : gateway();
    }

    int gateway() {
        return schedule.nodes() + OTHERS;
    }

    Schedule schedule() {
        return schedule;
    }

    Optional<Mistake> mistake() {
        return mistake;
    }

    Random random() {
        return random;
    }

    Rules rules() {
        return rules;
    }

    Time time() {
        return time;
    }

    Network network() {
        return network;
    }

    Backends backends() {
        return backends;
    }

    Optional<SimulatedSentinels> sentinels() {
        return sentinels;
    }

    Editor editor() {
        return editor;
    }

    SimulatedZone zone() {
        return zone;
    }

    List<Node> nodes() {
        return nodes;
    }

    Map<Fault.Kind, Integer> happened() {
        return happened;
    }
}
