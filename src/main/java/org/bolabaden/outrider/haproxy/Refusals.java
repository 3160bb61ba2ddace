package org.bolabaden.outrider.haproxy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.bolabaden.outrider.observe.Event;
import org.bolabaden.outrider.observe.EventSink;

/**
 * Commands that HAProxy refused: reported once, and not sent again before the next full pass, however often plans
 * change in between.
 */
final class Refusals {
    // A server that still has sessions cannot be deleted yet: nothing that an operator has to know.
    private static final String STILL_CONNECTED = "still has connections";

    // What a worker says that is about to leave, for the moment in which a reload still finds it at the socket. It is
    // also
    // what one says of a proxy that its file disables, and says again at the next full pass.
    private static final String LEAVING = "Proxy is disabled";

    private final EventSink events;
    private final Set<Command> leaving = new HashSet<>();
    private final Set<Command> reported = new HashSet<>();
    private final Map<Command, String> pending = new HashMap<>();

    Refusals(EventSink events) {
        this.events = events;
    }

    /** Whether it was refused since the last full pass. */
    boolean holds(Command command) {
        return pending.containsKey(command);
    }

    /** Whether it was refused at any time and not accepted since. */
    boolean known(Command command) {
        return reported.contains(command);
    }

    void refused(Command command, String text) {
        pending.put(command, text);
        if (text.contains(LEAVING) && leaving.add(command)) {
            return;
        }
        if (reported.add(command) && !text.contains(STILL_CONNECTED)) {
            String name = command instanceof Command.AddServer ? "server_not_added" : "haproxy_command_failed";
            events.emit(Event.warn(name)
                    .service(command.server().backend())
                    .backend(command.server().server())
                    .reason("'" + command.line() + "': " + text));
        }
    }

    void accepted(Command command) {
        pending.remove(command);
        reported.remove(command);
        leaving.remove(command);
    }

    /** A full pass begins: everything may be tried once more. What is no longer wanted was forgotten by then. */
    void retry() {
        reported.retainAll(pending.keySet());
        leaving.retainAll(pending.keySet());
        pending.clear();
    }

    /** Another worker: what the last one refused says nothing. */
    void forget() {
        pending.clear();
        reported.clear();
        leaving.clear();
    }
}
