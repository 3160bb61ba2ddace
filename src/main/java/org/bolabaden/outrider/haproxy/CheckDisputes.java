package org.bolabaden.outrider.haproxy;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;
import org.jspecify.annotations.Nullable;

/**
 * Servers that the plan wants ready while HAProxy's own check says they are down. We overrule it once, and again only
 * after a while: two checkers that fight would make a server flap at the speed of the faster one.
 */
final class CheckDisputes {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EventSink events;
    private final Map<ServerRef, Long> overruled = new HashMap<>();
    private final Set<ServerRef> disputed = new HashSet<>();

    CheckDisputes(EventSink events) {
        this.events = events;
    }

    boolean mayOverrule(ServerRef server, long nowNanos) {
        Long last = overruled.get(server);
        return last == null || nowNanos - last >= PATIENCE.toNanos();
    }

    void overruled(ServerRef server, long nowNanos) {
        overruled.put(server, nowNanos);
    }

    /** Compares; reports what is new, and what is settled. */
    void observe(Desired desired, ActualState actual) {
        Map<ServerRef, Desired.Server> wanted = desired.byRef();
        Set<ServerRef> now = new HashSet<>();
        wanted.forEach((ref, server) -> {
            if (server.ready()
                    && !server.asIfUp()
                    && actual.server(ref).filter(ServerState::checkedDown).isPresent()) {
                now.add(ref);
                if (disputed.add(ref)) {
                    events.emit(Event.warn("haproxy_check_disagrees")
                            .service(server.backend().service())
                            .backend(server.backend().endpoint())
                            .change("up", "down")
                            .reason("HAProxy's own check of " + ref + " fails while ours passes"));
                }
            }
        });
        disputed.removeIf(ref -> !now.contains(ref) && settle(ref, wanted.get(ref)));
        overruled.keySet().removeIf(ref -> !actual.servers().containsKey(ref));
    }

    private boolean settle(ServerRef ref, Desired.@Nullable Server server) {
        Event event = Event.info("haproxy_check_agrees").reason("HAProxy's own check of " + ref + " no longer objects");
        events.emit(
                server == null
                        ? event
                        : event.service(server.backend().service())
                                .backend(server.backend().endpoint()));
        return true;
    }
}
