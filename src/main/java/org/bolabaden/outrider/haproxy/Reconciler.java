package org.bolabaden.outrider.haproxy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bolabaden.outrider.haproxy.Command.AddServer;
import org.bolabaden.outrider.haproxy.Command.DeleteServer;
import org.bolabaden.outrider.haproxy.Command.EnableHealth;
import org.bolabaden.outrider.haproxy.Command.HealthUp;
import org.bolabaden.outrider.haproxy.Command.SetAddress;
import org.bolabaden.outrider.haproxy.Command.SetFullWeight;
import org.bolabaden.outrider.haproxy.Command.SetState;
import org.bolabaden.outrider.haproxy.Command.SetWeight;
import org.bolabaden.outrider.plan.ServerPlan.Admin;

/**
 * The commands that turn what HAProxy is into what it shall be; none when it is so already. Pure.
 *
 * <p>The order keeps every pool filled: servers are added first; then, pool by pool and side by side so that they
 * share a line, those that come in come in before the others go out ({@code new ready; old maint}); deletions are last.
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
        desired.pools().forEach(reconciler::pool);
        List<Command> all = new ArrayList<>(reconciler.add);
        all.addAll(reconciler.change);
        all.addAll(reconciler.delete);
        return all;
    }

    private void pool(Desired.Pool pool) {
        List<Command> out = new ArrayList<>();
        for (Desired.Server server : pool.servers()) {
            Optional<ServerState> now = actual.server(server.ref());
            if (now.isPresent()) {
                change(server, now.get(), out);
            } else if (server.addable()) {
                server.address().ifPresent(address -> add(server, address));
            }
        }
        for (ServerRef ref : pool.surplus()) {
            actual.server(ref).ifPresent(now -> remove(now, out));
        }
        change.addAll(out);
    }

    private void add(Desired.Server server, InetAddress address) {
        add.add(new AddServer(server.ref(), address, server.port(), server.initialWeight(), server.backup()));
        change.add(new EnableHealth(server.ref()));
        if (server.ready()) {
            if (!server.weight().equals(server.initialWeight())) {
                change.add(new SetWeight(server.ref(), server.weight()));
            }
            change.add(new SetState(server.ref(), Admin.READY));
        } else if (server.admin() == Admin.DRAIN) {
            change.add(new SetState(server.ref(), Admin.DRAIN));
        }
    }

    private void change(Desired.Server server, ServerState now, List<Command> out) {
        server.address()
                .filter(address -> !now.address().equals(Optional.of(address)) || now.port() != server.port())
                .ifPresent(address -> change.add(new SetAddress(server.ref(), address, server.port())));
        // Only those that we added: an operator's "disable health" on his own server stands.
        if (now.checkConfigured()
                && !now.checkEnabled()
                && Binding.isOurs(server.ref().server())) {
            change.add(new EnableHealth(server.ref()));
        }
        if (server.ready()) {
            boolean comesIn = now.admin() != Admin.READY;
            weight(server, now).ifPresent(lowers(server, now) && !comesIn ? out::add : change::add);
            if (comesIn) {
                change.add(new SetState(server.ref(), Admin.READY));
            }
            // From maint it comes back as up; from drain, or while ready, its check's verdict holds.
            boolean checkedDown = now.checkedDown()
                    || (now.admin() == Admin.DRAIN && now.operational() == 0 && now.checkConfigured());
            if (checkedDown && !server.asIfUp() && quirks.mayForceUp().test(server.ref())) {
                change.add(new HealthUp(server.ref()));
            }
        } else if (now.admin() != server.admin()) {
            out.add(new SetState(server.ref(), server.admin()));
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
