package org.bolabaden.outrider.haproxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.plan.ServerPlan.Admin;

/** HAProxy as far as the reconciler is concerned: servers, and what each command does to them. */
final class HaproxyModel {
    private static final int CHECK_CONFIGURED = 2;
    private static final int CHECK_ENABLED = 4;

    private final Map<ServerRef, ServerState> servers = new LinkedHashMap<>();
    private final Set<String> fixedWeights;
    private final Map<ServerRef, ProxyStats> stats;

    HaproxyModel(ActualState from, Set<String> fixedWeights) {
        servers.putAll(from.servers());
        stats = new LinkedHashMap<>(from.serverStats());
        this.fixedWeights = fixedWeights;
    }

    ActualState state() {
        return new ActualState(new WorkerInfo(1, "3.2", 1), servers, stats, Map.of());
    }

    List<ServerState> servingIn(String backend) {
        return servers.values().stream()
                .filter(server -> server.ref().backend().equals(backend) && server.serving())
                .toList();
    }

    void apply(Command command) {
        ServerRef ref = command.server();
        ServerState now = servers.get(ref);
        if ((now == null) != (command instanceof Command.AddServer)) {
            throw new AssertionError("refused: " + command + " with " + now);
        }
        if (command instanceof Command.DeleteServer) {
            if (now.admin() != Admin.MAINT) {
                throw new AssertionError("Only servers in maintenance mode can be deleted: " + now);
            }
            servers.remove(ref);
            return;
        }
        if (command instanceof Command.AddServer add) {
            stats.put(ref, ReconcilerPropertyTest.stats(ref, add.backup()));
        }
        servers.put(ref, changed(command, now));
    }

    private ServerState changed(Command command, ServerState s) {
        return switch (command) {
            case Command.SetState set -> state(s, set.admin());
            case Command.SetWeight set -> weight(s, set.weight().value());
            case Command.SetFullWeight set -> weight(s, set.full() ? s.initialWeight() : 0);
            case Command.SetAddress set ->
                copy(s, set.address(), set.port(), s.operational(), s.adminBits(), s.weight(), s.checkBits());
            case Command.EnableHealth set ->
                copy(
                        s,
                        s.address().orElse(null),
                        s.port(),
                        s.operational(),
                        s.adminBits(),
                        s.weight(),
                        s.checkBits() | CHECK_ENABLED);
            case Command.HealthUp set ->
                copy(s, s.address().orElse(null), s.port(), 2, s.adminBits(), s.weight(), s.checkBits());
            case Command.AddServer add ->
                new ServerState(
                        add.server(),
                        Optional.of(add.address()),
                        add.port(),
                        0,
                        1,
                        add.initial().value(),
                        add.initial().value(),
                        Optional.empty(),
                        CHECK_CONFIGURED);
            case Command.CountSessions count -> s;
            case Command.ShutSessions shut -> s;
            case Command.DeleteServer delete -> throw new AssertionError("handled");
        };
    }

    private ServerState state(ServerState s, Admin admin) {
        int kept = s.adminBits() & ~(1 | 8);
        boolean fromMaint = s.admin() == Admin.MAINT;
        return switch (admin) {
            case READY -> bits(s, kept, fromMaint ? 2 : s.operational());
            case DRAIN -> bits(s, kept | 8, fromMaint ? 2 : s.operational());
            case MAINT -> bits(s, kept | 1, 0);
        };
    }

    private ServerState bits(ServerState s, int adminBits, int operational) {
        return copy(s, s.address().orElse(null), s.port(), operational, adminBits, s.weight(), s.checkBits());
    }

    private ServerState weight(ServerState s, int weight) {
        boolean fixed = fixedWeights.contains(s.ref().backend());
        if (fixed && weight != 0 && weight != s.initialWeight()) {
            throw new AssertionError("static LB algorithm: " + s.ref() + " weight " + weight);
        }
        return copy(s, s.address().orElse(null), s.port(), s.operational(), s.adminBits(), weight, s.checkBits());
    }

    private static ServerState copy(
            ServerState s, InetAddress address, int port, int operational, int adminBits, int weight, int checkBits) {
        return new ServerState(
                s.ref(),
                Optional.ofNullable(address),
                port,
                operational,
                adminBits,
                weight,
                s.initialWeight(),
                s.fqdn(),
                checkBits);
    }

    /** All states that the pool goes through, the first and the last included. */
    List<Integer> servingAfterEach(String backend, List<Command> commands) {
        List<Integer> counts = new ArrayList<>(List.of(servingIn(backend).size()));
        for (Command command : commands) {
            apply(command);
            counts.add(servingIn(backend).size());
        }
        return counts;
    }
}
