package org.bolabaden.outrider.haproxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.haproxy.Command.AddServer;
import org.bolabaden.outrider.haproxy.Command.CountSessions;
import org.bolabaden.outrider.haproxy.Command.DeleteServer;
import org.bolabaden.outrider.haproxy.Command.EnableHealth;
import org.bolabaden.outrider.haproxy.Command.HealthUp;
import org.bolabaden.outrider.haproxy.Command.SetAddress;
import org.bolabaden.outrider.haproxy.Command.SetFullWeight;
import org.bolabaden.outrider.haproxy.Command.SetState;
import org.bolabaden.outrider.haproxy.Command.SetWeight;
import org.bolabaden.outrider.haproxy.Command.ShutSessions;
import org.bolabaden.outrider.plan.ServerPlan.Admin;

/**
 * The commands that turn what HAProxy is into what it shall be; none when it is so already. Pure.
 *
 * <p>The order keeps every pool filled: servers are added first; then, pool by pool and side by side so that they
 * share a line, those that come in come in before the others go out ({@code new ready; old maint}); deletions are last.
 * Exclusive pools come first, and what moves one's primary is said without anything in between: its sessions are counted,
 * {@code new ready; old maint}, and the old one's sessions are shut.
 */
final class Reconciler {
    private final ActualState actual;
    private final Quirks quirks;
    private final List<Command> add = new ArrayList<>();
    private final List<Command> change = new ArrayList<>();
    private final List<Command> delete = new ArrayList<>();

    private Reconciler(ActualState actual, Quirks quirks) {
        this.actual = actual;
        this.quirks = quirks;
    }

    static List<Command> difference(Desired desired, ActualState actual, Quirks quirks) {
        Reconciler reconciler = new Reconciler(actual, quirks);
        desired.pools().stream().filter(Desired.Pool::exclusive).forEach(reconciler::exclusive);
        desired.pools().stream().filter(pool -> !pool.exclusive()).forEach(reconciler::pool);
        List<Command> all = new ArrayList<>(reconciler.add);
        all.addAll(reconciler.change);
        all.addAll(reconciler.delete);
        return all;
    }

    /**
     * Where a pool's commands go.
     *
     * @param prepare what must be so before anybody comes in or goes out
     * @param in who comes in
     * @param out who goes out
     * @param last what can wait
     */
    private record Turns(List<Command> prepare, List<Command> in, List<Command> out, List<Command> last) {}

    private void pool(Desired.Pool pool) {
        Turns turns = new Turns(change, change, new ArrayList<>(), change);
        servers(pool, turns);
        change.addAll(turns.out);
    }

    private void exclusive(Desired.Pool pool) {
        Turns turns = new Turns(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        servers(pool, turns);
        Set<ServerRef> offered = ExclusivePools.offered(pool.servers());
        List<ServerRef> leaving = turns.out.stream()
                .map(Command::server)
                .filter(ref -> !offered.contains(ref))
                .toList();
        leaving.stream()
                .map(ServerRef::backend)
                .distinct()
                .forEach(backend -> change.add(new CountSessions(first(leaving, backend))));
        change.addAll(turns.prepare);
        change.addAll(turns.in);
        change.addAll(turns.out);
        leaving.forEach(ref -> change.add(new ShutSessions(ref)));
        change.addAll(turns.last);
    }

    private static ServerRef first(List<ServerRef> servers, String backend) {
        return servers.stream()
                .filter(ref -> ref.backend().equals(backend))
                .findFirst()
                .orElseThrow();
    }

    private void servers(Desired.Pool pool, Turns turns) {
        for (Desired.Server server : pool.servers()) {
            Optional<ServerState> now = actual.server(server.ref());
            if (now.isPresent()) {
                change(server, now.get(), turns, pool.exclusive());
            } else if (server.addable()) {
                server.address().ifPresent(address -> add(server, address, turns));
            }
        }
        for (ServerRef ref : pool.surplus()) {
            actual.server(ref).ifPresent(now -> remove(now, turns.out));
        }
    }

    private void add(Desired.Server server, InetAddress address, Turns turns) {
        add.add(new AddServer(server.ref(), address, server.port(), server.initialWeight(), server.backup()));
        turns.prepare.add(new EnableHealth(server.ref()));
        if (server.ready()) {
            if (!server.weight().equals(server.initialWeight())) {
                turns.prepare.add(new SetWeight(server.ref(), server.weight()));
            }
            turns.in.add(new SetState(server.ref(), Admin.READY));
        } else if (server.admin() == Admin.DRAIN) {
            turns.in.add(new SetState(server.ref(), Admin.DRAIN));
        }
    }

    private void change(Desired.Server server, ServerState now, Turns turns, boolean exclusive) {
        server.address()
                .filter(address -> !now.address().equals(Optional.of(address)) || now.port() != server.port())
                .ifPresent(address -> turns.prepare.add(new SetAddress(server.ref(), address, server.port())));
        // Only those that we added: an operator's "disable health" on his own server stands.
        if (now.checkConfigured()
                && !now.checkEnabled()
                && Binding.isOurs(server.ref().server())) {
            turns.prepare.add(new EnableHealth(server.ref()));
        }
        if (server.ready()) {
            ready(server, now, turns, exclusive);
        } else if (now.admin() != server.admin()) {
            turns.out.add(new SetState(server.ref(), server.admin()));
        }
    }

    private void ready(Desired.Server server, ServerState now, Turns turns, boolean exclusive) {
        boolean comesIn = now.admin() != Admin.READY;
        boolean goesOut = lowers(server, now) && !comesIn && !exclusive;
        weight(server, now).ifPresent(goesOut ? turns.out::add : turns.prepare::add);
        if (comesIn) {
            turns.in.add(new SetState(server.ref(), Admin.READY));
        }
        // From maint it comes back as up; from drain, or while ready, its check's verdict holds.
        boolean checkedDown =
                now.checkedDown() || (now.admin() == Admin.DRAIN && now.operational() == 0 && now.checkConfigured());
        if (checkedDown && !server.asIfUp() && quirks.mayForceUp().test(server.ref())) {
            turns.last.add(new HealthUp(server.ref()));
        }
    }

    private Optional<Command> weight(Desired.Server server, ServerState now) {
        if (quirks.fixedWeights().contains(server.ref().backend())) {
            boolean full = server.weight().value() > 0;
            return now.weight() == (full ? now.initialWeight() : 0)
                    ? Optional.empty()
                    : Optional.of(new SetFullWeight(server.ref(), full));
        }
        return now.weight() == server.weight().value()
                ? Optional.empty()
                : Optional.of(new SetWeight(server.ref(), server.weight()));
    }

    private static boolean lowers(Desired.Server server, ServerState now) {
        return server.weight().value() < now.weight();
    }

    private void remove(ServerState now, List<Command> out) {
        if (now.admin() != Admin.MAINT) {
            out.add(new SetState(now.ref(), Admin.MAINT));
        }
        delete.add(new DeleteServer(now.ref()));
    }
}
