package org.bolabaden.outrider.haproxy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.bolabaden.outrider.plan.Plan;
import org.bolabaden.outrider.plan.ServerPlan;
import org.bolabaden.outrider.plan.ServicePlan;
import org.bolabaden.outrider.registry.Backend;
import org.bolabaden.outrider.registry.BackendId;
import org.bolabaden.outrider.registry.Section;
import org.bolabaden.outrider.registry.ServiceName;

/** What an operator is told of the plan and HAProxy: each thing once, until it has changed. */
final class Notices {
    // A reload with an old file drifts everything at once; the log shall name some and count the rest.
    private static final int NAMED_DRIFTS = 20;

    private final EventSink events;
    private final Map<ServiceName, Long> homeless = new HashMap<>();
    private final Set<ServiceName> toldHomeless = new HashSet<>();
    private final Set<BackendId> notAdded = new HashSet<>();

    Notices(EventSink events) {
        this.events = events;
    }

    /**
     * Reports tcp services that HAProxy lacks, and servers that cannot be added at run time.
     *
     * @param delivered the number of the last plan whose files are written and live, or cannot be: a backend that is
     *     missing before may be about to come with them
     */
    void observe(Plan plan, Binding binding, long delivered) {
        homeless.keySet().retainAll(plan.services().keySet());
        toldHomeless.retainAll(homeless.keySet());
        for (ServicePlan service : plan.services().values()) {
            ServiceName name = service.service().name();
            if (binding.backends().containsKey(name)) {
                homeless.remove(name);
                toldHomeless.remove(name);
                service.servers().stream().map(ServerPlan::backend).forEach(backend -> missing(backend, binding));
            } else if (service.service().section() == Section.TCP
                    && homeless.computeIfAbsent(name, first -> plan.sequence()) <= delivered
                    && toldHomeless.add(name)) {
                events.emit(Event.warn("haproxy_backend_missing")
                        .service(name)
                        .reason("HAProxy has no backend for the tcp service " + name + "; one named so, or be_" + name
                                + ", is driven"));
            }
        }
    }

    private void missing(Backend backend, Binding binding) {
        if (!backend.tls() || binding.servers().containsKey(backend.id())) {
            notAdded.remove(backend.id());
        } else if (notAdded.add(backend.id())) {
            events.emit(Event.warn("server_not_added")
                    .service(backend.id().service())
                    .backend(backend.id().endpoint())
                    .reason("a server that speaks TLS needs an entry in haproxy.cfg; it is not added at run time"));
        }
    }

    void drift(List<Command> drifted, Desired desired, ActualState actual) {
        Map<ServerRef, Desired.Server> servers = desired.byRef();
        drifted.stream().limit(NAMED_DRIFTS).forEach(command -> {
            Event event = Event.warn("haproxy_drift")
                    .change(found(command, actual), wanted(command))
                    .reason(command.server() + " was changed behind our back");
            Desired.Server server = servers.get(command.server());
            events.emit(
                    server == null
                            ? event.service(command.server().backend())
                                    .backend(command.server().server())
                            : event.service(server.backend().service())
                                    .backend(server.backend().endpoint()));
        });
        if (drifted.size() > NAMED_DRIFTS) {
            events.emit(Event.warn("haproxy_drift").reason((drifted.size() - NAMED_DRIFTS) + " more settings drifted"));
        }
    }

    private static String found(Command command, ActualState actual) {
        Optional<ServerState> state = actual.server(command.server());
        if (state.isEmpty()) {
            return "absent";
        }
        ServerState now = state.get();
        return switch (command) {
            case Command.SetState set -> now.admin().word();
            case Command.SetWeight set -> "weight " + now.weight();
            case Command.SetFullWeight set -> "weight " + now.weight();
            case Command.SetAddress set ->
                now.address().map(a -> a.getHostAddress()).orElse("unresolved") + ":" + now.port();
            case Command.EnableHealth set -> "check off";
            case Command.HealthUp set -> "down";
            case Command.AddServer set -> "absent";
            case Command.DeleteServer set -> "present";
            case Command.CountSessions set -> "sessions";
            case Command.ShutSessions set -> "sessions";
        };
    }

    private static String wanted(Command command) {
        return switch (command) {
            case Command.SetState set -> set.admin().word();
            case Command.SetWeight set -> "weight " + set.weight();
            case Command.SetFullWeight set -> set.full() ? "weight 100%" : "weight 0%";
            case Command.SetAddress set -> set.address().getHostAddress() + ":" + set.port();
            case Command.EnableHealth set -> "check on";
            case Command.HealthUp set -> "up";
            case Command.AddServer set -> "present";
            case Command.DeleteServer set -> "absent";
            case Command.CountSessions set -> "no sessions";
            case Command.ShutSessions set -> "no sessions";
        };
    }
}
